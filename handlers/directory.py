"""Keeping up with Slack's members, and the one answer to whatever is typed to the bot."""

from datetime import timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.members import read_member
from handlers.payload import Body, read_team
from models.values.people import Listed
from models.values.visitors import Member
from models.workflow.slack_users import claim_answer, note_members, unlinked_people

__all__ = ["LISTENERS", "list_members"]

TYPED = (
    "I cannot read messages, and keep none. Type `/supervision` to start or find a supervision, or open my Home tab. "
    "This is not an emergency channel: speak to your manager or the duty team now."
)
ANSWER_EVERY = timedelta(minutes=10)
_PAGE = 200


async def member_changed(body: Body, desk: Desk) -> None:
    """Keep what Slack says of a member who joined or changed."""
    member = read_member(body["event"]["user"], home=read_team(body))
    await note_members(desk.parts, [member], desk.now())


async def message_typed(body: Body, desk: Desk, client: AsyncWebClient, person: Listed) -> None:
    """Answer a message typed to the bot, once in a while; its text is neither read nor stored."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id") or person.slack_id is None:
        return
    if await claim_answer(desk.parts, person.slack_id, desk.now(), ANSWER_EVERY):
        await client.chat_postMessage(channel=event["channel"], text=TYPED, unfurl_links=False, unfurl_media=False)


async def list_members(desk: Desk, client: AsyncWebClient, home: str) -> None:
    """Bring the local copy of Slack's members up to date, and ask for those still not linked by e-mail."""
    cursor = ""
    while True:
        answer = await client.users_list(limit=_PAGE, cursor=cursor)
        members = [read_member(user, home=home) for user in answer["members"]]
        await note_members(desk.parts, members, desk.now())
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    for _, email in await unlinked_people(desk.parts, desk.now()):
        member = await _find(client, email, home)
        if member is not None:
            await note_members(desk.parts, [member], desk.now())


async def _find(client: AsyncWebClient, email: str, home: str) -> Member | None:
    try:
        answer = await client.users_lookupByEmail(email=email)
    except SlackApiError as error:
        if error.response.get("error") == "users_not_found":
            return None
        raise
    return read_member(answer["user"], home=home)


LISTENERS = (
    Listener("event", "user_change", member_changed, Who.ANYONE),
    Listener("event", "team_join", member_changed, Who.ANYONE),
    Listener("event", "message", message_typed, Who.LISTED),
)

"""Conversations: who sees what, what counts as unread, what a notification says."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands, NotDone, NotSeen
from sandbox.messages import normal_reaction

Json = dict[str, Any]


def section(words: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words, **more}}


async def test_only_members_see_a_channel_and_only_one_person_their_direct_messages(
    sandbox: Sandbox, client: AsyncWebClient, sam: Hands
) -> None:
    await client.chat_postMessage(channel="C0TEAMELM", text="For Elm")
    await client.chat_postMessage(channel="U0SAM", text="For Sam")
    await sam.until_message("For Elm", "#team-elm")
    await sam.until_message("For Sam")
    async with Hands(sandbox.url, "U0TOM") as tom:
        assert {one["id"] for one in tom.seen["conversations"]} == {"C0GENERAL", "C0TEAMOAK", "D0TOM"}
        assert tom.messages() == []
        with pytest.raises(NotSeen):
            tom.conversation("#team-elm")
        with pytest.raises(NotDone, match="does not see"):
            await tom.react({"ts": "1.0"}, "+1", "C0TEAMELM")


async def test_a_new_message_is_unread_and_notified_and_an_update_is_neither(
    client: AsyncWebClient, sam: Hands
) -> None:
    posted = await client.chat_postMessage(channel="U0SAM", text="First words")
    await sam.see()
    assert sam.conversation()["unread"] == 1
    assert [one["text"] for one in sam.seen["toasts"]] == ["First words"]
    await sam.messages_tab()
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Other words")
    await sam.see()
    assert sam.conversation()["unread"] == 0
    assert len(sam.seen["toasts"]) == 1
    await sam.dismiss()
    assert sam.seen["toasts"] == []


@pytest.mark.parametrize(
    ("text", "blocks", "toasts"),
    [
        ("Words", None, 0),
        ("<!channel> words", None, 1),
        ("<@U0SAM> words", None, 1),
        ("&lt;!channel&gt; words", None, 0),
        ("@channel in the text alone", None, 0),
        ("Words", [section("@everyone")], 1),
        ("Words", [section("@everyone", verbatim=True)], 0),
        ("Words", [{"type": "section", "text": {"type": "plain_text", "text": "@everyone <!here>"}}], 0),
        ("Words", [{"type": "context", "elements": [{"type": "mrkdwn", "text": "<!here>", "verbatim": True}]}], 1),
    ],
)
async def test_a_channel_is_notified_only_by_what_slack_takes_for_a_mention(
    text: str, blocks: Any, toasts: int, client: AsyncWebClient, sam: Hands
) -> None:
    await client.chat_postMessage(channel="C0TEAMELM", text=text, blocks=blocks)
    await sam.see()
    assert len(sam.seen["toasts"]) == toasts
    assert sam.conversation("#team-elm")["unread"] == 1


async def test_a_thread_hangs_under_its_message_and_calls_only_those_in_it(
    client: AsyncWebClient, sam: Hands, priya: Hands
) -> None:
    posted = await client.chat_postMessage(channel="C0TEAMELM", text="Question")
    await sam.say("Answer", "#team-elm", thread_ts=posted["ts"])
    await sam.read("#team-elm")
    await priya.read("#team-elm")
    await client.chat_postMessage(channel="C0TEAMELM", text="Reply", thread_ts=posted["ts"])
    await sam.see()
    await priya.see()
    assert [one["text"] for one in sam.messages("#team-elm")[0]["replies"]] == ["Answer", "Reply"]
    assert sam.conversation("#team-elm")["unread"] == 1
    assert priya.conversation("#team-elm")["unread"] == 0
    with pytest.raises(NotDone, match="no such thread"):
        await sam.say("Lost", "#team-elm", thread_ts="1.0")


async def test_blocks_without_text_get_the_text_slack_builds(client: AsyncWebClient, sam: Hands) -> None:
    await client.api_call("chat.postMessage", json={"channel": "U0SAM", "blocks": [section("From blocks")]})
    message = await sam.until_message("From blocks")
    assert message["text"] == "From blocks"


async def test_text_without_blocks_removes_them_and_metadata_stays_until_emptied(
    client: AsyncWebClient, sam: Hands
) -> None:
    metadata = {"event_type": "kind", "event_payload": {"id": 7, "list": [{"a": 1}]}}
    posted = await client.chat_postMessage(channel="U0SAM", text="Words", blocks=[section("Words")], metadata=metadata)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="Bare")
    message = await sam.until_message("Bare")
    assert message["blocks"] == []
    assert message["edited"]["user"] == "U0SANDBOT"

    async def kept() -> Any:
        history = await client.conversations_history(channel=where["channel"], include_all_metadata=True)
        return history["messages"][0].get("metadata")

    assert (await kept())["event_payload"] == {"id": 7, "list": [{"a": 1}]}
    bare = await client.conversations_history(channel=where["channel"])
    assert "metadata" not in bare["messages"][0]
    await client.chat_update(**where, text="Bare", metadata={})
    assert await kept() is None


async def test_history_pages_newest_first_and_between_two_moments(client: AsyncWebClient) -> None:
    posted = [await client.chat_postMessage(channel="U0SAM", text=f"Message {n}") for n in range(5)]
    stamps = [one["ts"] for one in posted]
    assert stamps == sorted(set(stamps))
    channel = posted[0]["channel"]
    first = await client.conversations_history(channel=channel, limit=2)
    assert [one["text"] for one in first["messages"]] == ["Message 4", "Message 3"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=channel, limit=3, cursor=cursor)
    assert [one["text"] for one in second["messages"]] == ["Message 2", "Message 1", "Message 0"]
    one = await client.conversations_history(channel=channel, latest=stamps[2], inclusive=True, limit=1)
    assert one["messages"][0]["ts"] == stamps[2]
    after = await client.conversations_history(channel=channel, oldest=stamps[3])
    assert [one["ts"] for one in after["messages"]] == stamps[4:]


async def test_a_thread_is_listed_oldest_first(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="U0SAM", text="Parent")
    for number in range(2):
        await client.chat_postMessage(channel="U0SAM", text=f"Reply {number}", thread_ts=parent["ts"])
    thread = await client.conversations_replies(channel=parent["channel"], ts=parent["ts"])
    assert [one["text"] for one in thread["messages"]] == ["Parent", "Reply 0", "Reply 1"]
    history = await client.conversations_history(channel=parent["channel"])
    assert [(one["text"], one["reply_count"]) for one in history["messages"]] == [("Parent", 2)]


async def test_a_deleted_message_is_gone(client: AsyncWebClient, sam: Hands) -> None:
    posted = await client.chat_postMessage(channel="U0SAM", text="Words")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    await sam.see()
    assert sam.messages() == []


async def test_posting_to_someone_deactivated_succeeds_when_they_had_direct_messages(
    client: AsyncWebClient, http: aiohttp.ClientSession, sam: Hands
) -> None:
    await client.chat_postMessage(channel="U0SAM", text="Before")
    await http.post("/control/users/U0SAM", json={"deleted": True})
    assert (await client.chat_postMessage(channel="U0SAM", text="After"))["ok"]
    with pytest.raises(NotDone, match="deactivated"):
        await sam.say("I am not here")


async def test_an_ephemeral_note_cannot_be_updated_or_found_again(client: AsyncWebClient, sam: Hands) -> None:
    note = await client.chat_postEphemeral(channel="C0TEAMELM", user="U0SAM", text="Psst")
    await sam.until_message("Psst", "#team-elm")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel="C0TEAMELM", ts=note["message_ts"], text="Louder")


async def test_reactions_are_listed_with_those_who_gave_them(client: AsyncWebClient, sam: Hands, priya: Hands) -> None:
    posted = await client.chat_postMessage(channel="C0TEAMELM", text="Words")
    for hands in (sam, priya):
        await hands.react(posted.data, "thumbsup", "C0TEAMELM")  # type: ignore[arg-type]
    got = await client.reactions_get(channel="C0TEAMELM", timestamp=posted["ts"])
    assert got["message"]["reactions"] == [{"name": "+1", "users": ["U0SAM", "U0PRIYA"], "count": 2}]
    with pytest.raises(NotDone, match="already"):
        await sam.react(posted.data, "+1", "C0TEAMELM")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "Thumbs up", "a b", "<!channel>"])
def test_what_is_no_emoji_has_no_name(name: str) -> None:
    assert normal_reaction(name) is None


async def test_a_link_leads_to_a_message(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0TEAMELM", text="Words")
    link = await client.chat_getPermalink(channel="C0TEAMELM", message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/C0TEAMELM/p{posted['ts'].replace('.', '')}")

"""Saying who else may read: `/supervision access`, approving and ending it; and the messages that tell of it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.access import ACCESS_BOXES, ACCESS_TITLE, build_access, build_people, build_word, read_plan
from handlers.blocks.claims import as_number
from handlers.blocks.frame import build_sentence
from handlers.blocks.ids import (
    ACCESS_ABOUT,
    ACCESS_APPROVE,
    ACCESS_APPROVER,
    ACCESS_END,
    ACCESS_OPEN,
    ACCESS_PAGE,
    ACCESS_READER,
    ACCESS_VIEW,
)
from handlers.blocks.message import Message
from handlers.blocks.records import build_subjects
from handlers.desk import Desk
from handlers.listeners import Listener, Renderer, Who
from handlers.payload import Body
from handlers.views import Light, open_light, show_view
from models.rules.grants import needs_approval
from models.values.access import GrantPart, GrantRefused
from models.values.call import Call
from models.values.errors import Repeated
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.access.grants import (
    approve_grant,
    end_grant,
    find_colleagues,
    find_subjects,
    give_grant,
    read_grants,
    read_word,
)
from models.workflow.parts import Parts

__all__ = ["LISTENERS", "RENDERERS", "WORD", "begin"]

WORD: Final = "access"
GIVEN: Final = "Given. They hear of it now. /supervision access shows what stands."
ASKED: Final = "Noted. It opens nothing before it is approved; who approves it hears of it now."
APPROVED: Final = ":white_check_mark: Approved. Who may read hears of it now."
ENDED: Final = ":white_check_mark: Ended. It opens nothing any more."
MISSING: Final[Mapping[GrantPart, str]] = {
    GrantPart.READER: "Choose who may read.",
    GrantPart.PURPOSE: "Choose what it is for.",
    GrantPart.SUBJECT: "Choose whose records.",
    GrantPart.LAST: "Choose a day.",
}


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the screen: a light modal at once, filled when the grants were read."""
    await ack()
    async with open_light(client, body, ACCESS_TITLE, light) as fill:
        await fill(build_access(await read_grants(desk.parts, call)))


async def give(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Let somebody read, or say under its box what is wrong."""
    plan = read_plan(body["view"])
    if isinstance(plan, GrantPart):
        await ack(response_action="errors", errors={ACCESS_BOXES[plan]: MISSING[plan]})
        return
    notice = ASKED if needs_approval(plan.purpose) else GIVEN
    try:
        with suppress(Repeated):  # this very press has given it
            await give_grant(desk.parts, call, plan)
    except GrantRefused as refused:
        await ack(response_action="errors", errors={ACCESS_BOXES[refused.about]: refused.sentence})
        return
    # A long list would not fit into an ack: what stands is shown when the screen is opened again.
    await ack(response_action="update", view=build_sentence(ACCESS_TITLE, notice))


async def approve(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Approve as the second person."""
    grant_id = str(body["actions"][0]["value"])
    with suppress(Repeated):
        await approve_grant(desk.parts, call, grant_id=grant_id)
    await ack()
    await show_view(client, body, build_access(await read_grants(desk.parts, call), notice=APPROVED))


async def end(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """End one; Slack has asked *Are you sure?*."""
    grant_id = str(body["actions"][0]["value"])
    with suppress(Repeated):
        await end_grant(desk.parts, call, grant_id=grant_id)
    await ack()
    await show_view(client, body, build_access(await read_grants(desk.parts, call), notice=ENDED))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of what stands."""
    await ack()
    number = as_number(body["actions"][0]["value"])
    await show_view(client, body, build_access(await read_grants(desk.parts, call), number))


async def offer_readers(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer colleagues whose name holds what is typed."""
    await ack(options=build_people(await find_colleagues(desk.parts, call, _typed(body), approving=False)))


async def offer_approvers(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer who may approve."""
    await ack(options=build_people(await find_colleagues(desk.parts, call, _typed(body), approving=True)))


async def offer_subjects(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer of whom records can be opened."""
    await ack(options=build_subjects(await find_subjects(desk.parts, call, _typed(body))))


def _typed(body: Body) -> str:
    return str(body.get("value") or "")


async def render_word(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return word of a grant as it stands now."""
    word = await read_word(parts, promised, now)
    return None if word is None else build_word(word)


def _opens(_body: Body) -> str:
    return ACCESS_TITLE


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.ACCESS: render_word})

LISTENERS = (
    Listener("action", ACCESS_OPEN, begin, Who.GIVER, opens=_opens),
    Listener("view", ACCESS_VIEW, give, Who.GIVER),
    Listener("action", ACCESS_APPROVE, approve, Who.GIVER),
    Listener("action", ACCESS_END, end, Who.GIVER),
    Listener("action", re.compile(f"^{ACCESS_PAGE}:"), turn_page, Who.GIVER),
    Listener("options", ACCESS_READER, offer_readers, Who.GIVER),
    Listener("options", ACCESS_APPROVER, offer_approvers, Who.GIVER),
    Listener("options", ACCESS_ABOUT, offer_subjects, Who.GIVER),
)

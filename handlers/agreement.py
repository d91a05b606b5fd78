"""Answering a request, and what the messages of agreement say."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addendum import addendum_view
from handlers.blocks.agreement import build_answer_step, build_answered, build_done, read_answer_step
from handlers.blocks.claims import as_word
from handlers.blocks.ids import (
    AGREE,
    ANSWER,
    ANSWER_BACK,
    ANSWER_VIEW,
    MEND,
    OPEN_AND_MEND,
    UNDO,
    WHAT_WAS_ASKED,
    Place,
    read_place,
)
from handlers.blocks.message import Message
from handlers.blocks.request import (
    build_answer_message,
    build_request_message,
    build_text_message,
    build_tick_message,
)
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Renderer, Who
from handlers.payload import Body
from handlers.reading import LAST_PAGE, show_page
from handlers.record_views import entry_view
from handlers.views import open_light, show_view
from models.values.agreement import Acted, Asked
from models.values.call import Call
from models.values.errors import Missing, Repeated
from models.values.outbox import Promised
from models.vocabulary import ActKind, MessageKind, SendingMode
from models.workflow.agreement import act, undo
from models.workflow.full_text import read_text
from models.workflow.parts import Parts
from models.workflow.reading import read_request, read_request_pages
from models.workflow.waiting import open_answer, open_asked, read_answer

__all__ = ["LISTENERS", "RENDERERS"]

_MEND_TITLE = "A change is asked for"


async def agree(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Agree to everything in the request that is still open; the button stands on the last page only."""
    request_id = str(body["actions"][0]["value"])
    acted = await _act(desk, call, request_id, ActKind.AGREED)
    await ack()
    await show_view(client, body, build_done(acted, call.now))
    _publish(desk, client, acted.asked)


async def ask_words(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Turn the modal into the step that asks for the words of an answer."""
    request_id = read_place(body["view"]["private_metadata"]).request
    if request_id is None:
        raise Missing
    reading = await read_request_pages(desk.parts, call, request_id=request_id)
    if reading.asked is None:
        raise Missing
    view = build_answer_step(reading.asked, as_word(ActKind, body["actions"][0]["value"]))
    await ack()
    await show_view(client, body, view)


async def answer(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Record an answer with its words; the modal closes, and the message shows how things stand."""
    place = read_place(body["view"]["private_metadata"])
    if place.request is None or place.page is None:
        raise Missing
    words = read_answer_step(body["view"])
    acted = await _act(desk, call, place.request, as_word(ActKind, place.page), words.version_ids, words.comments)
    await ack()
    _publish(desk, client, acted.asked)


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go back to the last page of the record."""
    place = Place(request=str(body["actions"][0]["value"]))
    await show_page(ack, body, client, desk, call, place, LAST_PAGE)


async def take_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Undo the latest answer, from the message or from the modal."""
    request_id = str(body["actions"][0]["value"])
    try:
        acted = await undo(desk.parts, call, request_id=request_id)
    except Repeated:
        acted = Acted(await _asked(desk, call, request_id), ActKind.WITHDRAWN, ())
    await ack()
    if body.get("view"):
        await show_view(client, body, build_done(acted, call.now))
    _publish(desk, client, acted.asked)


async def open_change(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the words of a change that was asked for, from the message to the supervisor or from Home."""
    act_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, _MEND_TITLE) as fill:
        await fill(build_answered(await open_answer(desk.parts, call, act_id=act_id)))


async def open_what_was_asked(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the words of the change that a record waits for, from its row on the card."""
    record_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, _MEND_TITLE) as fill:
        await fill(build_answered(await open_asked(desk.parts, call, record_id=record_id)))


async def mend(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Turn the modal into the record, or the addendum, that is to be mended."""
    answered = await open_answer(desk.parts, call, act_id=str(body["actions"][0]["value"]))
    if answered.addendum:
        view = await addendum_view(desk, call, answered.record_id)
    else:
        view = await entry_view(desk, call, answered.supervision_id, answered.subject_id)
    await ack()
    await show_view(client, body, view)


async def _act(
    desk: Desk,
    call: Call,
    request_id: str,
    kind: ActKind,
    version_ids: tuple[str, ...] | None = None,
    comments: str = "",
) -> Acted:
    try:
        return await act(
            desk.parts,
            call,
            request_id=request_id,
            kind=kind,
            version_ids=version_ids or None,
            comments=comments,
            at_last_page=True,
        )
    except Repeated:
        return Acted(await _asked(desk, call, request_id), kind, ())


async def _asked(desk: Desk, call: Call, request_id: str) -> Asked:
    """Return how a request stands, for somebody who may read it: a payload that comes again may name another."""
    reading = await read_request_pages(desk.parts, call, request_id=request_id)
    if reading.asked is None:
        raise Missing
    return reading.asked


def _publish(desk: Desk, client: AsyncWebClient, asked: Asked) -> None:
    for person_id in (asked.addressee_id, asked.asked_by_id):
        desk.later(publish_home(desk, client, person_id))


async def render_request(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return the request as it stands; one that was replaced before it was sent is not sent."""
    asked = await read_request(parts, promised.facts["request"])
    if asked is None or (asked.replaced and promised.mode is SendingMode.POST):
        return None
    return build_request_message(asked, now)


async def render_text(parts: Parts, promised: Promised, _now: datetime) -> Message | None:
    """Return one message of the whole text, or the notice in its place; replaced before it was sent, it is not sent."""
    text = await read_text(parts, promised.facts["request"], int(promised.facts["part"]))
    if text.replaced and promised.mode is SendingMode.POST:
        return None
    return build_text_message(text)


async def render_answer(parts: Parts, promised: Promised, _now: datetime) -> Message | None:
    """Return what the supervisor hears; an answer taken back before it was sent is not told."""
    answered = await read_answer(parts, promised.facts["act"])
    if answered.taken_back and promised.mode is SendingMode.POST:
        return None
    return build_answer_message(answered)


async def render_early(parts: Parts, promised: Promised, _now: datetime) -> Message | None:
    """Return the answer to a tick that came before the last page was opened."""
    return _tick(parts, promised, "early")


async def render_late(parts: Parts, promised: Promised, _now: datetime) -> Message | None:
    """Return the answer to a tick, given or taken away, that changes nothing any more."""
    return _tick(parts, promised, promised.facts["why"])


def _tick(parts: Parts, promised: Promised, why: str) -> Message:
    minutes = int(parts.options.undo.total_seconds() // 60)
    return build_tick_message(why, promised.facts["thread_ts"], minutes)


LISTENERS = (
    Listener("action", AGREE, agree, Who.ADDRESSEE),
    Listener("action", re.compile(f"^{ANSWER}:"), ask_words, Who.ADDRESSEE),
    Listener("view", ANSWER_VIEW, answer, Who.ADDRESSEE),
    Listener("action", ANSWER_BACK, go_back, Who.ADDRESSEE),
    Listener("action", UNDO, take_back, Who.ADDRESSEE),
    Listener("action", OPEN_AND_MEND, open_change, Who.SUPERVISOR),
    Listener("action", WHAT_WAS_ASKED, open_what_was_asked, Who.SUPERVISOR),
    Listener("action", MEND, mend, Who.SUPERVISOR),
)

RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType(
    {
        MessageKind.REQUEST: render_request,
        MessageKind.RECORD_TEXT: render_text,
        MessageKind.CHANGE_ASKED: render_answer,
        MessageKind.NOT_AGREED: render_answer,
        MessageKind.COMMENTS: render_answer,
        MessageKind.TICK_TOO_EARLY: render_early,
        MessageKind.TICK_TOO_LATE: render_late,
    }
)

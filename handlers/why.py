"""Why a date is what it is, `/supervision why` and *Why?*, and what may be done about it from there."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_word
from handlers.blocks.clock_words import read_item_value
from handlers.blocks.due import SNOOZING
from handlers.blocks.ids import (
    DONE_OPEN,
    DONE_VIEW,
    HELD_OPEN,
    HELD_VIEW,
    OVERRIDE_END,
    OVERRIDE_OPEN,
    OVERRIDE_VIEW,
    SNOOZE_END,
    SNOOZE_OPEN,
    SNOOZE_VIEW,
    WHY_OPEN,
    WHY_SUBJECT,
    Place,
    read_place,
    split_ids,
)
from handlers.blocks.settling import (
    BOX_OF,
    DONE_TITLE,
    HELD_TITLE,
    OVERRIDE_TITLE,
    SNOOZE_TITLE,
    build_done,
    build_held,
    build_override,
    build_snooze,
    read_exception,
    read_noted,
    read_put_off,
)
from handlers.blocks.text import day
from handlers.blocks.why import WHY_TITLE, Asked, Choosing, asked_of, build_why, read_asked
from handlers.desk import Desk
from handlers.due import due_view
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body, has_typed_more
from handlers.views import Light, View, open_light, redraw_view, show_view
from models.policy import Policy
from models.values.call import Call
from models.values.clocks import Explained
from models.values.due import CountedFrom
from models.values.errors import Missing, Refusal, Repeated, Unfit
from models.vocabulary import ClockKind
from models.workflow.clocks.lists import read_subjects, read_why
from models.workflow.clocks.settling import end_override, end_snooze, record_done, set_override, snooze

__all__ = ["LISTENERS", "WORD", "begin"]

WORD: Final = "why"
CHOOSING: Final = "choosing"
CHOOSE_A_DAY: Final = "Choose a day."
NOT_YOURS: Final = "Only the supervisor, who stands in, or the line above may do this."

KNOWN: Final = frozenset({CountedFrom.SUPERVISION, CountedFrom.MENTION, CountedFrom.ELSEWHERE, CountedFrom.DIRECTORY})
"""What a last time may be known from."""

BuildForm = Callable[[Explained, Policy, Place, str], View]


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the choice of whose dates to explain: a light modal at once, filled when people and children are read."""
    await ack()
    async with open_light(client, body, WHY_TITLE, light) as fill:
        await fill(await _chooser_view(desk, call, Place(), None, typed=has_typed_more(body)))


async def choose(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Explain every date of who was chosen, below the choice."""
    await ack()
    place = read_place(body["view"]["private_metadata"])
    await show_view(client, body, await _chooser_view(desk, call, place, read_asked(body["actions"][0])))


async def explain(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Explain one date: above the list it stands in, or in a modal of its own from a message."""
    clock, subject_id = read_item_value(body["actions"][0]["value"])
    await ack()
    view = body.get("view") or {}
    above = view.get("type") == "modal"
    below = read_place(view["private_metadata"]) if above else Place()
    async with open_light(client, body, WHY_TITLE, above=above) as fill:
        place = Place(clock=clock.value, subject=subject_id, scope=below.scope, n=below.n)
        await fill(await _why_view(desk, call, place))


async def _chooser_view(
    desk: Desk, call: Call, place: Place, asked: Asked | None, notice: str | None = None, *, typed: bool = False
) -> View:
    policy = desk.parts.library.policy
    subjects = await read_subjects(desk.parts, call)
    proofs = []
    for clock in () if asked is None else asked.clocks(policy):
        with suppress(Missing):  # no such clock runs for them
            proofs.append(await read_why(desk.parts, call, clock=clock, subject_id=asked.id if asked else ""))
    place = place.model_copy(update={"page": "why", "way": CHOOSING})
    choosing = Choosing(subjects, asked)
    return build_why(proofs, policy, place, call.person_id, choosing=choosing, notice=notice, typed=typed)


async def _why_view(desk: Desk, call: Call, place: Place, notice: str | None = None) -> View:
    """Return the proof of the date a place names; once something was done there may be none any more."""
    proofs: Sequence[Explained] = ()
    try:
        clock, subject_id = _dated(place)
        proofs = [await read_why(desk.parts, call, clock=clock, subject_id=subject_id)]
    except Missing:
        if notice is None:
            raise
    place = place.model_copy(update={"page": "why", "way": None})
    return build_why(proofs, desk.parts.library.policy, place, call.person_id, notice=notice)


def _dated(place: Place) -> tuple[ClockKind, str]:
    """Return which date a modal is about."""
    if place.clock is None or place.subject is None or place.clock not in set(ClockKind):
        raise Missing
    return ClockKind(place.clock), place.subject


def _asks(title: str, build: BuildForm) -> Callable[..., Awaitable[None]]:
    """Return the listener that puts one of the forms above the proof."""

    async def ask(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
        clock, subject_id = read_item_value(body["actions"][0]["value"])
        below = read_place(body["view"]["private_metadata"])
        place = below.model_copy(update={"page": "settle", "clock": clock.value, "subject": subject_id})
        await ack()
        async with open_light(client, body, title, above=True) as fill:
            proof = await read_why(desk.parts, call, clock=clock, subject_id=subject_id, with_reason=False)
            if not proof.row.may_settle:
                raise Refusal(NOT_YOURS)
            await fill(build(proof, desk.parts.library.policy, place, call.person_id))

    return ask


async def save_held(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Note a supervision held elsewhere."""

    async def note() -> str:
        done_on = await _note(body, desk, call)
        clock, subject_id = _dated(read_place(body["view"]["private_metadata"]))
        due = (await read_why(desk.parts, call, clock=clock, subject_id=subject_id, with_reason=False)).row.item.due
        later = due.counted_from in KNOWN and due.counted_on > done_on
        stays = f" A later one ({day(due.counted_on)}) is known, so the date stays." if later else ""
        return f"Noted: held elsewhere on {day(done_on)}.{stays}"

    await _settle(ack, body, client, desk, call, note)


async def save_done(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Note what was done outside this bot."""

    async def note() -> str:
        done_on = await _note(body, desk, call)
        return f"Noted: done on {day(done_on)}."

    await _settle(ack, body, client, desk, call, note)


async def _note(body: Body, desk: Desk, call: Call) -> date:
    clock, subject_id = _dated(read_place(body["view"]["private_metadata"]))
    given = read_noted(body["view"])
    done_on = _chosen("done_on", given.done_on)
    await record_done(
        desk.parts, call, clock=clock, subject_id=subject_id, done_on=done_on, by=given.by, line=given.line
    )
    return done_on


async def save_override(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Agree another interval, or one date."""

    async def agree() -> str:
        clock, subject_id = _dated(read_place(body["view"]["private_metadata"]))
        given = read_exception(body["view"])
        until_on = _chosen("until_on", given.until_on)
        await set_override(
            desk.parts,
            call,
            clock=clock,
            subject_id=subject_id,
            every_days=given.every_days,
            due_on=given.due_on,
            until_on=until_on,
            reason=given.reason,
        )
        return f"Saved: an exception until {day(until_on)}."

    await _settle(ack, body, client, desk, call, agree)


async def save_snooze(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Let a date not be told again before a day."""

    async def put_off() -> str:
        clock, subject_id = _dated(read_place(body["view"]["private_metadata"]))
        given = read_put_off(body["view"])
        until_on = _chosen("until_on", given.until_on)
        await snooze(desk.parts, call, clock=clock, subject_id=subject_id, until_on=until_on, reason=given.reason)
        return f"Not told again before {day(until_on)}. What is late still goes to the line above."

    await _settle(ack, body, client, desk, call, put_off)


async def end_exception(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """End an exception; Slack has asked *Are you sure?*."""
    clock, subject_id, override_id = split_ids(body["actions"][0]["value"], 3)
    with suppress(Repeated):
        await end_override(desk.parts, call, override_id=override_id)
    await ack()
    await _show_end(body, client, desk, call, (as_word(ClockKind, clock), subject_id), "The exception is over.")


async def end_put_off(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """End a snooze before its day."""
    clock, subject_id = read_item_value(body["actions"][0]["value"])
    with suppress(Repeated):
        await end_snooze(desk.parts, call, clock=clock, subject_id=subject_id)
    await ack()
    await _show_end(body, client, desk, call, (clock, subject_id), "The snooze is over.")


async def _show_end(
    body: Body, client: AsyncWebClient, desk: Desk, call: Call, of: tuple[ClockKind, str], notice: str
) -> None:
    dated = {"clock": of[0].value, "subject": of[1]}
    place = read_place(body["view"]["private_metadata"]).model_copy(update=dated)
    await show_view(client, body, await _view_after(desk, call, place, notice))
    await _redraw_list(body, client, desk, call, place)
    desk.later(publish_home(desk, client, call.person_id))


def _chosen(field: str, given: date | None) -> date:
    if given is None:
        raise Unfit(field, CHOOSE_A_DAY)
    return given


async def _settle(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    desk: Desk,
    call: Call,
    act: Callable[[], Awaitable[str]],
) -> None:
    """Do what a form asks and close it; the proof below, and the list below that, show what came of it."""
    notice = "Saved."
    try:
        with suppress(Repeated):
            notice = await act()
    except Unfit as unfit:
        await ack(response_action="errors", errors={BOX_OF[unfit.field]: unfit.sentence})
        return
    await ack()
    place = read_place(body["view"]["private_metadata"])
    proof = body["view"].get("previous_view_id")
    if proof and place.way != SNOOZING:  # from the list of what may be put off there is no proof in between
        await redraw_view(client, str(proof), await _view_after(desk, call, place, notice))
    await _redraw_list(body, client, desk, call, place)
    desk.later(publish_home(desk, client, call.person_id))


async def _view_after(desk: Desk, call: Call, place: Place, notice: str) -> View:
    """Return the proof as it stands after something was done from it."""
    if place.way == CHOOSING:
        return await _chooser_view(desk, call, place, asked_of(*_dated(place)), notice)
    return await _why_view(desk, call, place, notice)


async def _redraw_list(body: Body, client: AsyncWebClient, desk: Desk, call: Call, place: Place) -> None:
    """Draw the list anew from which all this was opened, where there is one."""
    if place.scope is not None:
        await redraw_view(client, str(body["view"]["root_view_id"]), await due_view(desk, call, place))


LISTENERS = (
    Listener("action", WHY_SUBJECT, choose),
    Listener("action", WHY_OPEN, explain),
    Listener("action", HELD_OPEN, _asks(HELD_TITLE, build_held), Who.SETTLER),
    Listener("action", DONE_OPEN, _asks(DONE_TITLE, build_done), Who.SETTLER),
    Listener("action", OVERRIDE_OPEN, _asks(OVERRIDE_TITLE, build_override), Who.SETTLER),
    Listener("action", SNOOZE_OPEN, _asks(SNOOZE_TITLE, build_snooze), Who.SETTLER),
    Listener("action", OVERRIDE_END, end_exception, Who.SETTLER),
    Listener("action", SNOOZE_END, end_put_off, Who.SETTLER),
    Listener("view", HELD_VIEW, save_held, Who.SETTLER),
    Listener("view", DONE_VIEW, save_done, Who.SETTLER),
    Listener("view", OVERRIDE_VIEW, save_override, Who.SETTLER),
    Listener("view", SNOOZE_VIEW, save_snooze, Who.SETTLER),
)

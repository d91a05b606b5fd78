"""Settling a due date: what was done elsewhere, exceptions, putting off; who may, and what is kept of it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.sealing import unseal
from models.tables import Allocation, AuditEvent, Child, ClockDone, ClockOverride, Person, PersonRole, Snooze
from models.values.due import CountedFrom, Due, DueState
from models.values.errors import Conflict, Missing, Refusal, Repeated, Unfit
from models.vocabulary import ClockKind, StaffKind
from models.workflow.clocks import settling
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.settling import end_override, record_done, set_override, snooze
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team, restrict

pytestmark = pytest.mark.by_turns

TODAY = START.date()
PRIYA, TOM, OLU, SAM, NELL = (call_of(who, START) for who in ("priya", "tom", "olu", "sam", "nell"))
SECRET = "Zanzibar Quokka"


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


async def due_of(parts: Parts, clock: ClockKind, subject_id: str) -> Due:
    """Return the date as the rules judge it now."""
    async with parts.read() as session:
        items = await read_items(session, parts, TODAY, everything=True)
    [found] = [item.due for item in items if item.key == (clock, subject_id)]
    return found


async def held(parts: Parts, subject_id: str, *, who: str = "priya", clock: ClockKind = ClockKind.CHILD) -> None:
    """Note a supervision held elsewhere three days ago."""
    await record_done(
        parts, call_of(who, START), clock=clock, subject_id=subject_id, done_on=day(-3), by="Tom", line=SECRET
    )


async def agree(
    parts: Parts,
    subject_id: str,
    *,
    who: str = "priya",
    clock: ClockKind = ClockKind.CHILD,
    every: int | None = 14,
    due_on: date | None = None,
    reason: str = SECRET,
) -> None:
    """Agree an exception for ten weeks."""
    await set_override(
        parts,
        call_of(who, START),
        clock=clock,
        subject_id=subject_id,
        every_days=every,
        due_on=due_on,
        until_on=day(70),
        reason=reason,
    )


async def put_off(parts: Parts, subject_id: str, *, who: str = "priya", clock: ClockKind = ClockKind.CHILD) -> None:
    """Put off being told by a day."""
    await snooze(parts, call_of(who, START), clock=clock, subject_id=subject_id, until_on=day(1), reason=SECRET)


async def test_held_elsewhere_resets_the_clock_and_is_kept_sealed_with_an_audit_event_that_says_no_word(
    parts: Parts,
) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    assert (await due_of(parts, ClockKind.CHILD, child)).state is DueState.OVERDUE

    await held(parts, child)

    now = await due_of(parts, ClockKind.CHILD, child)
    assert (now.due_on, now.counted_from) == (day(-3 + 56), CountedFrom.ELSEWHERE)
    async with parts.read() as session:
        done = (await session.exec(select(ClockDone))).one()
        key = parts.keyring.unwrap((await session.get_one(Child, child)).wrapped_key)
        [event] = (await session.exec(select(AuditEvent).where(AuditEvent.what == "held_elsewhere"))).all()
    assert unseal(key, "clockdone", done.id, "text", done.text) == f"Tom\n{SECRET}"
    assert (event.subject, event.subject_id, event.person_id) == ("child", child, "priya")
    assert event.facts == {"clock": "child", "done": done.id, "on": day(-3).isoformat()}
    assert SECRET.encode() not in done.text


async def test_a_persons_supervision_held_elsewhere_resets_only_the_persons_clock(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    before = await due_of(parts, ClockKind.CHILD, child)

    await held(parts, "sam", clock=ClockKind.PERSON)

    assert (await due_of(parts, ClockKind.PERSON, "sam")).counted_on == day(-3)
    assert await due_of(parts, ClockKind.CHILD, child) == before


@pytest.mark.parametrize("settle", [held, agree, put_off])
async def test_a_childs_date_is_settled_by_supervisor_stand_in_and_line_above_and_nobody_else(
    parts: Parts, settle: Callable[..., Awaitable[None]]
) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})

    for who in ("priya", "tom", "olu"):
        await settle(parts, child, who=who)
    for who in ("sam", "nell"):
        with pytest.raises(Refusal, match="may do this"):
            await settle(parts, child, who=who)


@pytest.mark.parametrize("settle", [held, agree])
async def test_a_persons_date_is_settled_by_the_line_and_not_by_a_mere_stand_in(
    parts: Parts, settle: Callable[..., Awaitable[None]]
) -> None:
    await make_team(parts, START, last_discussed={"AB": 50})

    for who in ("priya", "olu"):
        await settle(parts, "sam", who=who, clock=ClockKind.PERSON)
    for who in ("tom", "sam", "nell"):
        with pytest.raises(Refusal, match="may do this"):
            await settle(parts, "sam", who=who, clock=ClockKind.PERSON)


async def test_a_restricted_childs_date_is_not_settled_by_a_stand_in(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})
    await restrict(parts, child)

    with pytest.raises(Refusal, match="restricted"):
        await held(parts, child, who="tom")
    await held(parts, child, who="priya")


async def test_the_date_of_a_child_whom_nobody_works_with_is_settled_by_the_teams_supervisor(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50}, worker="priya")
    with pytest.raises(Refusal):
        await held(parts, child)

    await _take_worker_off(parts, child)

    await held(parts, child)
    assert (await due_of(parts, ClockKind.CHILD, child)).counted_on == day(-3)


async def _take_worker_off(parts: Parts, child_id: str) -> None:
    async with parts.database.write(None, START) as session:
        row = (await session.exec(select(Allocation).where(Allocation.child_id == child_id))).one()
        row.person_id = None
        session.add(row)


async def test_an_exception_moves_the_date_until_it_ends_and_a_new_one_takes_its_place(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 10})
    usual = await due_of(parts, ClockKind.CHILD, child)

    await agree(parts, child)
    assert (await due_of(parts, ClockKind.CHILD, child)).due_on == day(7), "a week for the first after a change"
    await agree(parts, child, every=None, due_on=day(9), reason="Another")
    changed = await due_of(parts, ClockKind.CHILD, child)
    assert changed.due_on == day(9)
    assert changed.override is not None
    async with parts.read() as session:
        first, second = (await session.exec(select(ClockOverride).order_by(ClockOverride.every_days.is_(None)))).all()  # type: ignore[union-attr]
        key = parts.keyring.unwrap((await session.get_one(Child, child)).wrapped_key)
    assert first.ended_at == START
    assert (second.ended_at, second.until_on, second.set_by) == (None, day(70), "priya")
    assert unseal(key, "clockoverride", second.id, "text", second.text) == "Another"
    assert changed.override.id == second.id

    await end_override(parts, OLU, override_id=second.id)

    assert await due_of(parts, ClockKind.CHILD, child) == usual
    with pytest.raises(Conflict):
        await end_override(parts, PRIYA, override_id=second.id)


async def test_an_exception_is_ended_only_by_who_may_settle_the_date(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 10})
    await agree(parts, "sam", clock=ClockKind.PERSON)
    async with parts.read() as session:
        override_id = (await session.exec(select(ClockOverride.id))).one()

    for call in (TOM, SAM, NELL):
        with pytest.raises(Refusal, match="may do this"):
            await end_override(parts, call, override_id=override_id)
    with pytest.raises(Missing):
        await end_override(parts, PRIYA, override_id="0" * 32)


async def test_a_snooze_is_kept_for_that_one_date_and_leaves_it_where_it_is(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})
    before = await due_of(parts, ClockKind.CHILD, child)

    await put_off(parts, child)

    async with parts.read() as session:
        kept = (await session.exec(select(Snooze))).one()
        key = parts.keyring.unwrap((await session.get_one(Child, child)).wrapped_key)
    assert await due_of(parts, ClockKind.CHILD, child) == before
    assert (kept.child_id, kept.due_on, kept.until_on) == (child, before.due_on, day(1))
    assert unseal(key, "snooze", kept.id, "text", kept.text) == SECRET


async def test_a_snooze_past_its_limit_keeps_nothing(parts: Parts) -> None:
    soon, late = await make_team(parts, START, last_discussed={"AB": 50, "CD": 60})

    with pytest.raises(Unfit) as refused:
        await snooze(parts, PRIYA, clock=ClockKind.CHILD, subject_id=soon, until_on=day(7), reason="Away")
    with pytest.raises(Refusal, match="too far"):
        await snooze(parts, PRIYA, clock=ClockKind.CHILD, subject_id=late, until_on=day(7), reason="Away")

    assert refused.value.field == "until_on"
    async with parts.read() as session:
        assert (await session.exec(select(Snooze))).all() == []


async def test_what_does_not_fit_is_refused_under_its_box_and_keeps_nothing(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})

    async def note(done_on: date, by: str = "Tom", line: str = "Mosaic") -> None:
        await record_done(parts, PRIYA, clock=ClockKind.CHILD, subject_id=child, done_on=done_on, by=by, line=line)

    for attempt, field in (
        (note(day(1)), "done_on"),
        (note(date(2025, 1, 5)), "done_on"),
        (note(TODAY, by=" "), "by"),
        (note(TODAY, line=""), "line"),
        (agree(parts, child, reason=" "), "reason"),
        (agree(parts, child, every=None), "every"),
    ):
        with pytest.raises(Unfit) as refused:
            await attempt
        assert refused.value.field == field
    async with parts.read() as session:
        assert (await session.exec(select(ClockDone))).all() == []
        assert (await session.exec(select(ClockOverride))).all() == []


async def test_a_clock_that_is_settled_another_way_has_neither_of_these(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 50})

    with pytest.raises(Missing):
        await held(parts, "sam", clock=ClockKind.CONTRACT)
    with pytest.raises(Missing):
        await agree(parts, "sam", clock=ClockKind.CONTRACT)
    with pytest.raises(Missing):
        await put_off(parts, "nobody", clock=ClockKind.PERSON)


async def test_a_payload_that_comes_again_changes_nothing(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})
    call = call_of("priya", START, "trigger:1")

    async def note() -> None:
        await record_done(parts, call, clock=ClockKind.CHILD, subject_id=child, done_on=TODAY, by="Tom", line="Mosaic")

    await note()
    with pytest.raises(Repeated):
        await note()

    async with parts.read() as session:
        assert len((await session.exec(select(ClockDone))).all()) == 1


async def test_what_is_done_outside_is_noted_by_whoever_is_to_do_it(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 50})
    policy = parts.library.policy
    watching = policy.model_copy(update={"clocks": (*policy.clocks, ClockKind.MONTHLY_AUDIT, ClockKind.OBSERVATION)})
    watched = replace(parts, library=replace(parts.library, policy=watching))

    await held(watched, "olu", who="olu", clock=ClockKind.MONTHLY_AUDIT)
    await held(watched, "sam", who="priya", clock=ClockKind.OBSERVATION)
    with pytest.raises(Refusal):
        await held(watched, "sam", who="sam", clock=ClockKind.OBSERVATION)


async def test_a_review_of_the_assessed_year_is_noted_once_and_two_at_once_skip_none(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 50})
    policy = parts.library.policy
    watching = policy.model_copy(update={"clocks": (*policy.clocks, ClockKind.ASYE_REVIEW)})
    began = date(2025, 12, 5)  # its reviews are due on 5 March, 5 June, 5 September and 5 November
    options = replace(parts.options, go_live=began)
    parts = replace(parts, library=replace(parts.library, policy=watching), options=options)
    async with parts.database.write(None, START) as session:
        (await session.get_one(Person, "sam")).asye_started_on = began
        role = (await session.exec(select(PersonRole).where(PersonRole.person_id == "sam"))).one()
        role.staff_kind = StaffKind.ASYE
    review = ClockKind.ASYE_REVIEW
    assert (await due_of(parts, review, "sam")).due_on == date(2026, 3, 5)

    await held(parts, "sam", clock=review)
    for who, on, why in (("priya", -3, "on this day"), ("olu", -1, "note one from 15 May 2026 on")):
        with pytest.raises(Unfit, match=why) as refused:
            await record_done(
                parts, call_of(who, START), clock=review, subject_id="sam", done_on=day(on), by="Olu", line=SECRET
            )
        assert refused.value.field == "done_on"
    async with parts.database.write(None, START) as session:  # as of two who noted it at one moment
        common: dict[str, Any] = {
            "clock": review,
            "person_id": "sam",
            "text": b"",
            "recorded_by": "olu",
            "recorded_at": START,
        }
        session.add_all(ClockDone(**common, done_on=day(back)) for back in (-3, -1))

    assert (await due_of(parts, review, "sam")).due_on == date(2026, 6, 5)


def write_meanwhile(monkeypatch: pytest.MonkeyPatch, other: Callable[[], Awaitable[None]]) -> None:
    """Let somebody else write while a date is judged."""

    async def read(*given: Any, **named: Any) -> Any:
        found = await read_items(*given, **named)
        await other()
        return found

    monkeypatch.setattr(settling, "read_items", read)


async def test_nobody_waits_for_the_reading_of_the_council_when_a_date_is_settled(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    child, other = await make_team(parts, START, last_discussed={"AB": 50, "CD": 50})
    watching = parts.library.policy.model_copy(update={"clocks": (*parts.library.policy.clocks, ClockKind.OBSERVATION)})
    watched = replace(parts, library=replace(parts.library, policy=watching))
    write_meanwhile(monkeypatch, lambda: held(parts, other))

    await put_off(watched, child)
    await held(watched, "sam", clock=ClockKind.OBSERVATION)

    async with parts.read() as session:
        assert len((await session.exec(select(ClockDone))).all()) == 3
        assert len((await session.exec(select(Snooze))).all()) == 1


async def test_a_date_that_is_moved_while_it_is_judged_is_not_put_off(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})
    for other in (lambda: agree(parts, child, who="olu"), lambda: held(parts, child, who="olu")):
        write_meanwhile(monkeypatch, other)
        with pytest.raises(Conflict):
            await put_off(parts, child)

    async with parts.read() as session:
        assert (await session.exec(select(Snooze))).all() == []


async def test_a_payload_that_put_a_date_off_and_comes_again_changes_nothing(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 50})
    call = call_of("priya", START, "trigger:1")
    given: dict[str, Any] = {"clock": ClockKind.CHILD, "subject_id": child, "until_on": day(1), "reason": SECRET}

    await snooze(parts, call, **given)
    with pytest.raises(Repeated):
        await snooze(parts, call, **given)

"""An own frequency counts from the moment both have agreed it, until the agreement is looked at again (C8, B5)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.forms import ChoiceAnswer
from models.sealing import unseal
from models.tables import AuditEvent, ClockOverride, Heartbeat, Person
from models.values.call import LONDON
from models.vocabulary import ActKind, ClockKind
from models.workflow.agreement import act, undo
from models.workflow.clocks.frequency import AGREED, WITH
from models.workflow.clocks.lists import read_why
from models.workflow.clocks.settling import end_override
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.contracts import PERSON, agree_latest, begin_contract
from tests.support.council import call_of, make_team
from tests.support.meetings import requests_to, rows_of
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

WHO = "Ruth Barlow, service manager, 3 March"
FIRST, SECOND = "a" * 32, "b" * 32


async def sent(parts: Parts, now: datetime, meeting: str, frequency: str, **texts: str) -> Writing:
    """Send an agreement with that frequency."""
    writing = await begin_contract(parts, now, meeting)
    answers: dict[str, Any] = {"purpose": "To think.", "frequency": ChoiceAnswer(option=frequency), **texts}
    await writing.write(PERSON, "arrangements", answers)
    await writing.send()
    return writing


async def in_force(parts: Parts, on: date) -> list[int | None]:
    return [
        row.every_days
        for row in await rows_of(parts, ClockOverride)
        if row.ended_at is None and row.from_on <= on < row.until_on
    ]


async def reasons(parts: Parts) -> list[str]:
    async with parts.read() as session:
        person = await session.get_one(Person, PERSON)
        rows = (await session.exec(select(ClockOverride).order_by(col(ClockOverride.set_at)))).all()
    key = parts.keyring.unwrap(person.wrapped_key)
    return [unseal(key, "clockoverride", row.id, "text", row.text) for row in rows]


async def test_it_counts_once_both_have_agreed_until_the_agreement_is_looked_at_again(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "fortnightly", agreed_with=WHO)
    assert await rows_of(parts, ClockOverride) == [], "sent is not agreed"

    await agree_latest(parts, START + timedelta(days=2))

    [row] = await rows_of(parts, ClockOverride)
    assert (row.clock, row.person_id, row.child_id, row.every_days, row.due_on) == (
        ClockKind.PERSON,
        PERSON,
        None,
        14,
        None,
    )
    assert (row.from_on, row.until_on) == (date(2026, 3, 4), date(2027, 3, 2))
    assert (row.set_by, row.ended_at, row.version_id is None) == ("priya", None, False)
    assert await reasons(parts) == [f"{AGREED} {WITH}\n{WHO}"]
    async with parts.read() as session:
        [event] = (await session.exec(select(AuditEvent).where(AuditEvent.what == "own_frequency_agreed"))).all()
    assert (event.person_id, event.subject_id, event.version_id) == (PERSON, PERSON, row.version_id)
    assert event.facts == {"every_days": "14", "until_on": "2027-03-02"}
    assert "Ruth" not in repr(event)


async def test_the_usual_frequency_needs_nothing_of_its_own(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "every_four_weeks", agreed_with=WHO)
    await agree_latest(parts, START + timedelta(minutes=5))
    assert await rows_of(parts, ClockOverride) == []


@pytest.mark.parametrize(("next_one", "days"), [("every_six_weeks", [42]), ("every_four_weeks", [])])
async def test_a_new_agreement_ends_the_formers_and_only_once_it_is_agreed(
    parts: Parts, next_one: str, days: list[int]
) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "fortnightly")
    await agree_latest(parts, START + timedelta(minutes=5))
    later = START + timedelta(weeks=8)

    await sent(parts, later, SECOND, next_one)
    assert await in_force(parts, later.date()) == [14]
    await agree_latest(parts, later + timedelta(days=1))

    changed = (later + timedelta(days=1)).astimezone(LONDON).date()
    assert await in_force(parts, changed) == days
    former = next(row for row in await rows_of(parts, ClockOverride) if row.every_days == 14)
    assert (former.from_on, former.until_on) == (START.date(), changed)
    assert former.ended_at == later + timedelta(days=1)
    assert await reasons(parts) == [AGREED] * (1 + len(days))


async def test_what_is_taken_back_or_to_be_changed_does_not_count_until_it_is_agreed_again(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    writing = await sent(parts, START, FIRST, "fortnightly")
    await agree_latest(parts, START + timedelta(minutes=1))
    assert await in_force(parts, START.date()) == [14]
    [request] = await requests_to(parts, PERSON)

    await undo(parts, call_of(PERSON, START + timedelta(minutes=2)), request_id=request)
    assert await in_force(parts, START.date()) == []
    await agree_latest(parts, START + timedelta(minutes=3), ActKind.CHANGE_ASKED, "Every three weeks will do.")
    assert await in_force(parts, START.date()) == []

    await writing.see(PERSON)
    await writing.write(PERSON, "arrangements", {"frequency": ChoiceAnswer(option="every_three_weeks")})
    await writing.send()
    assert await in_force(parts, START.date()) == []
    await agree_latest(parts, START + timedelta(minutes=9), ActKind.AGREED_WITH_COMMENTS, "Thank you.")
    assert await in_force(parts, START.date()) == [21]


async def test_taking_back_a_new_agreement_puts_the_former_in_force_again(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "fortnightly", agreed_with=WHO)
    await agree_latest(parts, START + timedelta(minutes=1))
    later = START + timedelta(weeks=4)
    await sent(parts, later, SECOND, "weekly")
    await agree_latest(parts, later + timedelta(minutes=1))
    assert await in_force(parts, later.date()) == [7]

    await undo(parts, call_of(PERSON, later + timedelta(minutes=2)), request_id=(await requests_to(parts, PERSON))[-1])

    assert await in_force(parts, later.date()) == [14]
    former = next(row for row in await rows_of(parts, ClockOverride) if row.every_days == 14)
    assert (former.from_on, former.until_on) == (START.date(), date(2027, 3, 2))
    await agree_latest(parts, later + timedelta(minutes=3))
    assert await in_force(parts, later.date()) == [7]
    assert len(await rows_of(parts, ClockOverride)) == 2


async def test_what_a_supervisor_ended_by_hand_is_not_in_force_again_by_what_becomes_of_the_next(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "fortnightly")
    await agree_latest(parts, START + timedelta(minutes=1))
    [row] = await rows_of(parts, ClockOverride)
    await end_override(parts, call_of("priya", START + timedelta(days=1)), override_id=row.id)
    later = START + timedelta(weeks=4)
    await sent(parts, later, SECOND, "weekly")

    await agree_latest(parts, later + timedelta(minutes=1), ActKind.CHANGE_ASKED, "Rather not so often.")
    [row] = await rows_of(parts, ClockOverride)
    assert row.ended_at == START + timedelta(days=1)
    for done in (1, 2):
        request = (await requests_to(parts, PERSON))[-1]
        await undo(parts, call_of(PERSON, later + timedelta(minutes=2 * done)), request_id=request)
        await agree_latest(parts, later + timedelta(minutes=2 * done + 1))
    await undo(parts, call_of(PERSON, later + timedelta(minutes=6)), request_id=request)
    assert {one.every_days: one.ended_at is None for one in await rows_of(parts, ClockOverride)} == {
        14: False,
        7: False,
    }


async def test_who_asks_why_reads_who_agreed_to_it(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "fortnightly", agreed_with=WHO)
    await agree_latest(parts, START + timedelta(minutes=1))
    call = call_of("priya", START + timedelta(days=1))
    explained = await read_why(parts, call, clock=ClockKind.PERSON, subject_id=PERSON)
    assert explained.reason == f"{AGREED} {WITH}\n{WHO}"
    assert explained.row.item.due.override is not None
    assert "every 2 weeks" in explained.row.item.due.rule


async def test_one_agreed_only_after_it_was_to_be_looked_at_again_counts_for_nothing(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await sent(parts, START, FIRST, "fortnightly")
    await agree_latest(parts, START + timedelta(days=365))
    assert await rows_of(parts, ClockOverride) == []


async def test_an_exception_somebody_set_by_hand_is_left_alone(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    async with parts.database.write(None, START) as session:
        session.add(
            ClockOverride(
                clock=ClockKind.PERSON,
                person_id=PERSON,
                every_days=10,
                from_on=START.date(),
                until_on=date(2026, 6, 1),
                text=b"sealed",
                set_by="priya",
                set_at=START,
            )
        )
    await sent(parts, START, FIRST, "every_four_weeks")
    await agree_latest(parts, START + timedelta(minutes=1))
    assert await in_force(parts, START.date()) == [10]


async def test_a_comment_and_a_refusal_change_nothing_and_an_agreement_is_planned_for_at_once(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    async with parts.database.write(None, START) as session:
        session.add(Heartbeat(name="plan", last_at=START, real_at=START))
    await sent(parts, START, FIRST, "fortnightly")
    await agree_latest(parts, START + timedelta(minutes=1), ActKind.NOT_AGREED, "It is too often.")
    assert await rows_of(parts, ClockOverride) == []
    [request] = await requests_to(parts, PERSON)
    await undo(parts, call_of(PERSON, START + timedelta(minutes=2)), request_id=request)
    assert [row.last_at for row in await rows_of(parts, Heartbeat)] == [START]

    await act(parts, call_of(PERSON, START + timedelta(minutes=3)), request_id=request, kind=ActKind.AGREED)
    assert [row.last_at for row in await rows_of(parts, Heartbeat)] == [datetime(1970, 1, 1, tzinfo=UTC)]
    assert await in_force(parts, START.date()) == [14]

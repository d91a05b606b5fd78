"""What a snooze holds back and what not, who reads why, and its end, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.tables import AuditEvent, Nudge, Snooze
from models.values.errors import Missing, Refusal
from models.vocabulary import ClockKind, NudgeStage
from models.workflow.clocks.lists import read_why
from models.workflow.clocks.planning import plan
from models.workflow.clocks.settling import end_snooze, snooze
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.meetings import rows_of

TODAY = START.date()
UNTIL = TODAY + timedelta(days=3)
REASON = "After the review"


async def put_off(parts: Parts) -> dict[str, Any]:
    """Put a child's date off that is due in six days; return which date it is."""
    [child] = await make_team(parts, START, last_discussed={"AB": 50})
    date: dict[str, Any] = {"clock": ClockKind.CHILD, "subject_id": child}
    await snooze(parts, call_of("priya", START), **date, until_on=UNTIL, reason=REASON)
    return date


async def test_who_put_a_date_off_and_why_is_for_the_person_and_the_line(parts: Parts) -> None:
    date = await put_off(parts)
    for who in ("sam", "priya", "olu"):
        proof = await read_why(parts, call_of(who, START), **date)
        assert (proof.snoozed_by, proof.snooze_reason) == ("Priya Example", REASON)
    proof = await read_why(parts, call_of("tom", START), **date)
    assert (proof.row.item.snoozed_until, proof.snoozed_by, proof.snooze_reason) == (UNTIL, None, None)
    form = await read_why(parts, call_of("priya", START), **date, with_reason=False)
    assert form.snooze_reason is None


async def test_a_snooze_is_ended_once_by_who_may_settle_the_date(parts: Parts) -> None:
    date = await put_off(parts)
    with pytest.raises(Refusal):
        await end_snooze(parts, call_of("sam", START), **date)

    await end_snooze(parts, call_of("olu", START), **date)

    proof = await read_why(parts, call_of("priya", START), **date)
    assert proof.snooze_reason is None
    assert [one.until_on for one in await rows_of(parts, Snooze)] == [TODAY]
    [event] = await rows_of(parts, AuditEvent, AuditEvent.what == "snooze_ended")
    assert event.person_id == "olu"
    with pytest.raises(Missing):
        await end_snooze(parts, call_of("priya", START, "again"), **date)


async def test_a_snooze_of_what_is_late_keeps_it_from_nobody_but_whom_it_falls_to(parts: Parts) -> None:
    policy = parts.library.policy.model_copy(update={"clocks": (ClockKind.CHILD,)})
    parts = replace(parts, library=replace(parts.library, policy=policy))
    [child] = await make_team(parts, START, last_discussed={"AB": 63})
    proof = await read_why(parts, call_of("priya", START), clock=ClockKind.CHILD, subject_id=child)
    async with parts.database.write(None, START) as session:
        by: Any = {"set_by": "priya", "set_at": START, "text": b""}
        until = TODAY + timedelta(days=7)
        session.add(
            Snooze(clock=ClockKind.CHILD, child_id=child, due_on=proof.row.item.due.due_on, until_on=until, **by)
        )

    await plan(parts, START + timedelta(days=3), START)

    assert [(one.audience_id, one.stage) for one in await rows_of(parts, Nudge)] == [("olu", NudgeStage.ESCALATED)]

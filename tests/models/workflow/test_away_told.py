"""Word of an absence: to the cover, to the person where somebody else has said it, and to nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.away import render_away
from models.tables import Outbox
from models.values.leave import LeavePlan
from models.vocabulary import MessageKind, SendingMode
from models.workflow.clocks.leave import change_leave, end_leave, set_leave
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.meetings import rows_of
from tests.support.promised import as_promised

pytestmark = pytest.mark.by_turns

PRIYA, SAM = call_of("priya", START), call_of("sam", START)
WEEK = LeavePlan("sam", date(2026, 3, 9), date(2026, 3, 13), "nell")


async def words(parts: Parts) -> dict[str, str]:
    """Return what each who was told would read now."""
    rows = await rows_of(parts, Outbox, Outbox.kind == MessageKind.AWAY, Outbox.mode == SendingMode.POST)
    told = {str(row.recipient_id): await render_away(parts, as_promised(row), START) for row in rows}
    return {who: str(message.blocks[0]["text"]["text"]) for who, message in told.items() if message is not None}


async def test_the_cover_hears_of_it_and_who_set_it_does_not(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    leave = await set_leave(parts, SAM, WEEK)
    assert list(await words(parts)) == ["nell"]
    assert "You cover for Sam Example*: Mon 9 March 2026 to Fri 13 March 2026." in (await words(parts))["nell"]

    await end_leave(parts, replace(SAM, now=START + timedelta(minutes=1)), leave_id=leave)
    assert "is not down as away any more" in (await words(parts))["nell"]


async def test_a_person_put_down_as_away_by_the_supervisor_hears_who_did_it(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await set_leave(parts, PRIYA, WEEK)
    assert set(await words(parts)) == {"nell", "sam"}
    assert (await words(parts))["sam"].startswith("*Priya Example* has put you down as away")


async def test_with_another_cover_both_know_where_they_stand(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    leave = await set_leave(parts, SAM, WEEK)
    later = replace(SAM, now=START + timedelta(minutes=1))
    await change_leave(parts, later, leave_id=leave, plan=replace(WEEK, cover_id="tom"))

    told = await words(parts)
    assert told["nell"] == "You do not cover for Sam Example any more."
    assert told["tom"].startswith("*You cover for Sam Example*")

"""Who read records about a person is told to that person in the next digest, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.database import note
from models.tables import NudgeChoice, Outbox
from models.values.call import Call
from models.vocabulary import MessageKind, Rhythm
from models.workflow.access.reads import find_untold, read_reads
from models.workflow.clocks.digests import read_digest
from models.workflow.clocks.planning import plan
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.letting_in import OLU, hold_personal, post_digest
from tests.support.meetings import PRIYA, SAM, rows_of

pytestmark = pytest.mark.by_turns

A_DAY = timedelta(days=1)


async def opens(parts: Parts, call: Call, record_id: str) -> None:
    async with parts.write(call) as session:
        await note(session, call, "opened", "record", record_id)


async def told(parts: Parts, call: Call) -> int:
    digest = await read_digest(parts, call.person_id, call.today, call.now)
    return 0 if digest is None else digest.reads


async def test_a_reading_by_anybody_but_the_two_who_met_stands_in_the_next_digest_and_in_no_other(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed={})
    record = await hold_personal(parts)
    for call in (SAM, PRIYA, OLU, OLU):
        await opens(parts, call, record.id)

    assert await told(parts, SAM) == 2
    assert await told(parts, SAM) == 2, "it was not posted yet"
    await post_digest(parts, "sam", START)
    assert await told(parts, SAM) == 2, "what stands in Slack stays"
    tomorrow = replace(SAM, now=START + A_DAY)
    assert await told(parts, tomorrow) == 0
    await opens(parts, call_of("tom", START + A_DAY), record.id)
    assert await told(parts, tomorrow) == 1
    assert await told(parts, replace(SAM, now=START + 2 * A_DAY)) == 1, "nobody got the one of that day"
    readers = [one.reader for one in (await read_reads(parts, SAM)).rows]
    assert readers[0] == "Tom Example", "the newest first"
    assert sorted(readers[1:]) == ["Olu Example", "Olu Example", "Priya Example"]


async def test_somebody_with_nothing_due_and_who_asked_for_quiet_is_told_all_the_same(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    record = await hold_personal(parts)
    await opens(parts, OLU, record.id)
    async with parts.database.write(None, START) as session:
        session.add(NudgeChoice(person_id="sam", rhythm=Rhythm.QUIET, chosen_at=START))
    async with parts.read() as session:
        assert [one.person_id for one in await find_untold(session, parts, START)] == ["sam"]

    await plan(parts, START, START)

    promised = await rows_of(parts, Outbox, Outbox.kind == MessageKind.DIGEST)
    assert "sam" in {row.recipient_id for row in promised}

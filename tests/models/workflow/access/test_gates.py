"""By which right a record is read: by those who met, today's worker, the line above, and never by who handed over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, update

from models.tables import Person, Request, SmartAction, SupervisionLine
from models.values.access import Scope, Subject
from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import RecordKind
from models.workflow.access.child_page import open_child_page
from models.workflow.access.finding import find_readable
from models.workflow.access.handover import read_passed_to
from models.workflow.access.listing import read_records
from models.workflow.home import read_home
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.reading import open_record, read_record
from models.workflow.requests import answerable
from models.workflow.sending import send_all
from models.workflow.to_file import read_to_file
from tests.conftest import START
from tests.support.council import call_of, end_lines, hand_over, restrict
from tests.support.letting_in import OLU, OWEN, add_others, events, hold_personal, reallocate
from tests.support.meetings import (
    MEETING,
    PRIYA,
    SAM,
    find_record,
    make_meeting,
    rows_of,
    send_meeting,
    write_record,
)

pytestmark = pytest.mark.by_turns

NELL, TOM = call_of("nell", START), call_of("tom", START)
OF_SAM = Subject(Scope.PERSON, "sam")


async def offered(parts: Parts, call: Call, typed: str = "") -> list[str]:
    return [label for _, label in await find_readable(parts, call, typed)]


async def test_from_the_handover_on_the_former_supervisor_reads_nothing_and_the_new_one_everything(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    personal = await hold_personal(parts)
    assert [row.previous for row in (await read_records(parts, PRIYA, OF_SAM)).rows] == [None, None]

    await hand_over(parts, "sam", "nell", START)

    for record_id in (record.id, personal.id):
        with pytest.raises(Refusal, match="another supervisor since"):
            await open_record(parts, PRIYA, record_id=record_id)
    with pytest.raises(Refusal, match="nothing of theirs"):
        await read_records(parts, PRIYA, OF_SAM)
    assert await offered(parts, PRIYA, "Sam") == []
    with pytest.raises(Refusal):
        await open_child_page(parts, PRIYA, child_id=child)
    assert (await open_record(parts, NELL, record_id=record.id)).versions
    listed = await read_records(parts, NELL, OF_SAM)
    assert {row.previous for row in listed.rows} == {"Priya Example"}
    assert {row.kind for row in listed.rows} == {RecordKind.CASEWORK, RecordKind.PERSONAL}
    assert await offered(parts, NELL, "Sam") == ["Sam Example"]
    assert (await open_record(parts, SAM, record_id=record.id)).versions, "one's own records stay one's own"


async def test_a_draft_passes_to_the_new_supervisor_and_is_the_former_ones_no_more(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    assert [one.id for one in (await read_home(parts, PRIYA)).open] == [MEETING]

    await hand_over(parts, "sam", "nell", START)

    with pytest.raises(Refusal, match="another supervisor since"):
        await next_stop(parts, PRIYA, MEETING)
    assert (await read_home(parts, PRIYA)).open == ()
    assert await read_passed_to(parts, PRIYA, supervision_id=MEETING) == "Nell Example"
    assert [row.subject_id for row in (await read_overview(parts, NELL, supervision_id=MEETING)).rows] == [child]
    assert [one.id for one in (await read_home(parts, NELL)).open] == [MEETING]


async def test_an_action_in_a_draft_that_fell_to_the_former_supervisor_is_the_new_ones_when_it_is_sent(
    parts: Parts,
) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child, owner_id="priya")
    await hand_over(parts, "sam", "nell", START)

    await send_all(parts, NELL, supervision_id=MEETING)

    (action,) = await rows_of(parts, SmartAction)
    assert action.owner_id == "nell"


async def test_who_works_with_the_child_today_reads_what_was_written_before_and_a_stand_in_finds_no_restricted_one(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    with pytest.raises(Refusal):
        await open_record(parts, NELL, record_id=record.id)

    await reallocate(parts, child, "nell")

    reading = await open_record(parts, NELL, record_id=record.id)
    assert (reading.may_add, reading.close_as_left) == (False, None), "to read is not to write"
    assert await offered(parts, NELL) == ["Nell Example", "AZ · 100001"]
    assert (await open_child_page(parts, NELL, child_id=child)).actions[0].what == "Ask the school nurse"
    assert await offered(parts, TOM, "10000") == ["AZ · 100001"]
    await restrict(parts, child)
    assert await offered(parts, TOM, "10000") == []
    assert await offered(parts, NELL, "10000") == ["AZ · 100001"]
    assert (await read_records(parts, TOM, OF_SAM)).rows == (), "nor among the records of its worker"
    assert len((await read_records(parts, OLU, OF_SAM)).rows) == 1
    assert (await open_record(parts, SAM, record_id=record.id)).versions


async def test_what_was_handed_over_stays_so_once_the_supervisee_has_left_and_falls_to_the_last_supervisor(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    personal = await hold_personal(parts)
    await hand_over(parts, "sam", "nell", START)
    await reallocate(parts, child, "nell")
    gone = START + timedelta(days=7)
    async with parts.database.write(None, gone) as session:
        lasting = update(SupervisionLine).where(col(SupervisionLine.until_on).is_(None))
        await session.exec(lasting.where(col(SupervisionLine.person_id) == "sam").values(until_on=gone.date()))
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=gone.date()))
    before, last = replace(PRIYA, now=gone), replace(NELL, now=gone)

    for one in (record, personal):
        with pytest.raises(Refusal, match="another supervisor since"):
            await open_record(parts, before, record_id=one.id)
    assert (await read_to_file(parts, before)).rows == ()
    assert [row.kind for row in (await read_to_file(parts, last)).rows] == [RecordKind.CASEWORK]
    assert (await open_record(parts, last, record_id=record.id)).versions
    assert await offered(parts, last, "Sam") == ["Sam Example"]
    assert await offered(parts, before, "Sam") == []


async def test_what_was_handed_over_stays_so_while_nobody_is_named(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    personal = await hold_personal(parts)
    await hand_over(parts, "sam", "nell", START)
    gap = START + timedelta(days=7)
    await end_lines(parts, "sam", gap)
    before = replace(PRIYA, now=gap)

    for one in (record, personal):
        with pytest.raises(Refusal, match="another supervisor since"):
            await open_record(parts, before, record_id=one.id)
    assert (await read_to_file(parts, before)).rows == ()
    assert await offered(parts, before, "Sam") == []
    (request, *_) = await rows_of(parts, Request)
    async with parts.read() as session:
        assert await answerable(session, request, record, gap.date()) == "nell", "an answer is no word to who is out"


async def test_the_list_is_of_what_may_be_seen_and_an_administrator_sees_that_there_is_something_and_no_more(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    personal = await hold_personal(parts)
    await add_others(parts)

    assert len((await read_records(parts, OLU, OF_SAM)).rows) == 2, "the line above"
    of_a_stand_in = await read_records(parts, TOM, OF_SAM)
    assert [row.record_id for row in of_a_stand_in.rows] == [record.id], "a stand-in has no personal record"
    with pytest.raises(Refusal, match="nothing of theirs"):
        await read_records(parts, NELL, OF_SAM)
    kept = await read_records(parts, OWEN, OF_SAM)
    assert {(row.record_id, row.may_read) for row in kept.rows} == {(record.id, False), (personal.id, False)}
    for record_id in (record.id, personal.id):
        with pytest.raises(Refusal):
            await open_record(parts, OWEN, record_id=record_id)
    assert await events(parts, "opened") == []


async def test_a_guest_reads_their_own_and_nothing_else(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    guest, supervisor = replace(SAM, guest=True), replace(PRIYA, guest=True)

    assert (await read_record(parts, guest, record_id=record.id)).versions
    assert await offered(parts, guest) == ["Sam Example", "AZ · 100001"]
    with pytest.raises(Refusal, match="As a guest"):
        await open_record(parts, supervisor, record_id=record.id)
    with pytest.raises(Refusal):
        await open_child_page(parts, guest, child_id=child)

"""Letting somebody read: given by another, approved where it must be, noted, told, and over when it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, delete, select, update

from models.database import note
from models.tables import Allocation, Grant, Outbox, Person, PersonRole, TeamMember
from models.values.access import GrantRefused, Scope, Subject
from models.values.errors import Conflict, Missing, Refusal
from models.vocabulary import MessageKind, Purpose, Role
from models.workflow.access.child_page import open_child_page
from models.workflow.access.finding import find_readable
from models.workflow.access.gates import Judge
from models.workflow.access.grants import (
    approve_grant,
    break_glass,
    end_grant,
    find_colleagues,
    find_subjects,
    give_grant,
    read_grants,
)
from models.workflow.access.reads import find_untold, read_reads
from models.workflow.parts import Parts
from models.workflow.reading import open_record
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.letting_in import NINA, OLU, OWEN, REASON, ROSA, add_others, events, hold_personal, lets_in
from tests.support.meetings import PRIYA, SAM, find_record, rows_of, send_meeting

pytestmark = pytest.mark.by_turns

HOUR = timedelta(hours=1)


async def test_a_standing_grant_opens_everything_to_quality_assurance_with_a_note_of_each_reading_until_it_is_ended(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    await add_others(parts)
    for call, plan in ((PRIYA, lets_in(PRIYA)), (NINA, lets_in(NINA)), (OLU, lets_in(OLU, reader_id="olu"))):
        with pytest.raises(Refusal):
            await give_grant(parts, call, plan)
    with pytest.raises(Refusal):
        await open_record(parts, NINA, record_id=record.id)

    grant_id = await give_grant(parts, OLU, lets_in(OLU))
    reading = await open_record(parts, NINA, record_id=record.id)

    assert reading.versions
    assert not reading.may_add
    (event,) = await events(parts, "opened")
    assert (event.person_id, event.subject_id) == ("nina", record.id)
    assert event.facts == {"grant": grant_id, "purpose": "quality_assurance"}
    (told,) = await rows_of(parts, Outbox, Outbox.kind == MessageKind.ACCESS)
    assert told.recipient_id == "nina"
    (row,) = await rows_of(parts, Grant)
    assert REASON.encode() not in row.text
    shown = await read_reads(parts, SAM)
    assert [(one.reader, one.purpose) for one in shown.rows] == [("Nina Example", Purpose.QUALITY_ASSURANCE)]
    assert [one.reason for one in shown.grants] == [REASON]
    with pytest.raises(Refusal):
        await read_grants(parts, PRIYA)
    await end_grant(parts, OWEN, grant_id=grant_id)
    with pytest.raises(Conflict):
        await end_grant(parts, OWEN, grant_id=grant_id)
    with pytest.raises(Refusal):
        await open_record(parts, NINA, record_id=record.id)
    assert [one.over for one in (await read_reads(parts, SAM)).grants] == [True]


async def test_an_investigation_opens_nothing_before_the_second_name_and_is_shown_only_once_it_is_over(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed={})
    await add_others(parts)
    record = await hold_personal(parts)
    about = Subject(Scope.PERSON, "sam")
    plan = lets_in(OLU, Purpose.INVESTIGATION, about, approver_id="owen", reader_id="rosa")
    grant_id = await give_grant(parts, OLU, plan)
    async with parts.read() as session:
        assert await Judge(session, parts, ROSA).grants() == []
    with pytest.raises(Refusal, match="named"):
        await approve_grant(parts, OLU, grant_id=grant_id)
    (asked,) = await rows_of(parts, Outbox, Outbox.kind == MessageKind.ACCESS)
    assert asked.recipient_id == "owen"

    await approve_grant(parts, OWEN, grant_id=grant_id)

    async with parts.write(ROSA) as session:
        gate = await Judge(session, parts, ROSA).find(record, "sam", None)
    assert gate is not None
    await note_opened(parts, record.id, gate.facts)
    assert (await read_reads(parts, SAM)).rows == ()
    assert (await read_reads(parts, SAM)).grants == ()
    async with parts.read() as session:
        assert await find_untold(session, parts, START) == []
    assert [row.id for row in (await read_grants(parts, OLU)).rows] == [grant_id]
    await end_grant(parts, OLU, grant_id=grant_id)
    shown = await read_reads(parts, SAM)
    assert [one.purpose for one in shown.rows] == [Purpose.INVESTIGATION]
    assert [(one.reader, one.approved_by) for one in shown.grants] == [("Rosa Example", "Owen Example")]
    async with parts.read() as session:
        assert [one.person_id for one in await find_untold(session, parts, START)] == ["sam"]


async def note_opened(parts: Parts, record_id: str, facts: dict[str, str]) -> None:
    """Note a reading as opening the record would; what was only held has no text to open."""
    async with parts.write(ROSA) as session:
        await note(session, ROSA, "opened", "record", record_id, **facts)


async def test_who_is_let_in_for_good_and_for_an_investigation_reads_for_that_and_nobody_is_told_yet(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    await add_others(parts)
    await give_grant(parts, replace(OLU, now=START - HOUR), lets_in(OLU))
    plan = lets_in(OLU, Purpose.INVESTIGATION, Subject(Scope.PERSON, "sam"), approver_id="owen")
    await approve_grant(parts, OWEN, grant_id=await give_grant(parts, OLU, plan))

    await open_record(parts, NINA, record_id=record.id)

    (event,) = await events(parts, "opened")
    assert event.facts["purpose"] == "investigation"
    assert (await read_reads(parts, SAM)).rows == ()


async def test_another_service_manager_neither_sees_nor_ends_what_is_hidden(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await add_others(parts)
    about = Subject(Scope.PERSON, "olu")
    plan = lets_in(OWEN, Purpose.INVESTIGATION, about, approver_id="olu")
    with pytest.raises(GrantRefused, match="whom it is about"):
        await give_grant(parts, OWEN, plan)
    plan = lets_in(OLU, Purpose.INVESTIGATION, Subject(Scope.PERSON, "priya"), approver_id="owen")
    grant_id = await give_grant(parts, OLU, plan)
    async with parts.database.write(None, START) as session:
        (await session.get_one(Grant, grant_id)).given_by = "tom"
    assert (await read_grants(parts, OLU)).rows == ()
    with pytest.raises(Missing):
        await end_grant(parts, OLU, grant_id=grant_id)
    assert [row.mine_to_approve for row in (await read_grants(parts, OWEN)).rows] == [True]


async def test_what_is_hidden_is_for_other_administrators_once_neither_who_gave_nor_who_approved_can_end_it(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed={})
    await add_others(parts)
    about = Subject(Scope.PERSON, "priya")
    plan = lets_in(OLU, Purpose.INVESTIGATION, about, approver_id="owen", reader_id="rosa")
    grant_id = await give_grant(parts, OLU, plan)
    async with parts.database.write(None, START) as session:
        (await session.get_one(Grant, grant_id)).given_by = "tom"
        (await session.get_one(Person, "owen")).left_on = START.date()
        role = update(PersonRole).where(col(PersonRole.person_id).in_(["priya", "rosa", "nina"]))
        await session.exec(role.values(role=Role.ADMINISTRATOR))

    for call in (PRIYA, ROSA, OLU):
        assert (await read_grants(parts, call)).rows == (), "whom it is about, whom it lets in, a service manager"
        with pytest.raises(Missing):
            await end_grant(parts, call, grant_id=grant_id)
    assert [row.id for row in (await read_grants(parts, NINA)).rows] == [grant_id]
    await end_grant(parts, NINA, grant_id=grant_id)


@pytest.mark.parametrize("scope", [Scope.CHILD, Scope.PERSON, Scope.TEAM])
async def test_what_is_hidden_stays_so_for_an_administrator_whom_it_may_be_about(parts: Parts, scope: Scope) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AA": 50})
    await add_others(parts)
    async with parts.database.write(None, START) as session:
        (allocated,) = await session.exec(select(Allocation).where(col(Allocation.child_id) == child))
        worker = allocated.person_id
        teams = select(col(TeamMember.team_id)).where(col(TeamMember.person_id) == worker)
        of = {
            Scope.CHILD: child,
            Scope.PERSON: worker,
            Scope.TEAM: (await session.exec(teams)).one(),
        }
        role = update(PersonRole).where(col(PersonRole.person_id) == worker)
        await session.exec(role.values(role=Role.ADMINISTRATOR))
    plan = lets_in(OLU, Purpose.INVESTIGATION, Subject(scope, of[scope] or ""), approver_id="owen", reader_id="rosa")
    grant_id = await give_grant(parts, OLU, plan)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).where(col(Person.id).in_(["olu", "owen"])).values(left_on=START.date()))
        keeper = update(PersonRole).where(col(PersonRole.person_id) == "nina")
        await session.exec(keeper.values(role=Role.ADMINISTRATOR))
        await session.exec(delete(TeamMember).where(col(TeamMember.person_id) == "nina"))

    concerned = call_of(worker or "", START)
    assert (await read_grants(parts, concerned)).rows == ()
    with pytest.raises(Missing):
        await end_grant(parts, concerned, grant_id=grant_id)
    assert [row.id for row in (await read_grants(parts, NINA)).rows] == [grant_id]


async def test_breaking_the_glass_needs_a_reason_tells_the_childs_people_at_once_and_ends_after_some_hours(
    parts: Parts,
) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)
    personal = await hold_personal(parts)
    await add_others(parts)
    why = "The child is at the door and nobody answers."
    for call, number, reason in (
        (SAM, "100001", why),
        (OWEN, "100001", why),
        (PRIYA, "100001", why),
        (ROSA, "999999", why),
        (ROSA, "100001", "now"),
    ):
        with pytest.raises(Refusal):
            await break_glass(parts, call, number=number, reason=reason)

    subject = await break_glass(parts, ROSA, number=" 100001 ", reason=why)

    assert subject == Subject(Scope.CHILD, child)
    told = await rows_of(parts, Outbox, Outbox.kind == MessageKind.ACCESS)
    assert {row.recipient_id for row in told} == {"sam", "priya"}
    assert {row.due_at for row in told} == {START}
    assert (await open_record(parts, ROSA, record_id=record.id)).versions
    assert (await open_child_page(parts, ROSA, child_id=child)).actions
    assert [(one.kind, one.purpose) for one in (await read_reads(parts, SAM)).rows if one.kind is None] == [
        (None, Purpose.BREAK_GLASS)
    ]
    with pytest.raises(Refusal):
        await open_record(parts, ROSA, record_id=personal.id)
    assert why in [one.reason for one in (await read_reads(parts, PRIYA)).grants]
    later = replace(ROSA, now=START + 4 * HOUR)
    with pytest.raises(Refusal):
        await open_record(parts, later, record_id=record.id)


async def test_where_none_of_a_childs_people_is_here_any_more_who_looks_after_the_bot_hears_of_broken_glass(
    parts: Parts,
) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AB": 10})
    await add_others(parts)
    async with parts.database.write(None, START) as session:
        await session.exec(delete(Allocation).where(col(Allocation.child_id) == child))
    await break_glass(parts, ROSA, number="100001", reason="The child is at the door again.")
    (told,) = await rows_of(parts, Outbox, Outbox.kind == MessageKind.ACCESS)
    assert told.recipient_id == "owen"


async def test_a_grant_for_records_of_staff_finds_people_and_no_children(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 10})
    await add_others(parts)
    for subject in (Subject(Scope.PERSON, "sam"), Subject(Scope.COUNCIL)):
        await give_grant(parts, OLU, lets_in(OLU, Purpose.WORKFORCE, subject, reader_id="rosa"))
        assert [label for _, label in await find_readable(parts, ROSA, "Sam")] == ["Sam Example"]
        assert await find_readable(parts, ROSA, "100001") == ()


async def test_only_who_may_give_is_offered_names_and_children_are_found_by_number_only(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 10})
    await add_others(parts)
    assert await find_colleagues(parts, OLU, "nin", approving=False) == (("nina", "Nina Example"),)
    assert await find_colleagues(parts, OLU, "", approving=True) == (("owen", "Owen Example"),)
    assert await find_colleagues(parts, PRIYA, "", approving=False) == ()
    assert await find_subjects(parts, call_of("nell", START), "") == ()
    offered = [label for _, label in await find_subjects(parts, OLU, "1000")]
    assert offered == ["The whole council", "AB · 100001"]
    assert "Team Long Term East" in [label for _, label in await find_subjects(parts, OLU, "long")]

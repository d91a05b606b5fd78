"""An import that changes somebody's supervisor passes on what is open, and takes effect the same minute."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models.tables import Child, Outbox, Person, SmartAction
from models.values.access import Scope, Subject
from models.values.call import Call
from models.values.errors import Refusal
from models.values.outbox import Promised
from models.values.supervision import AgendaPlan
from models.values.visitors import Member
from models.vocabulary import ActionState, ClockKind, MessageKind, RecordKind
from models.workflow.access.handover import read_handover
from models.workflow.access.listing import read_records
from models.workflow.clocks.reading import read_items
from models.workflow.home import read_home
from models.workflow.overview import next_stop
from models.workflow.parts import Parts
from models.workflow.slack_users import note_members, read_visitor
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.directory import MANAGER, PRACTITIONER, SERVICE, bring_in, child, child_ids, person_ids
from tests.support.held import hold
from tests.support.letting_in import events
from tests.support.meetings import MEETING, rows_of

pytestmark = pytest.mark.by_turns

OTHER = {**MANAGER, "staff_number": "4", "name": "Tom Bell", "email": "tom@ashmere.example", "supervisor": "1"}
EVERYBODY = (SERVICE, MANAGER, OTHER, PRACTITIONER)
MOVED = (SERVICE, MANAGER, OTHER, {**PRACTITIONER, "supervisor": "4"})
LATER = START + timedelta(days=1)


async def test_what_is_open_passes_to_the_new_supervisor_and_nothing_is_left_without_a_holder(parts: Parts) -> None:
    await bring_in(parts, START - timedelta(days=30), EVERYBODY, [child("501")])
    people, children = await person_ids(parts), await child_ids(parts)
    priya, sam, tom = people["2"], people["3"], people["4"]
    assert await rows_of(parts, Outbox, Outbox.kind == MessageKind.HANDOVER) == [], "nobody had them before"
    draft = await hold(
        parts,
        START.date(),
        about={children["501"]: RecordKind.CASEWORK},
        supervisor=priya,
        supervisee=sam,
        sent=False,
    )
    async with parts.database.write(None, START) as session:
        for name, owner in (("hers", priya), ("his", sam)):
            session.add(
                SmartAction(
                    id=name,
                    child_id=children["501"],
                    state=ActionState.OPEN,
                    owner_id=owner,
                    due_on=START.date() - timedelta(days=3),
                    created_at=START,
                )
            )

    await bring_in(parts, LATER, MOVED, [child("501")])
    await bring_in(parts, LATER, MOVED, [child("501")])

    owners = {row.id: row.owner_id for row in await rows_of(parts, SmartAction)}
    assert owners == {"hers": tom, "his": sam}
    (event,) = await events(parts, "handed_over")
    assert (event.subject_id, event.facts["from"], event.facts["to"]) == (sam, priya, tom)
    async with parts.read() as session:
        found = await read_items(session, parts, LATER.date(), everything=True)
    of_the_meeting = [one.owner_id for one in found if one.clock is ClockKind.WRITE_UP]
    assert of_the_meeting == [tom]
    (promised,) = await rows_of(parts, Outbox, Outbox.kind == MessageKind.HANDOVER)
    assert promised.recipient_id == tom
    over = await read_handover(parts, as_promised(promised), LATER)
    assert over is not None
    assert (over.person, over.before) == ("Sam Okafor", "Priya Nair")
    assert [one.id for one in over.open] == [draft]
    assert (over.records, over.actions, over.children) == (0, 2, 1)
    assert over.overdue == ("JP · 501",)
    assert [one.id for one in (await read_home(parts, Call(tom, LATER))).open] == [draft]
    assert (await read_home(parts, Call(priya, LATER))).open == ()
    await bring_in(parts, LATER + timedelta(days=1), EVERYBODY, [child("501")])
    assert await read_handover(parts, as_promised(promised), LATER + timedelta(days=1)) is None, "back again"


def as_promised(row: Outbox) -> Promised:
    return Promised(row.id, row.kind, row.mode, row.recipient_id, row.facts, START, 1, START, "claim")


async def test_leaving_moving_and_a_closed_account_take_effect_the_same_minute(parts: Parts) -> None:
    await bring_in(parts, START - timedelta(days=30), EVERYBODY, [child("501")])
    people, children = await person_ids(parts), await child_ids(parts)
    priya, sam, tom = (Call(people[number], START) for number in ("2", "3", "4"))
    await note_members(parts, [Member(f"U{n}", "X", email=f"{name}@ashmere.example") for n, name in _MEMBERS], START)
    plan = AgendaPlan(MEETING, sam.person_id, START.date(), (children["501"],), ())
    await start_supervision(parts, priya, plan)
    assert (await next_stop(parts, priya, MEETING)).subject_id == children["501"]

    await bring_in(parts, START, MOVED, [child("501")])
    with pytest.raises(Refusal, match="another supervisor since"):
        await next_stop(parts, priya, MEETING)
    assert (await next_stop(parts, tom, MEETING)).subject_id == children["501"]
    with pytest.raises(Refusal):
        await read_records(parts, priya, Subject(Scope.PERSON, sam.person_id))

    gone = {**OTHER, "left_on": START.date().isoformat()}
    back = {**PRACTITIONER, "supervisor": "2"}
    await bring_in(parts, START, (SERVICE, MANAGER, gone, back), [child("501")])
    assert (await read_visitor(parts, "U4", START)).person is None, "the door"
    with pytest.raises(Refusal):
        await next_stop(parts, tom, MEETING)
    assert (await next_stop(parts, priya, MEETING)).subject_id == children["501"], "back with who held it"

    assert (await read_visitor(parts, "U2", START)).person is not None
    await note_members(parts, [Member("U2", "X", email="priya@ashmere.example", deleted=True)], START)
    assert (await read_visitor(parts, "U2", START)).deleted
    async with parts.read() as session:
        assert len((await session.exec(select(Person).where(col(Person.left_on).is_not(None)))).all()) == 1
        assert len((await session.exec(select(Child))).all()) == 1


_MEMBERS = (("2", "priya"), ("3", "sam"), ("4", "tom"))

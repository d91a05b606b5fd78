"""A group: who may be in it, whose children it is about, which clocks it moves, what each record says of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, update

from models.rules.passages import passages
from models.tables import AgendaItem, Allocation, Attendance, Person, Record, Supervision
from models.values.errors import Refusal
from models.vocabulary import Depth, Format, Part, RecordKind
from models.workflow.agenda import read_addable, read_start
from models.workflow.card import read_card
from models.workflow.changing import add_child, add_personal, mark_not_reached
from models.workflow.closing import discard_supervision
from models.workflow.groups import read_group
from models.workflow.overview import read_overview
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.sending import read_through
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import call_of, restrict
from tests.support.group import NURSE, group_plan, make_group, people_for_groups, send_group, write_in_group
from tests.support.meetings import MEETING, PRIYA, after, rows_of

pytestmark = pytest.mark.by_turns

TOM = call_of("tom", START)


async def test_a_group_offers_the_children_of_those_there_whom_the_caller_supervises(parts: Parts) -> None:
    children = await people_for_groups(parts)

    found = await read_group(parts, PRIYA, presenter_id="sam", attendees=["joe", "ben"], held_on=START.date())

    assert [child.id for child in found.children] == [children.of_sam, children.of_joe], "Ben's are Tom's to discuss"
    assert found.workers == {children.of_sam: "Sam Example", children.of_joe: "Joe Example"}
    assert (found.presenter, found.others) == ("Sam Example", (("joe", "Joe Example"), ("ben", "Ben Example")))


@pytest.mark.parametrize("attendees", [[], ["joe"]])
async def test_no_restricted_child_is_discussed_in_a_group_however_small(parts: Parts, attendees: list[str]) -> None:
    children = await people_for_groups(parts)
    await restrict(parts, children.of_sam)

    found = await read_group(parts, PRIYA, presenter_id="sam", attendees=attendees, held_on=START.date())

    assert children.of_sam not in {child.id for child in found.children}
    plan = replace(group_plan(children.of_sam), attendees=tuple(attendees))
    with pytest.raises(Refusal, match="no longer on this caseload"):
        await start_supervision(parts, PRIYA, plan)


async def test_a_stand_in_can_hold_a_group_about_the_children_of_whom_they_stand_in_for(parts: Parts) -> None:
    children = await people_for_groups(parts)

    found = await read_group(parts, TOM, presenter_id="sam", attendees=["joe"], held_on=START.date())
    assert [child.id for child in found.children] == [children.of_sam]

    with pytest.raises(Refusal, match="no longer on this caseload"):
        await start_supervision(parts, TOM, group_plan(children.of_joe))
    await start_supervision(parts, TOM, group_plan(children.of_sam))
    assert (await read_overview(parts, TOM, supervision_id=MEETING)).supervisor == "Tom Example"


async def test_starting_keeps_who_was_there_and_whose_child_each_is_and_seals_names_from_outside(parts: Parts) -> None:
    children = await make_group(parts)

    there = {row.person_id: row.part for row in await rows_of(parts, Attendance)}
    assert there == {
        "priya": Part.SUPERVISOR,
        "sam": Part.SUPERVISEE,
        "joe": Part.ATTENDEE,
        "ben": Part.ATTENDEE,
    }
    items = {row.child_id: (row.kind, row.worker_id) for row in await rows_of(parts, AgendaItem)}
    assert items == {
        children.of_sam: (RecordKind.CASEWORK, "sam"),
        children.of_joe: (RecordKind.CASEWORK, "joe"),
    }
    (supervision,) = await rows_of(parts, Supervision)
    assert supervision.format is Format.GROUP
    assert b"Marsh" not in supervision.outside
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    assert (overview.title, overview.others) == ("Group: Sam Example presents", ("Ben Example", "Joe Example"))
    assert overview.outside == (NURSE,)
    assert [row.worker for row in overview.rows] == ["Sam Example", "Joe Example"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"attendees": (), "outside": ()}, "needs somebody besides the two of you"),
        ({"in_depth": ()}, "Choose the child"),
        ({"personal": True}, "Choose the child"),
        ({"attendees": ("priya",)}, "cannot be an attendee"),
        ({"attendees": ("sam",)}, "cannot be an attendee"),
        ({"attendees": ("nobody",)}, "cannot be an attendee"),
        ({"outside": ("x" * 81,)}, "at most 80 letters"),
        ({"outside": tuple(f"Guest {n}" for n in range(21))}, "At most 20 people"),
        ({"met": Format.ONE_TO_ONE}, "in a group only"),
    ],
)
async def test_what_is_no_group_is_refused_with_a_sentence(
    parts: Parts, changes: dict[str, object], sentence: str
) -> None:
    children = await people_for_groups(parts)

    with pytest.raises(Refusal, match=sentence):
        await start_supervision(parts, PRIYA, replace(group_plan(children.of_sam), **changes))  # type: ignore[arg-type]

    assert await rows_of(parts, Supervision) == []


async def test_somebody_who_has_left_can_be_no_attendee(parts: Parts) -> None:
    children = await people_for_groups(parts)
    async with parts.write(PRIYA) as session:
        await session.exec(update(Person).where(col(Person.id) == "ben").values(left_on=START.date()))

    with pytest.raises(Refusal, match="cannot be an attendee"):
        await start_supervision(parts, PRIYA, group_plan(children.of_sam))
    assert (await read_start(parts, PRIYA, ["joe", "ben"])).colleagues == (("joe", "Joe Example"),)


async def test_only_the_presenters_supervisor_may_start_one(parts: Parts) -> None:
    children = await people_for_groups(parts)

    for who in ("sam", "joe", "ben", "olu", "nell"):
        with pytest.raises(Refusal):
            await start_supervision(parts, call_of(who, START), group_plan(children.of_sam))


async def test_a_group_moves_the_childs_clock_and_not_the_persons(parts: Parts) -> None:
    await send_group(parts)

    later = after(PRIYA, 60)
    found = await read_group(parts, later, presenter_id="sam", attendees=["joe"], held_on=START.date())
    assert {child.last_on for child in found.children} == {START.date()}
    last = {person.id: person.last_on for person in await read_supervisees(parts, later)}
    assert last == {"sam": None, "joe": None}


async def test_more_children_of_those_there_can_be_added_in_depth_only_and_no_personal_part(parts: Parts) -> None:
    children = await people_for_groups(parts)
    await start_supervision(parts, PRIYA, group_plan(children.of_sam))

    addable = await read_addable(parts, PRIYA, supervision_id=MEETING)
    assert ([child.id for child in addable.children], addable.in_depth_only) == ([children.of_joe], True)
    assert addable.workers[children.of_joe] == "Joe Example"
    stop = await add_child(parts, PRIYA, supervision_id=MEETING, child_id=children.of_joe, depth=Depth.BRIEF)
    added = next(row for row in await rows_of(parts, AgendaItem) if row.child_id == children.of_joe)
    assert (added.kind, added.worker_id, stop.kind) == (RecordKind.CASEWORK, "joe", "in_depth")
    with pytest.raises(Refusal, match="meeting of two"):
        await add_personal(parts, PRIYA, supervision_id=MEETING)
    card = await read_card(parts, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert (card.may_add_personal, card.left_out, card.may_see_patterns) == (False, (), False)


async def test_a_record_names_who_presented_who_held_it_and_who_came_from_outside(parts: Parts) -> None:
    children = await make_group(parts)
    await write_in_group(parts, children.of_sam)

    shown = await read_through(parts, PRIYA, supervision_id=MEETING)

    (ready,) = shown.ready
    _title, provenance, *_ = passages(ready.document)
    assert (
        "Present: Sam Example (presented), Ben Example, Joe Example, Priya Example (held the group), "
        f"{NURSE} (from outside)."
    ) in provenance.text
    assert (shown.asked, shown.told) == (("Sam Example",), ("Ben Example", "Joe Example"))


async def test_who_has_left_since_is_not_named_among_those_who_get_it_to_read(parts: Parts) -> None:
    children = await make_group(parts)
    await write_in_group(parts, children.of_joe)
    async with parts.write(PRIYA) as session:
        leaves_on = START.date() + timedelta(days=1)
        await session.exec(update(Person).where(col(Person.id) == "ben").values(left_on=leaves_on))

    shown = await read_through(parts, after(PRIYA, 60 * 24), supervision_id=MEETING)

    assert (shown.asked, shown.told) == (("Joe Example",), ("Sam Example",))


async def test_a_group_answers_the_form_for_groups(parts: Parts) -> None:
    children = await make_group(parts)
    await write_in_group(parts, children.of_sam)

    assert [row.form_id for row in await rows_of(parts, Record)] == ["group-casework"]


async def test_a_discarded_group_forgets_the_names_typed_of_those_from_outside(parts: Parts) -> None:
    await make_group(parts)

    await discard_supervision(parts, after(PRIYA, 1), supervision_id=MEETING)

    (supervision,) = await rows_of(parts, Supervision)
    assert (supervision.outside, supervision.wrapped_key) == (None, None)


@pytest.mark.parametrize("reached", [True, False])
async def test_a_child_put_back_or_discussed_in_depth_after_all_concerns_the_worker_it_is_with_by_now(
    parts: Parts, *, reached: bool
) -> None:
    children = await make_group(parts)
    if reached:
        brief = update(AgendaItem).where(col(AgendaItem.child_id) == children.of_sam).values(kind=RecordKind.BRIEF)
        async with parts.write(PRIYA) as session:
            await session.exec(brief)
    else:
        await mark_not_reached(parts, PRIYA, supervision_id=MEETING, subject_ids=[children.of_sam])
    async with parts.write(PRIYA) as session:
        moved = update(Allocation).where(col(Allocation.child_id) == children.of_sam).values(person_id="joe")
        await session.exec(moved)

    await add_child(parts, after(PRIYA, 1), supervision_id=MEETING, child_id=children.of_sam, depth=Depth.IN_DEPTH)

    (item,) = await rows_of(parts, AgendaItem, AgendaItem.child_id == children.of_sam)
    assert (item.kind, item.worker_id) == (RecordKind.CASEWORK, "joe")

"""The personal part of a meeting: a record of its own about the person, in the meeting's own flow."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.tables import ActionEntry, AgendaItem, Answer, Attendance, Outbox, Record, SmartAction
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.supervision import AgendaPlan, Closing, RowState, Stop
from models.vocabulary import (
    ActionState,
    ActKind,
    AgendaOutcome,
    DueBy,
    MessageKind,
    RecordKind,
    RecordState,
)
from models.workflow.actions import read_action
from models.workflow.addenda import send_addendum
from models.workflow.agenda import read_agenda
from models.workflow.agreement import act, undo
from models.workflow.card import read_card
from models.workflow.changing import add_personal, mark_not_reached
from models.workflow.children import read_child_names
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.mentions import make_mention
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.reading import open_record as open_sent
from models.workflow.record import open_record
from models.workflow.sending import read_through
from models.workflow.supervision import start_supervision
from models.workflow.waiting import open_asked, read_waiting
from tests.conftest import START
from tests.support.council import make_team
from tests.support.meetings import PRIYA, SAM, after, requests_to, rows_of
from tests.support.personal import MEETING, PERSON, begin_personal, documents, on_made_up_forms, write_all

pytestmark = pytest.mark.by_turns

LABEL = "Personal supervision"


@pytest.fixture
def made_up(parts: Parts, tmp_path: Path) -> Parts:
    return on_made_up_forms(parts, tmp_path / "content")


async def row_states(parts: Parts, call: Call = PRIYA) -> dict[str, RowState]:
    return {row.subject_id: row.state for row in (await read_overview(parts, call, supervision_id=MEETING)).rows}


async def personal_record(parts: Parts) -> Record:
    found: Record
    (found,) = await rows_of(parts, Record, Record.kind == RecordKind.PERSONAL)
    return found


async def ask_for_a_change(parts: Parts, call: Call, request: str) -> None:
    await act(
        parts,
        call,
        request_id=request,
        kind=ActKind.CHANGE_ASKED,
        comments="It was the rota of May.",
        at_last_page=True,
    )


async def test_a_meeting_may_be_about_the_person_alone_and_counts_once(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    writing = await begin_personal(made_up, START)

    assert await next_stop(made_up, PRIYA, MEETING) == Stop("in_depth", PERSON)
    hub = await open_record(made_up, PRIYA, supervision_id=MEETING, subject_id=PERSON)
    assert (hub.head.kind, hub.head.form.id) == (RecordKind.PERSONAL, "person")
    assert (hub.head.banner.name, hub.head.label, hub.head.banner.facts) == ("Sam Example", "Sam Example", LABEL)
    await write_all(writing, PERSON, "rota")
    shown = await read_through(made_up, PRIYA, supervision_id=MEETING)
    assert [record.name for record in shown.ready] == ["Sam Example (personal)"]
    await writing.send()

    [(subject, document)] = await documents(made_up)
    assert (subject, document.subject.person_id, document.subject.child_id) == (PERSON, PERSON, None)
    assert document.kind is RecordKind.PERSONAL
    (request,) = await requests_to(made_up, PERSON)
    await act(made_up, after(SAM, 5), request_id=request, kind=ActKind.AGREED, at_last_page=True)
    assert (await personal_record(made_up)).state is RecordState.COMPLETE
    assert await row_states(made_up) == {PERSON: RowState.COMPLETE}
    (sam,) = await read_supervisees(made_up, PRIYA)
    assert sam.last_on == START.date()
    assert len(await rows_of(made_up, Attendance, Attendance.person_id == PERSON)) == 1


async def test_it_stands_above_the_children_and_is_asked_for_by_itself(made_up: Parts) -> None:
    deep, short, other = await make_team(made_up, START, last_discussed={"AB": 60, "CD": 50, "EF": 40})
    writing = await begin_personal(made_up, START, in_depth=(deep,), brief=(short, other))

    overview = await read_overview(made_up, PRIYA, supervision_id=MEETING)
    assert [row.subject_id for row in overview.rows] == [PERSON, deep, short, other]
    assert (overview.rows[0].label, overview.rows[0].kind) == (LABEL, RecordKind.PERSONAL)
    assert (await next_stop(made_up, PRIYA, MEETING, PERSON)).subject_id == deep
    for subject in (PERSON, deep, short, other):
        await write_all(writing, subject, subject[:6])
    shown = await read_through(made_up, PRIYA, supervision_id=MEETING)
    assert [record.subject_id for record in shown.records] == [PERSON, deep, short, other]
    await writing.send()

    waiting = await read_waiting(made_up, SAM)
    assert sorted(one.labels for one in waiting) == [
        ("AB · 100001",),
        ("CD · 100002", "EF · 100003"),
        (LABEL,),
    ]
    assert len(await requests_to(made_up, PERSON)) == 3


async def test_the_next_meeting_carries_the_persons_open_actions_and_what_carries(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    first = await begin_personal(made_up, START)
    done, left = await write_all(first, PERSON, "first"), await write_all(first, PERSON, "second")
    await first.send()

    second = first.later("b" * 32)
    await second.start(personal=True)
    talk = await second.see(PERSON)
    standing, fresh = talk.fields
    assert standing.answer is not None
    assert (standing.question.show(standing.answer), standing.prefilled) == ("Stands: second.", True)
    assert fresh.answer is None
    assert fresh.earlier is not None
    assert fresh.earlier.text == "New: second."
    step = await second.see(PERSON, "actions")
    assert {(line.id, line.is_new) for line in step.actions or ()} == {(done, False), (left, False)}

    await second.act(PERSON, done, state=ActionState.ACHIEVED, outcome="Done on Friday.")
    await second.write(PERSON, "talk", {"fresh": "All well."})
    await second.send()

    third = second.later("c" * 32)
    await third.start(personal=True)
    step = await third.see(PERSON, "actions")
    assert [line.id for line in step.actions or ()] == [left]
    owners = {(action.child_id, action.person_id) for action in await rows_of(made_up, SmartAction)}
    assert owners == {(None, PERSON)}


async def test_an_action_of_the_person_needs_no_reason_and_knows_no_next_visit(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    writing = await begin_personal(made_up, START)
    await writing.write(PERSON, "talk", {"fresh": "A course."})
    await writing.see(PERSON, "actions")
    due = START.date() + timedelta(days=14)
    await writing.act(PERSON, "1" * 32, state=ActionState.OPEN, what="Book the course", owner_id=PERSON, due_on=due)

    step = await read_action(
        made_up, PRIYA, supervision_id=MEETING, subject_id=PERSON, section_id="actions", action_id="1" * 32
    )

    assert set(step.dates) == {DueBy.NEXT_SUPERVISION, DueBy.TWO_WEEKS}
    assert [record.lacking for record in (await read_through(made_up, PRIYA, supervision_id=MEETING)).records] == [()]


async def test_a_change_asked_a_new_version_an_addendum_and_undo_work_as_for_a_child(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    writing = await begin_personal(made_up, START)
    await write_all(writing, PERSON, "rota")
    await writing.send()
    record = await personal_record(made_up)
    (first,) = await requests_to(made_up, PERSON)
    await ask_for_a_change(made_up, after(SAM, 1), first)
    await undo(made_up, after(SAM, 2), request_id=first)
    assert (await personal_record(made_up)).state is RecordState.AWAITING
    await ask_for_a_change(made_up, after(SAM, 3), first)

    asked = await open_asked(made_up, after(PRIYA, 4), record_id=record.id)
    assert (asked.subject_id, asked.comments) == (PERSON, "It was the rota of May.")
    assert [one.labels for one in await read_waiting(made_up, after(PRIYA, 4))] == [(LABEL,)]
    await writing.see(PERSON)
    await writing.write(PERSON, "talk", {"fresh": "The rota of May."})
    await writing.send()
    (second,) = set(await requests_to(made_up, PERSON)) - {first}
    await act(made_up, after(SAM, 5), request_id=second, kind=ActKind.AGREED, at_last_page=True)
    await send_addendum(made_up, after(PRIYA, 6), record_id=record.id, addendum=1, text="From June on.")
    (third,) = set(await requests_to(made_up, PERSON)) - {first, second}
    await act(made_up, after(SAM, 7), request_id=third, kind=ActKind.AGREED, at_last_page=True)

    reading = await open_sent(made_up, after(SAM, 8), record_id=record.id)
    assert [(one.document.number, one.document.addendum, one.agreed.state) for one in reading.versions] == [
        (2, 0, RecordState.COMPLETE),
        (1, 1, RecordState.COMPLETE),
    ]


async def test_at_close_an_untouched_personal_part_disappears_and_starts_nothing(made_up: Parts) -> None:
    (child,) = await make_team(made_up, START, last_discussed={"AB": 60})
    writing = await begin_personal(made_up, START, brief=(child,))
    await write_all(writing, child, "school")
    await writing.write(PERSON, "talk", {"fresh": "Typed"})
    await writing.write(PERSON, "talk", {"fresh": ""})

    await close_meeting(made_up, after(PRIYA, 60), supervision_id=MEETING, closing=Closing())

    assert await row_states(made_up) == {PERSON: RowState.NOT_REACHED, child: RowState.WRITING}
    shown = await read_through(made_up, PRIYA, supervision_id=MEETING)
    assert [record.subject_id for record in shown.records] == [child]


async def test_it_is_added_from_the_card_once_and_again_after_it_was_not_reached(made_up: Parts) -> None:
    (child,) = await make_team(made_up, START, last_discussed={"AB": 60})
    await start_supervision(made_up, PRIYA, AgendaPlan(MEETING, PERSON, START.date(), (), (child,)))
    card = await read_card(made_up, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert card.may_add_personal

    assert await add_personal(made_up, PRIYA, supervision_id=MEETING) == Stop("in_depth", PERSON)
    assert await add_personal(made_up, PRIYA, supervision_id=MEETING) == Stop("in_depth", PERSON)

    card = await read_card(made_up, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert (card.rows[0].subject_id, card.rows[0].state) == (PERSON, RowState.TO_DO)
    assert not card.may_add_personal
    await mark_not_reached(made_up, PRIYA, supervision_id=MEETING, subject_ids=[PERSON])
    card = await read_card(made_up, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert card.may_add_personal
    await add_personal(made_up, PRIYA, supervision_id=MEETING)
    (item,) = await rows_of(made_up, AgendaItem, AgendaItem.person_id == PERSON)
    assert (item.outcome, item.kind, item.child_id) == (AgendaOutcome.WAITING, RecordKind.PERSONAL, None)
    await close_meeting(made_up, after(PRIYA, 60), supervision_id=MEETING, closing=Closing())
    with pytest.raises(Refusal, match="closed"):
        await add_personal(made_up, PRIYA, supervision_id=MEETING)


async def test_a_discarded_meeting_leaves_nothing_of_its_personal_part(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    writing = await begin_personal(made_up, START)
    await write_all(writing, PERSON, "rota")

    await discard_supervision(made_up, after(PRIYA, 5), supervision_id=MEETING)

    assert await rows_of(made_up, Answer) == []
    assert await rows_of(made_up, ActionEntry) == []
    assert await rows_of(made_up, SmartAction) == []


async def test_there_is_no_mention_of_a_person(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    await begin_personal(made_up, START)

    with pytest.raises(Missing):
        await make_mention(made_up, PRIYA, supervision_id=MEETING, child_id=PERSON)


async def test_it_is_offered_only_where_the_policy_names_a_form(made_up: Parts, tmp_path: Path) -> None:
    await make_team(made_up, START, last_discussed={})
    without = on_made_up_forms(made_up, tmp_path / "other", personal=False)

    offered = await read_agenda(made_up, PRIYA, supervisee_id=PERSON, held_on=START.date())
    silent = await read_agenda(without, PRIYA, supervisee_id=PERSON, held_on=START.date())

    assert (offered.personal, silent.personal) == (True, False)
    plan = AgendaPlan(MEETING, PERSON, START.date(), (), (), personal=True)
    with pytest.raises(Refusal, match="no form"):
        await start_supervision(without, PRIYA, plan)
    assert await rows_of(made_up, AgendaItem) == []


async def test_starting_twice_starts_one_personal_part(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    plan = AgendaPlan(MEETING, PERSON, START.date(), (), (), personal=True)

    await start_supervision(made_up, PRIYA, plan)
    await start_supervision(made_up, replace(PRIYA, key="another press"), plan)

    assert len(await rows_of(made_up, AgendaItem)) == 1
    assert len(await rows_of(made_up, Outbox, Outbox.kind == MessageKind.CARD)) == 1


async def test_a_childs_name_in_it_is_pointed_out_before_send_and_keeps_nothing_back(made_up: Parts) -> None:
    """The Mosaic number is all that a record about the person gives of a child (C16)."""
    (child,) = await make_team(made_up, START, last_discussed={"AB": 60})
    async with made_up.read() as session:
        name = (await read_child_names(session, made_up, [child]))[child]
    writing = await begin_personal(made_up, START, in_depth=(child,))
    await write_all(writing, PERSON, f"Cannot forget {name}")
    await write_all(writing, child, f"About {name}")

    personal, casework = (await read_through(made_up, PRIYA, supervision_id=MEETING)).records
    assert (personal.named, personal.ready) == ((name,), True)
    assert casework.named == ()

    await writing.see(PERSON, "talk")
    await writing.write(PERSON, "talk", {"standing": "Cannot forget 100001.", "fresh": "Sleeps again."})
    lines = (await writing.see(PERSON, "actions")).actions
    assert lines is not None
    await writing.act(PERSON, lines[0].id, what="Rest", why="", outcome="")
    (mended, _) = (await read_through(made_up, PRIYA, supervision_id=MEETING)).records
    assert mended.named == ()

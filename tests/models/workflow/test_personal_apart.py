"""What is about the person stays apart: from every child's record, and from everybody it is not for (C16)."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.sealing import unseal
from models.tables import CarriedAnswer, Child, Person, Record, SmartAction, new_id
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.record import Page
from models.values.supervision import AgendaPlan
from models.vocabulary import ActKind, RecordKind, RecordState
from models.workflow.actions import read_action, save_action
from models.workflow.addenda import open_addendum
from models.workflow.agenda import read_agenda
from models.workflow.agreement import act
from models.workflow.card import read_card
from models.workflow.changing import add_personal
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.reading import open_record as open_sent
from models.workflow.reading import open_request
from models.workflow.record import open_record, read_section
from models.workflow.sending import read_through, send_all
from models.workflow.supervision import start_supervision
from models.workflow.waiting import open_asked
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.meetings import PRIYA, SAM, after, requests_to, rows_of
from tests.support.personal import MEETING, PERSON, begin_personal, documents, on_made_up_forms, write_all
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

TOM = call_of("tom", START)
OLU = call_of("olu", START)
NELL = call_of("nell", START)


@pytest.fixture
def made_up(parts: Parts, tmp_path: Path) -> Parts:
    return on_made_up_forms(parts, tmp_path / "content")


async def carried_text(parts: Parts) -> dict[str, list[str]]:
    """Return all that is held to be handed on, by the id of its subject."""
    async with parts.read() as session:
        rows = (await session.exec(select(CarriedAnswer))).all()
        children = {one.id: one.wrapped_key for one in (await session.exec(select(Child))).all()}
        people = {one.id: one.wrapped_key for one in (await session.exec(select(Person))).all()}
    texts: dict[str, list[str]] = {}
    for row in rows:
        subject = row.child_id or row.person_id or ""
        key = parts.keyring.unwrap((children | people)[subject])
        texts.setdefault(subject, []).append(unseal(key, "carriedanswer", row.id, "text", row.text))
    return texts


@pytest.mark.parametrize("seed", range(3))
async def test_no_text_of_one_subject_is_ever_in_a_version_of_another(made_up: Parts, seed: int) -> None:
    order = random.Random(seed)
    children = await make_team(made_up, START, last_discussed={"AB": 60, "CD": 50, "EF": 40})
    subjects = [*children, PERSON]
    marks = {subject: f"mark{place}of{seed}" for place, subject in enumerate(subjects)}
    writing = Writing(made_up, START, MEETING)
    for meeting in (MEETING, "b" * 32, "c" * 32):
        writing = Writing(made_up, writing.now + timedelta(weeks=4), meeting)
        order.shuffle(children)
        deep = order.randint(0, 3)
        await writing.start(in_depth=tuple(children[:deep]), brief=tuple(children[deep:]), personal=True)
        for subject in order.sample(subjects, k=order.randint(2, 4)):
            await write_all(writing, subject, marks[subject])
        await writing.send()
        for subject in subjects:
            await nothing_strange(writing, subject, marks)

    for subject, document in await documents(made_up):
        others = {mark for one, mark in marks.items() if one != subject}
        assert not [mark for mark in others if mark in document.canonical()]
        assert marks[subject] in document.canonical()
        assert (document.kind is RecordKind.PERSONAL) == (subject == PERSON)
    for subject, texts in (await carried_text(made_up)).items():
        assert all(mark not in text for one, mark in marks.items() if one != subject for text in texts)


async def nothing_strange(writing: Writing, subject: str, marks: dict[str, str]) -> None:
    """Pass when no step of a subject, actions and earlier answers included, shows a word of another."""
    others = [mark for one, mark in marks.items() if one != subject]
    for section in ("talk", "actions"):
        step = await writing.see(subject, section)
        shown = f"{step.fields}{step.actions}{step.beside}"
        assert not [mark for mark in others if mark in shown]


async def test_an_action_is_reached_through_its_own_subject_only(made_up: Parts) -> None:
    (child,) = await make_team(made_up, START, last_discussed={"AB": 60})
    writing = await begin_personal(made_up, START, in_depth=(child,))
    mine, theirs = await write_all(writing, PERSON, "rota"), await write_all(writing, child, "school")

    for subject, action in ((child, mine), (PERSON, theirs)):
        page = Page(MEETING, subject, writer="V1", seen=100)
        with pytest.raises(Missing):
            await save_action(made_up, PRIYA, page, action_id=action, given={"what": "Taken over"})
        step = await read_action(
            made_up, PRIYA, supervision_id=MEETING, subject_id=subject, section_id="actions", action_id=action
        )
        assert step.line is None
    found = {row.id: (row.child_id, row.person_id) for row in await rows_of(made_up, SmartAction)}
    assert found == {mine: (None, PERSON), theirs: (child, None)}


async def test_the_database_refuses_a_second_personal_record_of_a_meeting(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    writing = await begin_personal(made_up, START)
    await write_all(writing, PERSON, "rota")
    (first,) = await rows_of(made_up, Record)

    with pytest.raises(IntegrityError):
        async with made_up.write(PRIYA) as session:
            session.add(
                Record(
                    id=new_id(),
                    supervision_id=MEETING,
                    kind=RecordKind.PERSONAL,
                    person_id=PERSON,
                    form_id=first.form_id,
                    form_number=first.form_number,
                    state=RecordState.DRAFT,
                    started_at=START,
                    wrapped_key=first.wrapped_key,
                )
            )
            await session.flush()


@pytest.mark.parametrize("stranger", [TOM, NELL, OLU])
async def test_who_may_not_read_it_neither_starts_nor_adds_one(made_up: Parts, stranger: Call) -> None:
    await make_team(made_up, START, last_discussed={})
    plan = AgendaPlan("b" * 32, PERSON, START.date(), (), (), personal=True)

    with pytest.raises(Refusal):
        await start_supervision(made_up, stranger, plan)
    await start_supervision(made_up, PRIYA, replace(plan, supervision_id=MEETING, personal=False))
    with pytest.raises(Refusal):
        await add_personal(made_up, stranger, supervision_id=MEETING)
    assert (await read_agenda(made_up, PRIYA, supervisee_id=PERSON, held_on=START.date())).personal


async def test_a_stand_in_goes_on_with_the_meeting_and_sees_nothing_of_its_personal_part(made_up: Parts) -> None:
    (child,) = await make_team(made_up, START, last_discussed={"AB": 60})
    writing = await begin_personal(made_up, START, in_depth=(child,))
    await write_all(writing, PERSON, "rota")
    await write_all(writing, child, "school")

    assert not (await read_agenda(made_up, TOM, supervisee_id=PERSON, held_on=START.date())).personal
    assert [row.subject_id for row in (await read_overview(made_up, TOM, supervision_id=MEETING)).rows] == [child]
    card = await read_card(made_up, TOM, supervision_id=MEETING)
    assert card is not None
    assert ([row.subject_id for row in card.rows], card.may_add_personal) == ([child], False)
    assert (await next_stop(made_up, TOM, MEETING)).subject_id in {child, None}
    for attempt in (open_record, read_section):
        with pytest.raises(Refusal):
            await attempt(made_up, TOM, supervision_id=MEETING, subject_id=PERSON)
    assert [one.subject_id for one in (await read_through(made_up, TOM, supervision_id=MEETING)).records] == [child]

    await send_all(made_up, TOM, supervision_id=MEETING)

    states = {row.subject_id: row.state for row in await rows_of(made_up, Record)}
    assert states == {PERSON: RecordState.DRAFT, child: RecordState.AWAITING}


async def send_personal(made_up: Parts) -> tuple[Writing, Record, str]:
    """Send a personal record; return who wrote it, the record, and the id of its request."""
    await make_team(made_up, START, last_discussed={})
    writing = await begin_personal(made_up, START)
    await write_all(writing, PERSON, "rota")
    await writing.send()
    (record,) = await rows_of(made_up, Record)
    (request,) = await requests_to(made_up, PERSON)
    return writing, record, request


async def test_the_two_and_the_line_above_read_it_and_nobody_else_does(made_up: Parts) -> None:
    _, record, request = await send_personal(made_up)

    for reader in (PRIYA, SAM, OLU):
        reading = await open_sent(made_up, after(reader, 1), record_id=record.id)
        assert reading.versions[0].document.subject.person_id == PERSON
        assert (await open_request(made_up, after(reader, 1), request_id=request)).versions
    for stranger in (TOM, NELL):
        with pytest.raises(Refusal):
            await open_sent(made_up, after(stranger, 1), record_id=record.id)
        with pytest.raises(Refusal):
            await open_request(made_up, after(stranger, 1), request_id=request)


async def test_a_stand_in_neither_mends_it_nor_adds_to_it(made_up: Parts) -> None:
    writing, record, request = await send_personal(made_up)
    await act(
        made_up, after(SAM, 1), request_id=request, kind=ActKind.CHANGE_ASKED, comments="The rota.", at_last_page=True
    )

    with pytest.raises(Refusal):
        await open_asked(made_up, after(TOM, 2), record_id=record.id)
    assert (await open_asked(made_up, after(PRIYA, 2), record_id=record.id)).comments == "The rota."
    await writing.see(PERSON)
    await writing.write(PERSON, "talk", {"fresh": "The rota of May."})
    await writing.send()
    (again,) = set(await requests_to(made_up, PERSON)) - {request}
    await act(made_up, after(SAM, 3), request_id=again, kind=ActKind.AGREED, at_last_page=True)
    with pytest.raises(Refusal):
        await open_addendum(made_up, after(TOM, 4), record_id=record.id)
    assert (await open_addendum(made_up, after(PRIYA, 4), record_id=record.id)).addendum == 1

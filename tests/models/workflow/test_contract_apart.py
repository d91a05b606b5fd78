"""The agreement stays apart from personal records and children's: no text and no action crosses (C16)."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from models.tables import ActionEntry
from models.values.errors import Missing
from models.values.record import Page
from models.vocabulary import ActionState, RecordKind
from models.workflow.actions import save_action
from models.workflow.contracts import start_contract
from models.workflow.parts import Parts
from models.workflow.sending import read_through
from tests.conftest import START
from tests.support.contracts import PERSON, begin_contract, plan_for, write_contract
from tests.support.council import make_team
from tests.support.meetings import PRIYA, rows_of
from tests.support.personal import MEETING, documents, on_made_up_forms, write_all
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

AGREEMENT = "c" * 32


@pytest.fixture
def made_up(parts: Parts, tmp_path: Path) -> Parts:
    """Forms that ask the same of everybody, so that only the kind of a record keeps its text apart."""
    return on_made_up_forms(parts, tmp_path / "content")


@pytest.mark.parametrize("seed", range(3))
async def test_no_text_crosses_between_the_agreement_the_personal_record_and_a_child(made_up: Parts, seed: int) -> None:
    order = random.Random(seed)
    (child,) = await make_team(made_up, START, last_discussed={"AB": 60})
    marks = {
        RecordKind.CASEWORK: f"child{seed}",
        RecordKind.PERSONAL: f"person{seed}",
        RecordKind.CONTRACT: f"deal{seed}",
    }
    now, turns = START, [RecordKind.CONTRACT, RecordKind.PERSONAL] * 2
    order.shuffle(turns)
    for place, kind in enumerate(turns):
        now += timedelta(weeks=4)
        writing = Writing(made_up, now, f"{place:032x}")
        written = {PERSON: kind}
        if kind is RecordKind.CONTRACT:
            await start_contract(made_up, writing.call, plan_for(writing.call, writing.meeting))
        else:
            await writing.start(in_depth=(child,), personal=True)
            written[child] = RecordKind.CASEWORK
        for subject, of_kind in written.items():
            await shows_only(writing, subject, marks[of_kind], marks)
            await write_all(writing, subject, marks[of_kind])
        await writing.send()

    found = await documents(made_up)
    assert {document.kind for _, document in found} == set(marks)
    for _, document in found:
        assert marks[document.kind] in document.canonical()
        assert not [mark for kind, mark in marks.items() if kind is not document.kind and mark in document.canonical()]


async def shows_only(writing: Writing, subject: str, own: str, marks: dict[RecordKind, str]) -> None:
    """Pass when no step, actions and earlier answers included, shows a word of another kind."""
    for section in ("talk", "actions"):
        step = await writing.see(subject, section)
        shown = f"{step.fields}{step.actions}{step.beside}"
        assert not [mark for mark in marks.values() if mark != own and mark in shown]


async def test_an_action_of_one_kind_is_out_of_reach_of_the_other(made_up: Parts) -> None:
    await make_team(made_up, START, last_discussed={})
    meeting = Writing(made_up, START, MEETING)
    await meeting.start(personal=True)
    personal = await write_all(meeting, PERSON, "rota")
    agreement = await begin_contract(made_up, START, AGREEMENT)
    agreed = await write_all(agreement, PERSON, "deal")

    for where, action in ((MEETING, agreed), (AGREEMENT, personal)):
        with pytest.raises(Missing):
            page = Page(where, PERSON, writer="V1", seen=100)
            await save_action(made_up, PRIYA, page, action_id=action, given={"what": "Taken over"})
    assert len(await rows_of(made_up, ActionEntry)) == 2


async def test_open_personal_actions_are_no_part_of_an_agreement_whose_form_has_none(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    meeting = Writing(parts, START, MEETING)
    await meeting.start(personal=True)
    due = START.date() + timedelta(days=14)
    await meeting.see(PERSON)
    await meeting.act(PERSON, "1" * 32, state=ActionState.OPEN, what="Book the course", owner_id=PERSON, due_on=due)
    await meeting.send()

    agreement = await begin_contract(parts, START + timedelta(days=1), AGREEMENT)
    await write_contract(agreement)

    (ready,) = (await read_through(parts, agreement.call, supervision_id=AGREEMENT)).ready
    assert ready.document.actions == ()

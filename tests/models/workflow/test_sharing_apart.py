"""What is each child's own is never shared, and nobody shares who may not write."""

import asyncio
from contextlib import nullcontext
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.content import Library, load_library
from models.database import Database, build_engine
from models.forms import Answer, Form
from models.rules.sharing import find_counterpart
from models.sealing import KEY_BYTES, Keyring
from models.tables import Answer as AnswerRow
from models.tables import Record
from models.values.errors import Missing, Refusal
from models.values.record import Page
from models.values.sharing import NO_OFFERS, Fate, Offer
from models.vocabulary import RecordKind, Sharing
from models.workflow.parts import Parts
from models.workflow.sharing import share_action, share_answer
from tests.conftest import CONTENT, START
from tests.support.council import call_of, make_siblings, make_team, restrict
from tests.support.databases import Databases
from tests.support.forms import answers
from tests.support.meetings import MEETING, PRIYA, rows_of
from tests.support.shared_forms import forms
from tests.support.siblings import WALK, WALKING, Family, gather_family
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns


@pytest.fixture
async def family(parts: Parts) -> Family:
    """Three children of a family, with a form in force that asks about families."""
    return await gather_family(replace(parts, library=load_library(CONTENT, "bracknell-forest")))


async def test_an_own_answer_and_an_unknown_question_are_refused_whoever_forges_the_press(family: Family) -> None:
    await family.write(family.ava, "She likes Nan's.", question="changes_sought", section="child")

    with pytest.raises(Refusal, match="one child alone"):
        await family.share(family.ava, "changes_sought")
    with pytest.raises(Missing):
        await family.share(family.ava, "nothing")
    with pytest.raises(Missing):
        await family.share("f" * 32)
    assert {row.child_id for row in await rows_of(family.parts, Record)} == {family.ava}


@pytest.mark.parametrize("who", ["sam", "nell", "olu"])
async def test_who_may_not_write_in_the_meeting_shares_nothing(family: Family, who: str) -> None:
    await family.write(family.ava)
    await family.add_walk(family.ava)
    page = Page(MEETING, family.ava, "V1", 100)

    with pytest.raises(Refusal):
        await family.share(family.ava, call=call_of(who, START))
    with pytest.raises(Refusal):
        await share_action(family.parts, call_of(who, START), page, action_id=WALK)
    assert {row.child_id for row in await rows_of(family.parts, Record)} == {family.ava}


async def test_a_child_without_brothers_or_sisters_on_the_agenda_shares_nothing(family: Family) -> None:
    await family.write(family.other)
    with pytest.raises(Refusal, match="No brother or sister"):
        await family.share(family.other)


async def test_the_personal_part_takes_no_part(parts: Parts) -> None:
    ava, noah = await make_team(parts, START, last_discussed={"AZ": 60, "NZ": 50})
    await make_siblings(parts, {ava: "Ava Zed", noah: "Noah Zed"})
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(ava, noah), personal=True)

    assert (await writing.see("sam")).offers == NO_OFFERS
    with pytest.raises(Missing):
        await share_answer(parts, PRIYA, Page(MEETING, "sam", "V1", 0), question_id="wellbeing")
    await writing.act(ava, WALK, **(WALKING | {"class_id": ""}))
    shared = await share_action(parts, PRIYA, Page(MEETING, ava, "V1", 100), action_id=WALK)
    assert shared.fates == (("Noah", Fate.WRITTEN),)


async def test_a_restricted_brother_on_the_agenda_is_named_to_its_writer(family: Family) -> None:
    """The writer of a meeting opens every child on its agenda, so there is nothing more to see."""
    await restrict(family.parts, family.noah)
    assert await family.offer(family.ava) == Offer(new=("Noah",))


LIBRARIES = [
    load_library(CONTENT, policy)
    for policy in ("default", "mosaic", "dorset", "coventry", "bracknell-forest", "family-safeguarding")
]


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: str(library.policy.id))
async def test_no_own_answer_of_any_form_in_force_reaches_another_child(parts: Parts, library: Library) -> None:
    family = await gather_family(replace(parts, library=library))
    form = family.parts.library.form_for(RecordKind.CASEWORK)
    await family.complete(family.ava, all_of_it=True)
    (given,) = await rows_of(family.parts, Record)

    for question in form.answered:
        if question.sharing is Sharing.SHARED:
            await family.share(family.ava, question.id)
        else:
            with pytest.raises(Refusal, match="one child alone"):
                await family.share(family.ava, question.id)

    shared = {question.id for question in form.answered if question.sharing is Sharing.SHARED}
    noahs = {row.question for row in await rows_of(family.parts, AnswerRow) if row.record_id != given.id}
    assert noahs == shared


@given(st.data(), forms("talk"), forms("line", "brief"))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_no_answer_of_an_own_question_reaches_another_child_whatever_is_asked_and_answered(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, talk: Form, line: Form
) -> None:
    given_answers = {question.id: data.draw(answers(question)) for question in talk.answered}
    with databases.make("sqlite", tmp_path_factory.mktemp("family")) as url:
        asyncio.run(share_everything(url, talk, line, given_answers))


async def share_everything(url: str, talk: Form, line: Form, given_answers: dict[str, Answer]) -> None:
    """Answer for Ava, press on every question, and look at all that stands in the records of the others."""
    database = Database(build_engine(url, patience=1.5))
    family = await gather_family(Parts(database, Keyring(bytes(range(KEY_BYTES))), small(talk, line)))
    for section in talk.sections:
        await family.writing.see(family.ava, section.id)
        await family.writing.write(family.ava, section.id, given_answers)
    for question in talk.answered:
        with nullcontext() if question.sharing is Sharing.SHARED else pytest.raises(Refusal):
            await family.share(family.ava, question.id)

    for child, form in ((family.noah, talk), (family.leo, line)):
        for section in form.sections:
            for field in (await family.writing.see(child, section.id)).fields:
                mine = find_counterpart(field.question, talk)
                if field.answer is not None:
                    assert mine is not None
                    assert (mine.sharing, field.question.sharing) == (Sharing.SHARED, Sharing.SHARED)
                    assert field.answer == given_answers[mine.id]
                elif mine is not None and not given_answers[mine.id].is_empty:
                    assert field.question.read_carried(given_answers[mine.id].stored()) is None
    await database.close()


def small(talk: Form, line: Form) -> Library:
    """Return a library of these two forms."""
    full = load_library(CONTENT)
    kinds = {RecordKind.CASEWORK: talk.id, RecordKind.BRIEF: line.id}
    forms = {form.key: form for form in (talk, line)}
    return replace(full, forms=forms, policy=full.policy.model_copy(update={"forms": kinds}))

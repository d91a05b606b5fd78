"""What must be written afresh opens blank, and what may carry over is handed on, whatever council asks it (A4, A5)."""

import random
from dataclasses import replace

import pytest

from models.content import load_library
from models.forms import Form
from models.values.record import SectionView
from models.vocabulary import CarryRule
from models.workflow.parts import Parts
from tests.conftest import CONTENT, START
from tests.support.council import make_team
from tests.support.forms import some_answer
from tests.support.writing import Writing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # about content, not about a database

PACKS = sorted(path.stem for path in (CONTENT / "policies").glob("*.yml"))
LIBRARIES = {pack: load_library(CONTENT, pack) for pack in PACKS}


async def steps_of(writing: Writing, subject: str) -> list[SectionView]:
    """Open every step of a record."""
    form: Form = (await writing.see(subject)).head.form
    return [await writing.see(subject, section.id) for section in form.sections]


async def answer_all(writing: Writing, subject: str) -> None:
    """Answer every question of a record."""
    for step in await steps_of(writing, subject):
        if step.section.answered:
            await writing.see(subject, step.section.id)
            answers = {question.id: some_answer(question) for question in step.section.answered}
            await writing.write(subject, step.section.id, answers)


@pytest.mark.parametrize("seed", range(4))
async def test_no_answer_of_a_never_question_ever_opens_a_later_record_even_when_packs_change(
    parts: Parts, seed: int
) -> None:
    deep, brief = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    order = random.Random(seed).sample(PACKS, 3)
    writing = Writing(parts, START, "0" * 32)
    for number, pack in enumerate(order):
        council = replace(parts, library=LIBRARIES[pack])
        writing = replace(writing.later(str(number) * 32), parts=council)
        await writing.start(in_depth=(deep,), brief=(brief,), personal=True)
        for subject in (deep, brief, "sam"):
            for field in [field for step in await steps_of(writing, subject) for field in step.fields]:
                if field.question.carry is CarryRule.NEVER:
                    assert field.answer is None, (pack, field.question.id)
                    assert not field.prefilled
            await answer_all(writing, subject)
        await writing.send()


@pytest.mark.parametrize("pack", PACKS)
async def test_what_may_carry_over_opens_with_the_answer_of_last_time(parts: Parts, pack: str) -> None:
    (deep,) = await make_team(parts, START, last_discussed={"AB": 60})
    writing = Writing(replace(parts, library=LIBRARIES[pack]), START, "0" * 32)
    await writing.start(in_depth=(deep,), personal=True)
    for subject in (deep, "sam"):
        await answer_all(writing, subject)
    await writing.send()

    later = writing.later("1" * 32)
    await later.start(in_depth=(deep,), personal=True)

    carried = 0
    for subject in (deep, "sam"):
        for field in [field for step in await steps_of(later, subject) for field in step.fields]:
            if field.question.carry is not CarryRule.NEVER:
                carried += 1
                assert field.answer == some_answer(field.question), field.question.id
                assert field.prefilled
    assert carried

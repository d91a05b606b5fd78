"""Which form a record answers: the one the policy names for its kind, and for how people met."""

from dataclasses import replace

import pytest
from sqlmodel import update

from models.content import load_library
from models.tables import Supervision
from models.vocabulary import Format
from models.workflow.parts import Parts
from tests.conftest import CONTENT, START
from tests.support.council import make_team
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns


@pytest.mark.parametrize(
    ("met", "in_depth", "brief"),
    [
        (Format.ONE_TO_ONE, "practice-guide-casework", "practice-guide-brief"),
        (Format.GROUP, "bracknell-forest-casework", "practice-guide-brief"),
    ],
)
async def test_where_several_met_a_record_answers_the_form_the_policy_names_for_groups(
    parts: Parts, met: Format, in_depth: str, brief: str
) -> None:
    guided = replace(parts, library=load_library(CONTENT, "family-safeguarding"))
    deep, short = await make_team(guided, START, last_discussed={"AB": 60, "CD": 40})
    writing = Writing(guided, START, "a" * 32)
    await writing.start(in_depth=(deep,), brief=(short,))
    async with parts.database.write(None, START) as session:
        await session.exec(update(Supervision).values(format=met))

    assert (await writing.see(deep)).head.form.id == in_depth
    assert (await writing.see(short)).head.form.id == brief

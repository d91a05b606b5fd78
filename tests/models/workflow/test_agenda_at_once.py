"""Two who change several rows of one agenda in the same moment: one waits for the other, never both."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from sqlmodel import col, update

from models.content import load_library
from models.tables import AgendaItem
from models.values.errors import Conflict
from models.values.record import Page
from models.vocabulary import AgendaOutcome, Depth
from models.workflow.changing import add_child, mark_not_reached
from models.workflow.parts import Parts
from models.workflow.sharing import share_answer
from tests.conftest import CONTENT, START
from tests.support.council import make_siblings, make_team
from tests.support.meetings import MEETING, PRIYA, after, rows_of
from tests.support.siblings import QUESTION, SECTION, WORDS
from tests.support.writing import Writing

ROUNDS = 8


@dataclass(frozen=True)
class Big:
    """A family of ten, the first of whom has an answer to share."""

    parts: Parts
    first: str
    others: tuple[str, ...]

    async def share(self, turn: int) -> None:
        page = Page(MEETING, self.first, "V1", 1000)
        await share_answer(self.parts, after(PRIYA, turn), page, question_id=QUESTION)


async def gather_big(parts: Parts, *, in_depth: int) -> Big:
    parts = replace(parts, library=load_library(CONTENT, "bracknell-forest"))
    children = await make_team(parts, START, last_discussed={f"{letter}Z": 60 for letter in "ABCDEFGHIJ"})
    await make_siblings(parts, {child: f"Kid{place} Zed" for place, child in enumerate(children)})
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=tuple(children[:in_depth]), brief=tuple(children[in_depth:]))
    await writing.see(children[0], SECTION)
    await writing.write(children[0], SECTION, {QUESTION: WORDS})
    return Big(parts, children[0], tuple(children[1:]))


@pytest.mark.parametrize("backwards", [False, True])
async def test_sharing_while_others_are_marked_not_reached_never_locks_both_up(
    parts: Parts, *, backwards: bool
) -> None:
    """In whichever order the screen names them: afterwards each was either shared with or is off the meeting."""
    family = await gather_big(parts, in_depth=10)
    ids = {row.child_id: row.id for row in await rows_of(parts, AgendaItem)}
    marked = sorted(family.others, key=lambda child: ids[child], reverse=backwards)

    for turn in range(ROUNDS):
        results = await asyncio.gather(
            family.share(turn),
            mark_not_reached(family.parts, after(PRIYA, turn), supervision_id=MEETING, subject_ids=marked),
            mark_not_reached(family.parts, after(PRIYA, turn), supervision_id=MEETING, subject_ids=marked[::-1]),
            return_exceptions=True,
        )
        assert [one for one in results if one is not None and not isinstance(one, Conflict)] == []
        outcomes = {row.outcome for row in await rows_of(parts, AgendaItem, AgendaItem.child_id != family.first)}
        assert outcomes == {AgendaOutcome.NOT_REACHED}
        async with parts.write(PRIYA) as session:
            again = update(AgendaItem).where(col(AgendaItem.child_id) != family.first)
            await session.exec(again.values(outcome=AgendaOutcome.WAITING))


async def test_sharing_while_a_brief_brother_moves_up_never_locks_both_up(parts: Parts) -> None:
    family = await gather_big(parts, in_depth=1)
    for turn, child in enumerate(family.others):
        await asyncio.gather(
            family.share(turn),
            add_child(family.parts, after(PRIYA, turn), supervision_id=MEETING, child_id=child, depth=Depth.IN_DEPTH),
        )
    places = [row.place for row in await rows_of(parts, AgendaItem)]
    assert sorted(set(places)) == sorted(places)
    assert len(places) == 10

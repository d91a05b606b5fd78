"""Ava, Noah and Leo Zed on one agenda, and short ways to write and share in their records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models.forms import TextAnswer
from models.values.call import Call
from models.values.record import Page
from models.values.sharing import Fate, Offer
from models.workflow.parts import Parts
from models.workflow.record import read_section
from models.workflow.sharing import share_action, share_answer
from tests.conftest import START
from tests.support.council import make_siblings, make_team
from tests.support.forms import some_answer
from tests.support.meetings import MEETING, PRIYA
from tests.support.writing import Writing

__all__ = ["QUESTION", "SECTION", "WALK", "WALKING", "WORDS", "Family", "gather_family"]

QUESTION, SECTION = "family_system", "dynamics"
WORDS = "Everybody watches Mum's mood."
WALK = "1" * 32
DUE = START.date() + timedelta(days=14)
WALKING: dict[str, Any] = {
    "what": "Walk to school together",
    "why": "They talk then.",
    "how": "Gran comes along",
    "class_id": "intervention",
    "due_on": DUE,
}


@dataclass
class Family:
    """Ava, Noah and Leo Zed on one agenda, and a child of another family."""

    writing: Writing
    ava: str
    noah: str
    leo: str
    other: str

    @property
    def parts(self) -> Parts:
        return self.writing.parts

    async def write(self, child: str, words: str = WORDS, *, question: str = QUESTION, section: str = SECTION) -> None:
        """Write one answer on a screen that has seen what is stored."""
        await self.writing.see(child, section)
        await self.writing.write(child, section, {question: words})

    async def share(self, child: str, question: str = QUESTION, call: Call = PRIYA) -> dict[str, Fate]:
        page = Page(self.writing.meeting, child, "V1", 100)
        return dict((await share_answer(self.parts, call, page, question_id=question)).fates)

    async def add_walk(self, child: str, **changes: Any) -> None:
        await self.writing.see(child)
        await self.writing.act(child, WALK, **(WALKING | changes))

    async def share_walk(self, child: str, action_id: str = WALK) -> dict[str, Fate]:
        page = Page(self.writing.meeting, child, "V1", 100)
        return dict((await share_action(self.parts, PRIYA, page, action_id=action_id)).fates)

    async def text(self, child: str, question: str = QUESTION, section: str = SECTION) -> str | None:
        """Return what stands in a box."""
        step = await read_section(
            self.parts, PRIYA, supervision_id=self.writing.meeting, subject_id=child, section_id=section
        )
        answer = next(field.answer for field in step.fields if field.question.id == question)
        return answer.text if isinstance(answer, TextAnswer) else None

    async def offer(self, child: str, question: str = QUESTION, section: str = SECTION) -> Offer:
        return (await self.writing.see(child, section)).offers.of_answer(question)

    async def complete(self, child: str, *, all_of_it: bool = False) -> None:
        """Answer every question that is needed, or every question."""
        form = (await self.writing.see(child)).head.form
        for section in form.sections:
            asked = [one for one in section.answered if all_of_it or one.required]
            if asked:
                await self.writing.see(child, section.id)
                await self.writing.write(child, section.id, {one.id: some_answer(one) for one in asked})

    async def actions(self, child: str, section: str = "next_steps") -> Mapping[str, tuple[str, str | None]]:
        """Return the actions on a child's list: what each says, and whose record it came from."""
        lines = (await self.writing.see(child, section)).actions
        assert lines is not None
        return {line.id: (line.now.what, line.shared_from) for line in lines}


async def gather_family(parts: Parts) -> Family:
    """Start a meeting about Ava and Noah in depth, and Leo briefly."""
    ava, noah, leo, other = await make_team(parts, START, last_discussed={"AZ": 60, "NZ": 50, "LZ": 40, "OT": 30})
    await make_siblings(parts, {ava: "Ava Zed", noah: "Noah Zed", leo: "Leo Zed"})
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(ava, noah, other), brief=(leo,))
    return Family(writing, ava, noah, leo, other)

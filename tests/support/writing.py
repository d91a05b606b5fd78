"""Short ways to write records in tests of workflow: one meeting of Priya and Sam, typed as a screen would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.forms import Answer, AnsweredQuestion, ChoicesAnswer, TextAnswer
from models.values.call import Call
from models.values.record import Page, Saved, SectionView
from models.values.supervision import AgendaPlan
from models.workflow.actions import save_action
from models.workflow.answers import save_section
from models.workflow.parts import Parts
from models.workflow.record import read_section
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.support.council import call_of

__all__ = ["OUTCOMES", "PROGRESS", "Writing"]

OUTCOMES = "Ella feels safe at both homes."
PROGRESS = "Settled in the new class."


@dataclass
class Writing:
    """One supervision being written; each `view` is a device's modal and sees what it last saved."""

    parts: Parts
    now: datetime
    meeting: str
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def call(self) -> Call:
        return call_of("priya", self.now)

    async def start(
        self, *, in_depth: tuple[str, ...] = (), brief: tuple[str, ...] = (), personal: bool = False
    ) -> None:
        plan = AgendaPlan(self.meeting, "sam", self.call.today, in_depth, brief, personal)
        await start_supervision(self.parts, self.call, plan)

    def page(self, child: str, view: str = "V1", stamp: str | None = None) -> Page:
        return Page(self.meeting, child, view, self.seen.get(view, 0), stamp)

    async def write(
        self,
        child: str,
        section: str,
        texts: Mapping[str, str | Answer],
        *,
        view: str = "V1",
        stamp: str | None = None,
        call: Call | None = None,
    ) -> Saved:
        """Save a step as that device shows it; questions not named are not on the screen."""

        def read(question: AnsweredQuestion) -> Answer | None:
            given = texts.get(question.id)
            return TextAnswer(text=given) if isinstance(given, str) else given

        return await save_section(
            self.parts, call or self.call, self.page(child, view, stamp), section_id=section, read=read
        )

    async def see(self, child: str, section: str | None = None, *, view: str = "V1") -> SectionView:
        """Open a step on a device, which from then on has seen what is stored."""
        step = await read_section(
            self.parts, self.call, supervision_id=self.meeting, subject_id=child, section_id=section
        )
        self.seen[view] = step.head.revision
        return step

    async def act(self, child: str, action_id: str, *, view: str = "V1", **given: object) -> Saved:
        """Save an action's step."""
        return await save_action(self.parts, self.call, self.page(child, view), action_id=action_id, given=given)

    async def write_in_depth(self, child: str, *, progress: str = PROGRESS, outcomes: str | None = OUTCOMES) -> None:
        """Write all that a record in depth needs."""
        if outcomes is not None:
            whose = ChoicesAnswer(options=("child",))
            await self.write(child, "outcomes", {"desired_outcomes": outcomes, "whose_outcomes": whose})
        await self.write(child, "progress", {"progress": progress})

    async def send(self) -> None:
        await send_all(self.parts, self.call, supervision_id=self.meeting)

    def later(self, meeting: str, *, weeks: int = 4) -> "Writing":
        """Return the next meeting, some weeks after this one."""
        return Writing(self.parts, self.now + timedelta(weeks=weeks), meeting)

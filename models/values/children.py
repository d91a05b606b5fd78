"""Children as lists and agendas know them: number and initials, never a name unless asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from models.values.due import Due, DueState
from models.vocabulary import AgendaReason, ChildFlag, PlanStatus

__all__ = ["FLAG_WORDS", "PLAN_WORDS", "REASON_WORDS", "AgendaChild"]

PLAN_WORDS: Mapping[PlanStatus, str] = MappingProxyType(
    {
        PlanStatus.EARLY_HELP: "early help",
        PlanStatus.CHILD_IN_NEED: "child in need",
        PlanStatus.LOOKED_AFTER: "looked after",
        PlanStatus.CARE_LEAVER: "care leaver",
        PlanStatus.OTHER: "other",
    }
)

FLAG_WORDS: Mapping[ChildFlag, str] = MappingProxyType(
    {
        ChildFlag.CHILD_PROTECTION_PLAN: "child protection plan",
        ChildFlag.IN_PROCEEDINGS: "in proceedings",
        ChildFlag.EMERGENCY_OR_UNSUITABLE_PLACEMENT: "emergency or unsuitable placement",
        ChildFlag.RESTRICTED: "restricted",
    }
)

REASON_WORDS: Mapping[AgendaReason, str] = MappingProxyType(
    {
        AgendaReason.HIGH_RISK: "high risk, more activity, or worry from other agencies",
        AgendaReason.SIGNIFICANT_POINT: "a significant point ahead, such as a review or a conference",
        AgendaReason.STEP_UP_OR_DOWN: "stepping up or down",
        AgendaReason.REPEAT_CONCERN: "the same lower worry again, or feeling stuck",
        AgendaReason.INACTIVITY: "little activity, not discussed for a while",
        AgendaReason.GOING_WELL: "going well: question it, and pass on what was learned",
    }
)


@dataclass(frozen=True, slots=True)
class AgendaChild:
    """An open child on a caseload, with the due date and what orders an agenda.

    `reason` is the one a worker or supervisor put on the child (source row B19); `last_on` the
    latest supervision known, held here or told by the directory. `name` is filled only where a
    screen may show it, from `models.workflow.children.read_child_names`. `covering_for` names the
    worker who is away, on the list of the colleague who covers.
    """

    id: str
    mosaic_number: str
    initials: str
    family: str
    plan: PlanStatus
    flags: tuple[ChildFlag, ...]
    reason: AgendaReason | None
    due: Due
    last_on: date | None
    next_review_on: date | None
    opened_on: date
    allocated: bool = True
    name: str | None = None
    covering_for: str | None = None

    @property
    def label(self) -> str:
        """Return how a message or a list may name the child: initials and Mosaic number."""
        return f"{self.initials} · {self.mosaic_number}"

    @property
    def due_on(self) -> date:
        """Return the day the next supervision of this child is due."""
        return self.due.due_on

    @property
    def state(self) -> DueState:
        """Return where that date stands."""
        return self.due.state

    @property
    def restricted(self) -> bool:
        """Return whether the child is kept out of every list but the worker's and the line's."""
        return ChildFlag.RESTRICTED in self.flags

    @property
    def plan_words(self) -> str:
        """Return plan and flags in words, the flags first as they weigh more."""
        words = [FLAG_WORDS[flag] for flag in self.flags if flag is not ChildFlag.RESTRICTED]
        return ", ".join([*words, PLAN_WORDS[self.plan]] if self.plan is not PlanStatus.OTHER or not words else words)

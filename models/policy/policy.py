"""A council's rules as content: how often, which forms, and the words on its screens."""

from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import Field, PrivateAttr, StringConstraints, model_validator

from models.policy.clocks import (
    ActionClock,
    AgreementClock,
    AsyeClock,
    ChildClock,
    ContractClock,
    Days,
    Deadlines,
    Nudges,
    OpenChildClock,
    Part,
    PersonClock,
    Satisfies,
    Schedules,
    StudentClock,
    Words,
)
from models.policy.retention import Retention
from models.vocabulary import AgendaReason, ChildFlag, ClockKind, Format, PlanStatus, RecordKind

__all__ = ["Agenda", "Labels", "Policy"]

OPTION_WORDS = 75

Label = Annotated[Words, StringConstraints(max_length=OPTION_WORDS)]
FormId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]

W = TypeVar("W", bound=StrEnum)


class Agenda(Part):
    """What the list of brief children is filled with at the start, and who comes first in it.

    With `sweep_all_open_children` it is every open child (E7), otherwise those whose date
    will pass within `next_supervision_days`, when the next supervision is expected. A review
    within `review_near_days` brings a child forward in the order. A child is visited again
    within `next_visit_days`: the real date behind an action due at the next visit. `order` is
    the order of the reasons a person may put on a child.
    """

    sweep_all_open_children: bool
    next_supervision_days: Days
    next_visit_days: Days
    review_near_days: Days
    order: tuple[AgendaReason, ...]
    source: Words

    @model_validator(mode="after")
    def check_every_reason_has_one_place(self) -> Self:
        """Refuse an order with a reason missing or named twice."""
        if sorted(self.order) != sorted(AgendaReason):
            raise ValueError(f"order: each of {', '.join(AgendaReason)} belongs here once")
        return self


class Labels(Part):
    """The council's words for what is stored; each list names every word, so that no screen is left blank."""

    kind: dict[RecordKind, Label]
    format: dict[Format, Label]
    plan: dict[PlanStatus, Label]
    flag: dict[ChildFlag, Label]
    reason: dict[AgendaReason, Label]
    source: Words

    @model_validator(mode="after")
    def check_nothing_is_left_out(self) -> Self:
        """Refuse a list with a word missing or two words that read the same."""
        _check_complete("kind", RecordKind, self.kind)
        _check_complete("format", Format, self.format)
        _check_complete("plan", PlanStatus, self.plan)
        _check_complete("flag", ChildFlag, self.flag)
        _check_complete("reason", AgendaReason, self.reason)
        return self


class Policy(Part):
    """Everything a council may decide for itself without touching code.

    `forms` is the form each kind of record answers, `group` the one it answers instead where
    several practitioners met, `clocks` what is watched at all: of what is left out nothing falls due. A council's
    file may leave out what its documents do not say: `fallen_back` names what was taken from the default for it.
    """

    id: FormId
    title: Words
    source: Words
    note: Words | None = None
    child: ChildClock
    open_child: OpenChildClock
    person: PersonClock
    asye: AsyeClock
    student: StudentClock
    contract: ContractClock
    deadlines: Deadlines
    agreement: AgreementClock
    action: ActionClock
    schedules: Schedules
    retention: Retention
    clocks: tuple[ClockKind, ...]
    satisfies: Satisfies
    nudges: Nudges
    agenda: Agenda
    forms: Annotated[dict[RecordKind, FormId], Field(min_length=1)]
    group: dict[RecordKind, FormId] = Field(default_factory=dict)
    labels: Labels
    _fallen_back: tuple[str, ...] = PrivateAttr(default=())

    @property
    def fallen_back(self) -> tuple[str, ...]:
        """The keys that came from the default, dotted, such as `child` or `labels.kind.brief`."""
        return self._fallen_back

    def watches(self, clock: ClockKind) -> bool:
        """Say whether such a clock runs under this policy; that of every open child only where it is monthly."""
        return clock in self.clocks and (clock is not ClockKind.OPEN_CHILD or self.open_child.monthly)

    def form_id(self, kind: RecordKind, met: Format = Format.ONE_TO_ONE) -> str | None:
        """Return the form a new record answers, or nothing where the policy names none."""
        if met is Format.GROUP and kind in self.group:
            return self.group[kind]
        return self.forms.get(kind)

    def with_fallen_back(self, keys: tuple[str, ...]) -> Self:
        """Return the same policy, which says that these keys came from the default."""
        told = self.model_copy()
        told._fallen_back = keys  # noqa: SLF001 -- another of ourselves
        return told


def _check_complete(where: str, words: type[W], labels: dict[W, str]) -> None:
    left_out = [word.value for word in words if word not in labels]
    if left_out:
        raise ValueError(f"{where}: no wording for {', '.join(left_out)}")
    if len({label.casefold() for label in labels.values()}) < len(labels):
        raise ValueError(f"{where}: two entries have the same wording")

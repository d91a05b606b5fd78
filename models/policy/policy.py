"""A council's rules as content: how often, which forms, and the words on its screens."""

from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator

from models.vocabulary import AgendaReason, ChildFlag, Format, Nation, PlanStatus, RecordKind

__all__ = ["Agenda", "ChildClock", "ContractClock", "Deadlines", "Labels", "PersonClock", "Policy"]

DAYS_IN_A_YEAR = 366
MONTHS_IN_A_YEAR = 12
OPTION_WORDS = 75

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Annotated[Words, StringConstraints(max_length=OPTION_WORDS)]
Days = Annotated[int, Field(ge=1, le=DAYS_IN_A_YEAR)]
WorkingDays = Annotated[int, Field(ge=1, le=90)]
FormId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]

W = TypeVar("W", bound=StrEnum)


class Part(BaseModel):
    """A part of a policy: unknown keys are refused, nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChildClock(Part):
    """How often each child is supervised at least; any one of the flags shortens it (B18, I8).

    `after_change_days` is the time left for the first supervision after a change to the shorter
    interval; a date is *coming due* for `coming_due_days` before it.
    """

    usual_days: Days
    shorter_days: Days
    after_change_days: Days
    coming_due_days: Days
    shorter_for: Annotated[tuple[ChildFlag, ...], Field(min_length=1)]
    source: Words

    @model_validator(mode="after")
    def check_shorter_is_shorter(self) -> Self:
        """Refuse a shorter interval that is not."""
        if self.shorter_days > self.usual_days:
            raise ValueError("shorter_days: must not be more than usual_days")
        if ChildFlag.RESTRICTED in self.shorter_for:
            raise ValueError("shorter_for: “restricted” says who may see a child, not how often to meet")
        return self


class PersonClock(Part):
    """How often each member of staff has supervision, whichever child it is about (B4, C7, E6, I4, I5).

    Whichever is set is kept, all of them together: due after `usual_days`, late after `most_days`,
    never longer than `most_months`, never a whole calendar month without one, and a number in any
    twelve months. What is left out is not asked for.
    """

    usual_days: Days
    most_days: Days | None = None
    most_months: Annotated[int, Field(ge=1, le=MONTHS_IN_A_YEAR)] | None = None
    calendar_month: bool
    least_in_a_year: Annotated[int, Field(ge=1, le=DAYS_IN_A_YEAR)] | None = None
    source: Words

    @model_validator(mode="after")
    def check_most_is_not_less(self) -> Self:
        """Refuse a longest time that is over before supervision is due."""
        if self.most_days is not None and self.most_days < self.usual_days:
            raise ValueError("most_days: must not be less than usual_days")
        return self


class ContractClock(Part):
    """How long a supervision agreement holds before it is looked at again (B6, C10)."""

    review_months: Annotated[int, Field(ge=1, le=60)]
    source: Words


class Deadlines(Part):
    """Two clocks that begin on the day of the meeting, in working days (E9, B37, I9), and one of comments.

    By the first the record is filed, by the second the supervisee has a copy. Others of a group may
    comment for `comment_working_days` from the day they got the record. `bank_holidays` says whose
    public holidays are no working days.
    """

    filing_working_days: WorkingDays
    copy_working_days: WorkingDays
    comment_working_days: WorkingDays
    bank_holidays: Nation
    source: Words


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
    several practitioners met. A council's file may leave out what its documents do not say: `fallen_back`
    names what was taken from the default for it.
    """

    id: FormId
    title: Words
    source: Words
    note: Words | None = None
    child: ChildClock
    person: PersonClock
    contract: ContractClock
    deadlines: Deadlines
    agenda: Agenda
    forms: Annotated[dict[RecordKind, FormId], Field(min_length=1)]
    group: dict[RecordKind, FormId] = Field(default_factory=dict)
    labels: Labels
    _fallen_back: tuple[str, ...] = PrivateAttr(default=())

    @property
    def fallen_back(self) -> tuple[str, ...]:
        """The keys that came from the default, dotted, such as `child` or `labels.kind.brief`."""
        return self._fallen_back

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

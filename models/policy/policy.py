"""A council's rules as content: how often, which forms, and the words on its screens."""

from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.vocabulary import AgendaReason, ChildFlag, Format, PlanStatus, RecordKind

__all__ = ["Agenda", "ChildClock", "Labels", "Policy"]

DAYS_IN_A_YEAR = 366
OPTION_WORDS = 75

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Annotated[Words, StringConstraints(max_length=OPTION_WORDS)]
Days = Annotated[int, Field(ge=1, le=DAYS_IN_A_YEAR)]
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


class Agenda(Part):
    """What the list of brief children is filled with at the start.

    With `sweep_all_open_children` it is every open child (E7), otherwise those whose date
    will pass within `next_supervision_days`, when the next supervision is expected. A review
    within `review_near_days` brings a child forward in the order. A child is visited again
    within `next_visit_days`: the real date behind an action due at the next visit.
    """

    sweep_all_open_children: bool
    next_supervision_days: Days
    next_visit_days: Days
    review_near_days: Days
    source: Words


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
    """Everything a council may decide for itself without touching code."""

    id: FormId
    title: Words
    source: Words
    note: Words | None = None
    child: ChildClock
    agenda: Agenda
    forms: Annotated[dict[RecordKind, FormId], Field(min_length=1)]
    labels: Labels


def _check_complete(where: str, words: type[W], labels: dict[W, str]) -> None:
    left_out = [word.value for word in words if word not in labels]
    if left_out:
        raise ValueError(f"{where}: no wording for {', '.join(left_out)}")
    if len({label.casefold() for label in labels.values()}) < len(labels):
        raise ValueError(f"{where}: two entries have the same wording")

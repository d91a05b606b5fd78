"""Who is away and who covers, as screens know it: days and names, and never a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.values.errors import Refusal

__all__ = ["Absence", "AwayTold", "Cover", "LeaveChoices", "LeavePart", "LeavePlan", "LeaveRefused"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which somebody is away, and who covers; `until_on` is the first day back."""

    id: str
    person_id: str
    person: str
    from_on: date
    until_on: date
    cover_id: str | None = None
    cover: str | None = None

    @property
    def last_on(self) -> date:
        """Return the last day away."""
        return self.until_on - _DAY

    def meets(self, from_on: date, until_on: date) -> bool:
        """Say whether any of these days are among its own."""
        return self.from_on < until_on and from_on < self.until_on


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody who answers today for the children of a person who is away, up to the person's first day back.

    `named_by_line` says that the person's supervisor or the line above named the cover, and not the person.
    """

    person_id: str
    person: str
    cover_id: str
    until_on: date
    named_by_line: bool = False


@dataclass(frozen=True, slots=True)
class AwayTold:
    """An absence as one of those is told of it who did not set it: the cover, or the person who is away."""

    absence: Absence
    reader_id: str
    set_by: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class LeavePlan:
    """Days away as somebody would have them: the first, the last, and who covers."""

    person_id: str
    from_on: date
    last_on: date
    cover_id: str | None = None

    @property
    def until_on(self) -> date:
        """Return the first day back."""
        return self.last_on + _DAY


@dataclass(frozen=True, slots=True)
class LeaveChoices:
    """Whom the viewer may say it of, by id and name, the viewer first; and what is said already and not over."""

    viewer_id: str
    people: Mapping[str, str]
    absences: tuple[Absence, ...]
    today: date


class LeavePart(StrEnum):
    """What of a plan is wrong."""

    FROM = "from"
    LAST = "last"
    COVER = "cover"


class LeaveRefused(Refusal):
    """Days away that cannot be, and what about them."""

    def __init__(self, about: LeavePart, sentence: str) -> None:
        super().__init__(sentence)
        self.about = about

"""What each clock counts from: plain facts, as a reading of the database hands them to the rules."""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import ChildFlag, StaffKind

__all__ = [
    "ActionFacts",
    "AgreementFacts",
    "Away",
    "ChildFacts",
    "ContractFacts",
    "Held",
    "MeetingFacts",
    "Override",
    "PersonFacts",
    "Supervised",
    "YearlyFacts",
]


@dataclass(frozen=True, slots=True)
class Held:
    """A flag and the days it held; `until_on` is the first day it no longer does."""

    flag: ChildFlag
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether the flag held that day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody is away; `until_on` is the first day back."""

    from_on: date
    until_on: date

    def holds(self, on: date) -> bool:
        """Return whether they are away that day."""
        return self.from_on <= on < self.until_on


@dataclass(frozen=True, slots=True)
class Override:
    """An override with an end: another interval, or one fixed date; `agreed` when a supervision agreement says so."""

    id: str
    from_on: date
    until_on: date
    every_days: int | None = None
    due_on: date | None = None
    agreed: bool = False

    def holds(self, on: date) -> bool:
        """Return whether it is in force that day."""
        return self.from_on <= on < self.until_on


@dataclass(frozen=True, slots=True)
class Supervised:
    """Who supervised a person on which days; `until_on` is the first day they no longer did."""

    senior_id: str
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether they supervised the person that day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def reaches(self, day: date) -> bool:
        """Return whether they did so up to that day, without a gap before it."""
        return self.from_on < day and (self.until_on is None or self.until_on >= day)


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What a child's two clocks count from.

    The latest day of each: `sent_on` a meeting here that resets the clock in question and whose record was
    sent, `mentioned_on` a mention that counts (only for `OPEN_CHILD`), `elsewhere_on` held elsewhere,
    `told_on` the directory's. Where none is known it counts from the opening, or for a child opened before
    it from `go_live_on`.
    """

    opened_on: date
    sent_on: date | None = None
    told_on: date | None = None
    flags: tuple[Held, ...] = ()
    mentioned_on: date | None = None
    elsewhere_on: date | None = None
    go_live_on: date | None = None
    exceptions: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a person's clock counts from.

    `held` are the days of meetings here that reset it, with those held elsewhere in `elsewhere`; both need
    to go back 14 months only, beside the latest. `kind_since` is the first day of the present staff kind.
    """

    kind: StaffKind
    kind_since: date
    started_on: date | None = None
    asye_started_on: date | None = None
    student_fortnightly_from: date | None = None
    held: tuple[date, ...] = ()
    elsewhere: tuple[date, ...] = ()
    told_on: date | None = None
    go_live_on: date | None = None
    away: tuple[Away, ...] = ()
    exceptions: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting some of whose records are not sent, filed or copied yet."""

    held_on: date


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An answer that is still to come: of who was asked to agree, or of the supervisor who was asked for a change."""

    asked_on: date


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """A SMART action that is still to be done by its date; `counted_on` is the day it was last agreed."""

    due_on: date
    counted_on: date


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """The last supervision agreement, made or reviewed, and who supervised since."""

    last_on: date | None
    lines: tuple[Supervised, ...] = ()
    started_on: date | None = None
    go_live_on: date | None = None


@dataclass(frozen=True, slots=True)
class YearlyFacts:
    """What is done outside the bot and noted here: when it was last done, and from when it counts without that."""

    begins_on: date
    done_on: date | None = None
    done: int = 0

"""What is due, as lists, messages and the plan know it: ids first, words only for what is shown."""

from dataclasses import dataclass
from datetime import date, datetime

from models.values.due import Due
from models.vocabulary import ClockKind, NudgeStage, RecordKind, Rhythm

__all__ = [
    "Booked",
    "Digest",
    "DueItem",
    "DueList",
    "DueRow",
    "Explained",
    "NudgeTimes",
    "PlanCounts",
    "Subjects",
    "TeamLine",
    "TeamPost",
    "Told",
    "Words",
]


@dataclass(frozen=True, slots=True)
class DueItem:
    """One clock of one subject, as the rules judged it.

    `subject_id` is a child for `CHILD` and `OPEN_CHILD`, a supervision for `WRITE_UP`, `FILING` and `COPY`, a
    request or an act for `AGREEMENT`, an action for `ACTION`, and a person for everything else. `person_id` is whom
    it is about or who works with the child, `owner_id` who is to do it and hears of it first. `worker_id` is to
    whom a child is allocated, who keeps it with their line while a colleague covers and is `person_id`; nobody
    where that is a team. `ordinary` is false for a person who is not on the team's usual interval, of whom a
    channel hears nothing. `booked_on` is the day the next supervision with that person is booked for.
    `snoozed_until` is the day on which the latest snooze of this very date ends, or ended. `watched_from` is the
    first day on which the bot could tell anybody of it, where it did not always watch.
    `record_kind` is that of the record somebody is to answer, where it is just one.
    `personal` is true of a meeting of which only records about the person count. Of what `count` says is to be
    filed, `outcomes` are of records that were filed before they were agreed.
    """

    clock: ClockKind
    subject_id: str
    due: Due
    person_id: str | None = None
    owner_id: str | None = None
    team_id: str | None = None
    child_id: str | None = None
    supervision_id: str | None = None
    restricted: bool = False
    ordinary: bool = True
    booked_on: date | None = None
    snoozed_until: date | None = None
    count: int = 1
    worker_id: str | None = None
    personal: bool = False
    watched_from: date | None = None
    record_kind: RecordKind | None = None
    outcomes: int = 0

    @property
    def key(self) -> tuple[ClockKind, str]:
        """Return what makes it one and the same from day to day."""
        return self.clock, self.subject_id

    @property
    def about(self) -> tuple[str, ...]:
        """Return whose lines it concerns: whom it is about, and a child's own worker while a colleague covers."""
        return tuple(dict.fromkeys(one for one in (self.person_id, self.worker_id) if one is not None))

    @property
    def is_covered(self) -> bool:
        """Say whether a colleague works with the child while its own worker is away."""
        return self.worker_id is not None and self.worker_id != self.person_id

    @property
    def allocated_to(self) -> str | None:
        """Return whose it is, also while they are away: a child's own worker, else whom it is about."""
        return self.person_id if self.worker_id is None else self.worker_id


@dataclass(frozen=True, slots=True)
class Words:
    """How a list may name what an item is about: initials and number of a child, names of colleagues; no case.

    `worker` is to whom a child is allocated, where `person` covers for them.
    """

    label: str
    person: str = ""
    owner: str = ""
    worker: str = ""


@dataclass(frozen=True, slots=True)
class DueRow:
    """An item with what a screen for one viewer says of it, and what that viewer may do."""

    item: DueItem
    words: Words
    may_start: bool = False
    may_settle: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DueList:
    """What one viewer sees under `/supervision due`, most urgent first; `teams` are those they may look at."""

    rows: tuple[DueRow, ...]
    today: date
    directory_on: date | None
    scope: str = "mine"
    teams: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """The proof of one date for one viewer; `reason` of an override only where the viewer may read it.

    The same holds for who put it off and why, while that lasts: `snoozed_by` and `snooze_reason`.
    """

    row: DueRow
    today: date
    reason: str | None = None
    set_by: str | None = None
    reason_withheld: bool = False
    snoozed_by: str | None = None
    snooze_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a digest: an item and how far it has come, or that it is `done` since its reader was told.

    With the stage `ESCALATED` its reader hears of it one level up.
    """

    row: DueRow
    stage: NudgeStage
    done: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told on one day: `lines` are new, with a breach at their top, `others` told before and open.

    Both stand by urgency. Once it was posted, a line that is done says so in place of going. `reads` counts who else
    read records about the person since they were last told.
    """

    person_id: str
    day: date
    lines: tuple[Told, ...]
    others: tuple[Told, ...] = ()
    rhythm: Rhythm = Rhythm.DAILY
    reads: int = 0


@dataclass(frozen=True, slots=True)
class Subjects:
    """Of whom and of which children a viewer may ask why something is due: ids with what to call them."""

    people: tuple[tuple[str, str], ...]
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """What came of one planning: due dates looked at, and nudges, digests and posts to teams."""

    checked: int = 0
    planned: int = 0
    withdrawn: int = 0
    digests: int = 0
    team_posts: int = 0


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One child or colleague in a team's post: its Mosaic number, or the first name.

    `counted_on` is the day its date was counted from in the morning; once it moved, the line is `done`.
    """

    child_id: str | None
    person_id: str | None
    label: str
    due_on: date
    counted_on: date
    done: bool = False


@dataclass(frozen=True, slots=True)
class TeamPost:
    """What one team's channel hears on one day: what is coming due within so many days, and what is done since."""

    team_id: str
    team: str
    day: date
    within_days: int
    lines: tuple[TeamLine, ...]

    @property
    def children(self) -> tuple[TeamLine, ...]:
        """Return the lines about children, the soonest due first."""
        return tuple(line for line in self.lines if line.child_id is not None)

    @property
    def people(self) -> tuple[TeamLine, ...]:
        """Return the lines about colleagues, the soonest due first."""
        return tuple(line for line in self.lines if line.person_id is not None)


@dataclass(frozen=True, slots=True)
class NudgeTimes:
    """What a person chose of digests: `minute` of the day in London, or the policy's where it is none."""

    rhythm: Rhythm = Rhythm.DAILY
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A supervision that is booked, and since when."""

    id: str
    supervisor_id: str
    supervisor: str
    supervisee_id: str
    supervisee: str
    on: date
    set_at: datetime

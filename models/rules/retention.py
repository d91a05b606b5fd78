"""What may be let go, and when: decided from facts, for a child's records and for a leaver's file.

A record of a child is a working copy: once it is filed it lives on in the child's own file (source row I27), and its
text goes here after the policy's days. What the next supervision opens with stays until a newer filed record says the
same thing anew, or the child closes. A legal hold comes before all of it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from models.policy import Retention
from models.rules.clocks.dates import after_months
from models.values.call import LONDON
from models.values.retention import CarriedFact, EntryFact, RecordFact, Stays, Verdict, VersionFact
from models.vocabulary import CarryRule, RecordKind, RecordState

__all__ = [
    "COLLEAGUE_LET_GO",
    "LATEST_OF",
    "LET_GO_AFTER_FILING",
    "LET_GO_AT_THE_END",
    "NAME_LET_GO",
    "POINTS_KEPT",
    "WORDS",
    "archive_by",
    "child_due_on",
    "find_latest",
    "find_stale_carried",
    "find_stale_entries",
    "is_filed",
    "judge",
    "staff_file_due_on",
]

LET_GO_AFTER_FILING: Final = "let go after filing, as the policy says"
LET_GO_AT_THE_END: Final = "let go at the end of its time, as the policy says"
NAME_LET_GO: Final = "(name let go)"
COLLEAGUE_LET_GO: Final = "Former colleague"
"""What became of a text, in the words of screens, files and listings."""

POINTS_KEPT: Final = 6
"""Of a scale the next record shows the points of so many meetings (source row C21): so many newer ones replace one."""

LATEST_OF: Final = (RecordKind.CASEWORK, RecordKind.BRIEF)
"""A note is no supervision: where there was one, a later note does not take its place as the latest record."""

MONTHS_IN_A_YEAR: Final = 12

_OPEN: Final = frozenset({RecordState.AWAITING, RecordState.CHANGE_ASKED})
_NEVER_SENT: Final = frozenset({RecordState.DRAFT, RecordState.DISCARDED})

WORDS: Mapping[Stays, str] = MappingProxyType(
    {
        Stays.ABOUT_PERSON: "A record about a person is kept with the staff file.",
        Stays.HELD: "A legal hold lasts.",
        Stays.GONE: "Its text has been let go already.",
        Stays.NOT_SENT: "It was not sent.",
        Stays.NOT_BOUND: "Its chain does not hold its hash yet.",
        Stays.WAITING: "It waits for an answer or a change.",
        Stays.NOT_FILED: "Not all of it is filed.",
        Stays.OUTCOME_NOT_FILED: "What was answered after it was filed is not in the child's file yet.",
        Stays.LATEST: "It is the latest completed record of an open child.",
        Stays.NOT_YET: "The days after filing are not over.",
    }
)


def judge(
    record: RecordFact, retention: Retention, today: date, *, held: bool = False, latest: bool = False
) -> Verdict:
    """Say whether the text of a record may go today, and if not why; `latest` is what `find_latest` says of it."""
    due_on = _due_on(record, retention) if is_filed(record) else None
    waits = record.state in _OPEN or any(version.state in _OPEN for version in record.versions)
    reasons = (
        (Stays.ABOUT_PERSON, record.kind.about_person),
        (Stays.GONE, record.gone),
        (Stays.NOT_SENT, not record.versions or record.state in _NEVER_SENT),
        (Stays.NOT_BOUND, not record.bound),
        (Stays.WAITING, waits),
        (Stays.NOT_FILED, any(version.filed is None for version in record.versions)),
        (Stays.OUTCOME_NOT_FILED, due_on is None),
        (Stays.HELD, held),
        (Stays.LATEST, latest),
        (Stays.NOT_YET, due_on is not None and today < due_on),
    )
    return Verdict(next((stays for stays, holds in reasons if holds), None), due_on)


def is_filed(record: RecordFact) -> bool:
    """Say whether all that stands of a record is in the child's file, and how it was answered in the end as well."""
    return bool(record.versions) and all(_is_filed(version) for version in record.versions)


def _is_filed(version: VersionFact) -> bool:
    return version.filed is not None and version.filed.told is version.state


def _due_on(record: RecordFact, retention: Retention) -> date:
    """Return the day from which the text may go: so many days after the last paste, and after the last word typed."""
    pasted = [version.filed.told_at for version in record.versions if version.filed is not None]
    typed = [] if record.typed_at is None else [record.typed_at]
    return _day(max([*pasted, *typed])) + timedelta(retention.purge_days)


def find_latest(records: Iterable[RecordFact]) -> str | None:
    """Return the latest completed record of a child, whose text stays while the child is open."""
    completed = [one for one in records if one.state is RecordState.COMPLETE and not one.kind.about_person]
    supervised = [one for one in completed if one.kind in LATEST_OF]
    latest = max(supervised or completed, key=lambda one: (one.held_on, one.begun_at, one.id), default=None)
    return None if latest is None else latest.id


def find_stale_carried(carried: Iterable[CarriedFact], *, child_open: bool) -> frozenset[str]:
    """Return what purged records handed on and nobody is to be shown again.

    What carries, desired outcomes and points of scales stay until a filed record hands on the same thing anew: of a
    scale until as many newer points are there as a record shows. Once the child is closed, none of it stays.
    """
    newest_first = sorted(carried, key=lambda one: (one.held_on, one.sent_at, one.id), reverse=True)
    newer: dict[str, int] = {}
    stale = set()
    for one in newest_first:
        kept = POINTS_KEPT if one.of_a_scale else 1
        fresh = one.rule is CarryRule.NEVER and not one.means_outcomes and not one.of_a_scale
        if one.purged and (fresh or not child_open or newer.get(one.name, 0) >= kept):
            stale.add(one.id)
        if one.filed:
            newer[one.name] = newer.get(one.name, 0) + 1
    return frozenset(stale)


def find_stale_entries(entries: Iterable[EntryFact], *, child_open: bool) -> frozenset[str]:
    """Return which words about actions go: those of purged records, but for open actions with their history.

    The row of an action and of each entry stays for ever (I20): state, owner and dates.
    """
    return frozenset(one.id for one in entries if one.purged and not (child_open and _stays(one)))


def _stays(entry: EntryFact) -> bool:
    return entry.current and (entry.open or not entry.settled)


def staff_file_due_on(left_on: date, retention: Retention) -> date:
    """Return the day on which a leaver's staff file is due for disposal (source rows B38, C17, I11)."""
    return after_months(left_on, retention.staff_file_years * MONTHS_IN_A_YEAR)


def archive_by(left_on: date, months: int) -> date:
    """Return by when a leaver's file is in the archive (source row B38)."""
    return after_months(left_on, months)


def child_due_on(closed_on: date | None, retention: Retention) -> date | None:
    """Return when what is left about a child is due for disposal: never by time, unless the council says so (I11)."""
    if closed_on is None or retention.child_record_years is None:
        return None
    return after_months(closed_on, retention.child_record_years * MONTHS_IN_A_YEAR)


def _day(when: datetime) -> date:
    return when.astimezone(LONDON).date()

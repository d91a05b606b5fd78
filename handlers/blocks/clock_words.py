"""A due date in words: what is due, where it stands, by which rule, counted from what."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from handlers.blocks.children import due_words, near_day
from handlers.blocks.claims import as_word
from handlers.blocks.ids import join_ids, split_ids
from handlers.blocks.text import escape
from models.policy import Policy
from models.values.clocks import DueItem, DueRow
from models.values.due import CountedFrom, DueState
from models.vocabulary import ClockKind, RecordKind

__all__ = [
    "about_row",
    "heading_of",
    "is_change",
    "item_value",
    "label_of",
    "read_item_value",
    "row_lines",
    "what_words",
]

_WHAT: Final[Mapping[ClockKind, str]] = MappingProxyType(
    {
        ClockKind.CHILD: "supervision",
        ClockKind.OPEN_CHILD: "to be talked about",
        ClockKind.PERSON: "supervision",
        ClockKind.ACTION: "action",
        ClockKind.ASYE_REVIEW: "ASYE review",
        ClockKind.MENTORING: "mentoring",
        ClockKind.OBSERVATION: "observation of practice",
        ClockKind.FILE_AUDIT: "audit of supervision files",
        ClockKind.MONTHLY_AUDIT: "monthly audit of a supervision file",
        ClockKind.SAMPLE_AUDIT: "sample of supervision files",
        ClockKind.LEAVER_FILE: "supervision file to archive",
    }
)

_OF_A_MEETING: Final[Mapping[ClockKind, str]] = MappingProxyType(
    {
        ClockKind.WRITE_UP: "not written up",
        ClockKind.COPY: "no copy given yet",
    }
)

_SINCE: Final[Mapping[CountedFrom, str]] = MappingProxyType(
    {CountedFrom.SENT: "sent", CountedFrom.ANSWERED: "answered"}
)

_DONE: Final[Mapping[ClockKind, str]] = MappingProxyType(
    {
        ClockKind.WRITE_UP: "to write up",
        ClockKind.FILING: "to file",
        ClockKind.COPY: "copy to be given",
    }
)
"""Where it says less of what is done: that a meeting was written up, not when it was held."""

_BETWEEN_TWO: Final = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.PERSON, ClockKind.CONTRACT})
"""What two people do together: who is to see to it is whom it is done with."""

_HEADINGS: Final[Mapping[DueState, str]] = MappingProxyType(
    {
        DueState.BREACH: "In breach",
        DueState.OVERDUE: "Overdue",
        DueState.DUE: "Due today",
        DueState.COMING_DUE: "Coming due",
        DueState.FINE: "Later",
    }
)


def what_words(item: DueItem, policy: Policy, today: date, viewer_id: str = "", *, done: bool = False) -> str:
    """Return what is due, in the council's words where it has its own; never a word of a case."""
    if done and item.clock in _DONE:
        return _DONE[item.clock]
    if item.clock is ClockKind.FILING:
        return _filing_words(item, today)
    if item.clock in _OF_A_MEETING:
        return f"held {near_day(item.due.counted_on, today)}, {_OF_A_MEETING[item.clock]}"
    if item.clock is ClockKind.CONTRACT:
        return f"{lower_first(policy.labels.kind[RecordKind.CONTRACT])} to review"
    if item.clock is ClockKind.AGREEMENT:
        return "a change is asked for" if is_change(item) else _to_answer(item, policy, viewer_id)
    what = _WHAT[item.clock]
    return f"{what} ({item.count})" if item.count > 1 else what


def _to_answer(item: DueItem, policy: Policy, viewer_id: str) -> str:
    """Return what is to be answered, so that several can be told apart: a child's is named by its label."""
    if item.count > 1:
        return f"{item.count} records to read and answer"
    if item.record_kind is None or not item.record_kind.about_person:
        return "a record to read and answer"
    kind = lower_first(policy.labels.kind[item.record_kind])
    record = kind if item.record_kind is RecordKind.CONTRACT else f"{kind} record"
    return f"{'your ' if item.person_id == viewer_id else ''}{record} to read and answer"


def _filing_words(item: DueItem, today: date) -> str:
    """Return what of a meeting is to be filed, with the day its date is counted from."""
    since = f"{_SINCE.get(item.due.counted_from, 'held')} {near_day(item.due.counted_on, today)}"
    outcomes = "outcome to paste" if item.outcomes == 1 else f"{item.outcomes} outcomes to paste"
    if not item.outcomes:
        return f"{since}, not filed"
    return f"{since}, {outcomes}" if item.outcomes == item.count else f"{since}, not filed, and {outcomes}"


def lower_first(words: str) -> str:
    """Return the words as they stand within a sentence; an abbreviation stays as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def is_change(item: DueItem) -> bool:
    """Say whether an answer to come is the supervisor's, who was asked for a change; its subject is that act."""
    return item.clock is ClockKind.AGREEMENT and item.owner_id != item.person_id


def heading_of(row: DueRow, today: date) -> str:
    """Return the heading a row stands under."""
    due = row.item.due
    if due.state is DueState.DUE and due.due_on < today:
        return "Due now"
    return _HEADINGS[due.state]


def row_lines(row: DueRow, policy: Policy, today: date, viewer_id: str) -> str:
    """Return a row of a list: what it is about and what is due, then where it stands and whose it is."""
    stands = " · ".join([*_where_it_stands(row.item, today), *_whose(row, viewer_id)])
    return f"{about_row(row, policy, today, viewer_id)}\n{stands}"


def about_row(row: DueRow, policy: Policy, today: date, viewer_id: str) -> str:
    """Return what a row is about, and what of it is due."""
    return f"*{escape(label_of(row, viewer_id))}* · {escape(what_words(row.item, policy, today, viewer_id))}"


def label_of(row: DueRow, viewer_id: str) -> str:
    """Return what a row is about: a child by initials and number, a colleague by name, the viewer by no name."""
    own = row.item.person_id == viewer_id and row.words.label == row.words.person
    return "You" if own else row.words.label


def _where_it_stands(item: DueItem, today: date) -> Iterator[str]:
    due = item.due
    yield due_words(due.due_on, due.state, today)
    if due.paused_until is not None:
        yield f"paused until {near_day(due.paused_until, today)}"
    if item.snoozed_until is not None and item.snoozed_until > today:
        yield f"snoozed until {near_day(item.snoozed_until, today)}"
    if item.booked_on is not None and item.booked_on >= today:
        yield f"booked for {near_day(item.booked_on, today)}"
    if due.override is not None:
        yield "an exception"


def _whose(row: DueRow, viewer_id: str) -> Iterator[str]:
    words, item = row.words, row.item
    if item.is_covered:
        yield _covered(row, viewer_id)
        if item.owner_id not in {viewer_id, item.person_id} and words.owner:
            yield f"with {escape(words.owner)}" if item.clock in _BETWEEN_TWO else f"for {escape(words.owner)} to do"
        return
    others = [escape(words.person)] if _says_person(row, viewer_id) else []
    if words.owner and item.owner_id not in {viewer_id, item.person_id}:
        owner = escape(words.owner)
        others.append(f"with {owner}" if item.clock in _BETWEEN_TWO else f"for {owner} to do")
    if others:
        yield " ".join(others)


def _covered(row: DueRow, viewer_id: str) -> str:
    """Say whose a child is who is away, and who covers: what was left overdue is not the cover's."""
    covers = "you cover" if row.item.person_id == viewer_id else f"{escape(row.words.person)} covers"
    return covers if row.item.worker_id == viewer_id else f"{escape(row.words.worker)}, {covers}"


def _says_person(row: DueRow, viewer_id: str) -> bool:
    words = row.words
    return bool(words.person) and row.item.person_id != viewer_id and words.person != words.label


def item_value(item: DueItem) -> str:
    """Return a clock and its subject as the value of a button; `read_item_value` undoes it."""
    return join_ids(item.clock.value, item.subject_id)


def read_item_value(value: str) -> tuple[ClockKind, str]:
    """Return the clock and subject a button names.

    Raises
    ------
    Missing
        When it names none.
    """
    clock, subject_id = split_ids(value, 2)
    return as_word(ClockKind, clock), subject_id

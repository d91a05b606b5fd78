"""What may be noted about a due date, put in its place or put off, and within which days (B5, C8)."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from models.policy import Policy
from models.rules.working_days import after_working_days
from models.values.due import Due, DueState
from models.values.errors import Refusal, Unfit
from models.vocabulary import ClockKind

__all__ = [
    "ADJUSTABLE",
    "HELD_ELSEWHERE",
    "NOTED",
    "OF_A_CHILD",
    "SNOOZABLE",
    "can_snooze",
    "check_done",
    "check_exception",
    "check_review",
    "check_snooze",
    "check_words",
    "find_last_snooze",
]

OF_A_CHILD: Final[Collection[ClockKind]] = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD})
"""Clocks of a child; every other of these is one of a person."""

HELD_ELSEWHERE: Final[Collection[ClockKind]] = frozenset({*OF_A_CHILD, ClockKind.PERSON})
"""Clocks that a meeting resets, also one that was held elsewhere."""

ADJUSTABLE: Final = HELD_ELSEWHERE
"""Clocks that may have another interval, or one fixed date."""

NOTED: Final[Collection[ClockKind]] = frozenset(
    {
        ClockKind.ASYE_REVIEW,
        ClockKind.MENTORING,
        ClockKind.OBSERVATION,
        ClockKind.FILE_AUDIT,
        ClockKind.MONTHLY_AUDIT,
        ClockKind.SAMPLE_AUDIT,
        ClockKind.LEAVER_FILE,
    }
)
"""Clocks of a person for what is done outside this bot and only noted here."""

SNOOZABLE: Final[Collection[ClockKind]] = frozenset({*HELD_ELSEWHERE, *NOTED, ClockKind.CONTRACT})
"""Clocks whose date may be put off; an answer, an action or a record that somebody waits for is not."""

MOST_DAYS: Final = 366
"""The longest exception, and the longest interval one may set: after a year it is looked at again."""


def check_done(done_on: date, today: date, begins_on: date | None = None) -> None:
    """Pass the day something was done: today or earlier, and not before there was anybody to do it for.

    Raises
    ------
    Unfit
        Under `done_on`.
    """
    if done_on > today:
        raise Unfit("done_on", "This date is still to come. Choose the day it was done: today or earlier.")
    if begins_on is not None and done_on < begins_on:
        day = f"{begins_on.day} {begins_on:%B} {begins_on.year}"
        raise Unfit("done_on", f"This is before it began here, on {day}. Check the date.")


def check_review(done_on: date, known: Collection[date], due_on: date, first_day: date) -> None:
    """Pass the day of a review: none that is noted already, nor one on which the next, due on a day, was far off.

    Raises
    ------
    Unfit
        Under `done_on`.
    """
    if done_on in known:
        raise Unfit("done_on", "A review on this day is noted already.")
    if done_on < first_day:
        due, first = (f"{day.day} {day:%B} {day.year}" for day in (due_on, first_day))
        raise Unfit(
            "done_on", f"The review before is noted already. The next is due on {due}: note one from {first} on."
        )


def check_exception(every_days: int | None, due_on: date | None, until_on: date, today: date) -> None:
    """Pass another interval or one fixed date, which always has an end: on `until_on` it holds no more.

    Raises
    ------
    Unfit
        Under `every`, `due_on` or `until_on`.
    """
    if (every_days is None) == (due_on is None):
        raise Unfit("every", "Give either how often or one date: one of the two, not both.")
    if every_days is not None and not 1 <= every_days <= MOST_DAYS:
        raise Unfit("every", "That is more than a year. Choose a shorter time.")
    if due_on is not None and due_on < today:
        raise Unfit("due_on", "This date is past. Choose today or a later day.")
    if until_on <= today:
        raise Unfit("until_on", "An exception needs an end that is still to come.")
    if until_on > today + timedelta(days=MOST_DAYS):
        raise Unfit("until_on", "An exception holds for a year at most; then it is looked at again.")
    if due_on is not None and until_on <= due_on:
        raise Unfit("until_on", "The exception would be over on its own date. Choose a later end.")


def find_last_snooze(due: Due, today: date, policy: Policy) -> date:
    """Return the latest day on which people are told again: the first in breach, or without that the due date.

    What is overdue is put off no longer than until it would be told again.
    """
    last = _limit(due)
    if due.state is not DueState.OVERDUE:
        return last
    days, nation = policy.nudges.repeat_working_days, policy.deadlines.bank_holidays
    return min(last, after_working_days(today, days, nation))


def _limit(due: Due) -> date:
    return due.breach_on or due.due_on


def can_snooze(clock: ClockKind, due: Due, today: date) -> bool:
    """Say whether people are told of such a date now, and may still be told later."""
    told = due.state not in {DueState.FINE, DueState.BREACH}
    return clock in SNOOZABLE and told and _limit(due) > today


def check_snooze(until_on: date, due: Due, today: date, policy: Policy) -> None:
    """Pass a day up to which it is not told to whom it falls to.

    Raises
    ------
    Refusal
        Where nobody is told of the date yet, or it has come so far that nothing can be put off any more.
    Unfit
        Under `until_on`.
    """
    last = find_last_snooze(due, today, policy)
    if due.state is DueState.FINE:
        raise Refusal("Nobody is told of this yet, so there is nothing to put off.")
    if due.state is DueState.BREACH or last <= today:
        raise Refusal("This has come too far to be put off any more.")
    if until_on <= today:
        raise Unfit("until_on", "Choose a day that is still to come.")
    if until_on > last:
        raise Unfit("until_on", f"Not later than {last.day} {last:%B} {last.year}: {_why_not_later(due, last)}.")


def _why_not_later(due: Due, last: date) -> str:
    if last < _limit(due):
        return "what is overdue can be put off for some days only"
    return "that day it would be in breach" if due.breach_on else "that day it is due"


def check_words(field: str, text: str, sentence: str) -> str:
    """Return the words without blanks around them.

    Raises
    ------
    Unfit
        With the sentence, when there are none.
    """
    if not text.strip():
        raise Unfit(field, sentence)
    return text.strip()

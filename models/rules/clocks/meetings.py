"""Clocks that begin on the day of a meeting: sent, filed, and a copy for the supervisee (E9, B28, B37, I9)."""

from datetime import date
from typing import NamedTuple

from models.policy import Deadlines
from models.rules.clocks.deadlines import judge_working_days, say_calendar
from models.rules.clocks.words import say_working_days
from models.rules.working_days import after_working_days
from models.values.clock_facts import MeetingFacts
from models.values.due import CountedFrom, Due

__all__ = ["build_copy_due", "build_filing_due", "build_later_filing_due", "build_outcome_due", "build_write_up_due"]


def build_write_up_due(facts: MeetingFacts, clock: Deadlines, today: date) -> Due:
    """Return by when what was held is written up and sent: at the latest when it must be filed (E9)."""
    return _of_meeting("written up and sent", facts, clock.filing_working_days, clock, today)


def build_filing_due(facts: MeetingFacts, clock: Deadlines, today: date) -> Due:
    """Return by when a sent record is filed, whatever the state of its agreement (B14, B28, E9).

    A child's is filed on Mosaic, one about a person in the staff file, which has the same time.
    """
    return _of_meeting("filed", facts, clock.filing_working_days, clock, today)


def build_later_filing_due(sent_on: date, clock: Deadlines, today: date) -> Due:
    """Return by when a newer version or an addendum is filed, of a record that was filed before."""
    what = _Counted("filed", "the day it was sent", CountedFrom.SENT, sent_on)
    return _build(what, clock.filing_working_days, clock, today)


def build_outcome_due(answered_on: date, clock: Deadlines, today: date) -> Due:
    """Return by when the outcome of an agreement is pasted, where the record was filed before it."""
    what = _Counted("its outcome pasted", "the answer", CountedFrom.ANSWERED, answered_on)
    return _build(what, clock.filing_working_days, clock, today)


def build_copy_due(facts: MeetingFacts, clock: Deadlines, today: date) -> Due:
    """Return by when the supervisee has a copy (B37)."""
    return _of_meeting("a copy for the supervisee", facts, clock.copy_working_days, clock, today)


class _Counted(NamedTuple):
    """What is to be done, and the day its time is counted from, in words and as a date."""

    what: str
    since: str
    counted_from: CountedFrom
    on: date


def _of_meeting(what: str, facts: MeetingFacts, working_days: int, clock: Deadlines, today: date) -> Due:
    return _build(_Counted(what, "the meeting", CountedFrom.MEETING, facts.held_on), working_days, clock, today)


def _build(counted: _Counted, working_days: int, clock: Deadlines, today: date) -> Due:
    due_on = after_working_days(counted.on, working_days, clock.bank_holidays)
    return Due(
        due_on,
        judge_working_days(due_on, today, clock.coming_due_working_days, clock.bank_holidays),
        f"{counted.what} within {say_working_days(working_days)} of {counted.since}",
        clock.source,
        counted.counted_from,
        counted.on,
        calendar=say_calendar(clock.bank_holidays),
    )

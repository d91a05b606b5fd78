"""Clocks that begin on the day of a meeting: sent, filed, and a copy for the supervisee (E9, B28, B37, I9)."""

from datetime import date

from models.policy import Deadlines
from models.rules.clocks.deadlines import judge_working_days, say_calendar
from models.rules.clocks.words import say_working_days
from models.rules.working_days import after_working_days
from models.values.clock_facts import MeetingFacts
from models.values.due import CountedFrom, Due

__all__ = ["build_copy_due", "build_filing_due", "build_write_up_due"]


def build_write_up_due(facts: MeetingFacts, clock: Deadlines, today: date) -> Due:
    """Return by when what was held is written up and sent: at the latest when it must be filed (E9)."""
    return _build("written up and sent", facts, clock.filing_working_days, clock, today)


def build_filing_due(facts: MeetingFacts, clock: Deadlines, today: date) -> Due:
    """Return by when a sent record is filed on Mosaic, whatever the state of its agreement (E9, B28)."""
    return _build("filed on Mosaic", facts, clock.filing_working_days, clock, today)


def build_copy_due(facts: MeetingFacts, clock: Deadlines, today: date) -> Due:
    """Return by when the supervisee has a copy (B37)."""
    return _build("a copy for the supervisee", facts, clock.copy_working_days, clock, today)


def _build(what: str, facts: MeetingFacts, working_days: int, clock: Deadlines, today: date) -> Due:
    due_on = after_working_days(facts.held_on, working_days, clock.bank_holidays)
    return Due(
        due_on,
        judge_working_days(due_on, today, clock.coming_due_working_days, clock.bank_holidays),
        f"{what} within {say_working_days(working_days)} of the meeting",
        clock.source,
        CountedFrom.MEETING,
        facts.held_on,
        calendar=say_calendar(clock.bank_holidays),
    )

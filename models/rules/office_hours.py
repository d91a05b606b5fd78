"""When the bot may speak unasked: on working days, between two times of day in London."""

from datetime import date, datetime, timedelta

from models.policy import Policy
from models.rules.working_days import after_working_days, is_working_day
from models.values.call import LONDON

__all__ = ["hours_between", "is_in_hours", "next_in_hours"]

_ONE_DAY = timedelta(days=1)


def is_in_hours(policy: Policy, now: datetime) -> bool:
    """Say whether it is a working day, and within office hours."""
    here = now.astimezone(LONDON)
    times = policy.nudges
    return _works(policy, here.date()) and times.from_time <= here.time() < times.until_time


def next_in_hours(policy: Policy, now: datetime) -> datetime:
    """Return now where it is within office hours, and when they begin next where it is not."""
    if is_in_hours(policy, now):
        return now
    here = now.astimezone(LONDON)
    start = policy.nudges.from_time
    today = here.date()
    before = _works(policy, today) and here.time() < start
    first = today if before else after_working_days(today, 1, policy.deadlines.bank_holidays)
    return datetime.combine(first, start, LONDON).astimezone(now.tzinfo)


def hours_between(policy: Policy, since: datetime, until: datetime) -> timedelta:
    """Return how much of the time between two moments was within office hours."""
    first, last = since.astimezone(LONDON).date(), until.astimezone(LONDON).date()
    total = timedelta()
    day = first
    while day <= last:
        if _works(policy, day):
            opens = datetime.combine(day, policy.nudges.from_time, LONDON)
            closes = datetime.combine(day, policy.nudges.until_time, LONDON)
            # As instants: on a day on which the clocks change, times of day lie.
            begin, end = max(opens.timestamp(), since.timestamp()), min(closes.timestamp(), until.timestamp())
            total += timedelta(seconds=max(0.0, end - begin))
        day += _ONE_DAY
    return total


def _works(policy: Policy, day: date) -> bool:
    return is_working_day(day, policy.deadlines.bank_holidays)

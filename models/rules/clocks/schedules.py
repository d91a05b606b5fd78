"""What is done outside this bot and only noted here: reviews, mentoring, observations, audits, a leaver's file."""

from collections.abc import Iterable
from datetime import date, timedelta

from models.policy import AsyeClock, Policy
from models.rules.clocks.dates import after_days, after_months
from models.rules.clocks.states import judge
from models.rules.clocks.words import every, say_months
from models.values.clock_facts import YearlyFacts
from models.values.due import CountedFrom, Due
from models.vocabulary import ClockKind

__all__ = ["build_schedule_due", "count_reviews", "find_first_day"]


def build_schedule_due(kind: ClockKind, facts: YearlyFacts, policy: Policy, today: date) -> Due | None:
    """Return when it is next due, or None where nothing of its kind is left to do.

    ASYE reviews count from the first day of that year, each at its own month (B27); a leaver's file from the
    day they left, once (B38). The rest comes again so long after it was last done, or after the beginning:
    mentoring (B27), two observations a year (B31), audits of files (B41, C22, I13).
    """
    if kind is ClockKind.ASYE_REVIEW:
        return _build_review(facts, policy, today)
    if kind is ClockKind.LEAVER_FILE:
        return _build_leaver_file(facts, policy, today)
    if kind is ClockKind.MENTORING:
        days = policy.asye.mentoring_days
        lead, source = policy.asye.coming_due_days, policy.asye.source
        by, on = _find_start(facts)
        due_on = after_days(on, days)
        return Due(due_on, judge(due_on, today, lead), every(days), source, by, on)
    schedules = policy.schedules
    months = {
        ClockKind.OBSERVATION: schedules.observation_months,
        ClockKind.FILE_AUDIT: schedules.file_audit_months,
        ClockKind.MONTHLY_AUDIT: schedules.monthly_audit_months,
        ClockKind.SAMPLE_AUDIT: schedules.sample_audit_months,
    }[kind]
    by, on = _find_start(facts)
    due_on = after_months(on, months)
    state = judge(due_on, today, schedules.coming_due_days)
    return Due(due_on, state, _every_months(months), schedules.source, by, on)


def count_reviews(first_on: date, asye: AsyeClock, done: Iterable[date], began: date) -> int:
    """Return how many ASYE reviews are behind: those from before the bot began here, and those that were done.

    What was done counts for the next review once that is coming due, and before that belongs to the one before:
    so two that note the same one do not skip another.
    """
    dates = [after_months(first_on, months) for months in asye.review_months]
    number = sum(on < began for on in dates)
    for on in sorted(set(done)):
        if number < len(dates) and on >= find_first_day(dates[number], first_on, asye):
            number += 1
    return number


def find_first_day(due_on: date, first_on: date, asye: AsyeClock) -> date:
    """Return the first day of which an ASYE review may be noted: of the first, any since the beginning."""
    if due_on <= after_months(first_on, asye.review_months[0]):
        return first_on
    return due_on - timedelta(days=asye.review_coming_due_days)


def _build_review(facts: YearlyFacts, policy: Policy, today: date) -> Due | None:
    reviews = policy.asye.review_months
    if facts.done >= len(reviews):
        return None
    months = reviews[facts.done]
    due_on = after_months(facts.begins_on, months)
    last = facts.done == len(reviews) - 1
    rule = f"{'the final review' if last else 'a review'} at {say_months(months)} of the assessed year"
    state = judge(due_on, today, policy.asye.review_coming_due_days)
    return Due(due_on, state, rule, policy.asye.source, CountedFrom.STARTED, facts.begins_on)


def _build_leaver_file(facts: YearlyFacts, policy: Policy, today: date) -> Due | None:
    if facts.done_on is not None or facts.done:
        return None
    schedules = policy.schedules
    due_on = after_months(facts.begins_on, schedules.leaver_file_months)
    rule = f"handed to the archive within {say_months(schedules.leaver_file_months)} of leaving"
    state = judge(due_on, today, schedules.coming_due_days)
    return Due(due_on, state, rule, schedules.source, CountedFrom.LEFT, facts.begins_on)


def _find_start(facts: YearlyFacts) -> tuple[CountedFrom, date]:
    if facts.done_on is None:
        return CountedFrom.STARTED, facts.begins_on
    return CountedFrom.DONE, facts.done_on


def _every_months(months: int) -> str:
    return "every month" if months == 1 else f"every {say_months(months)}"

"""How often a person has supervision: as the policy says, in the assessed year (B27), as a student (E6)."""

from dataclasses import dataclass
from datetime import date

from models.policy import Policy
from models.rules.clocks.dates import after_days, after_months
from models.rules.clocks.words import DAYS_IN_A_WEEK, every, say_months
from models.values.clock_facts import PersonFacts
from models.vocabulary import StaffKind

__all__ = ["Rhythm", "find_lead", "find_rhythm", "rhythm_since"]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """An interval in days and in words, with its lead time and source; `usual` where it is that of everybody."""

    days: int
    words: str
    lead: int
    source: str
    usual: bool = False


def rhythm_since(facts: PersonFacts) -> date | None:
    """Return since when a person has had another rhythm than everybody; None for who has the usual one."""
    if facts.kind is StaffKind.ASYE:
        return facts.asye_started_on or facts.kind_since
    return facts.kind_since if facts.kind is StaffKind.STUDENT else None


def find_rhythm(facts: PersonFacts, policy: Policy, on: date) -> Rhythm:
    """Return how often after that day, with the staff kind of today."""
    since = rhythm_since(facts)
    if since is None or on < since:
        return _usual(policy)
    if facts.kind is StaffKind.STUDENT:
        student, fortnightly_on = policy.student, facts.student_fortnightly_from
        days = student.fortnightly_days if fortnightly_on and on >= fortnightly_on else student.weekly_days
        return Rhythm(days, f"{every(days)} as a student", student.coming_due_days, student.source)
    asye = policy.asye
    if on < after_days(since, asye.weekly_weeks * DAYS_IN_A_WEEK):
        words = f"{every(asye.weekly_days)} in the first {asye.weekly_weeks} weeks of the assessed year"
        return Rhythm(asye.weekly_days, words, asye.coming_due_days, asye.source)
    if on < after_months(since, asye.fortnightly_months):
        words = f"{every(asye.fortnightly_days)} up to {say_months(asye.fortnightly_months)} of the assessed year"
        return Rhythm(asye.fortnightly_days, words, asye.coming_due_days, asye.source)
    return _usual(policy)


def find_lead(days: int, policy: Policy) -> int:
    """Return the lead time of an interval: a short one has that of the assessed year."""
    return policy.asye.coming_due_days if days <= policy.asye.fortnightly_days else policy.person.coming_due_days


def _usual(policy: Policy) -> Rhythm:
    clock = policy.person
    return Rhythm(clock.usual_days, every(clock.usual_days), clock.coming_due_days, clock.source, usual=True)

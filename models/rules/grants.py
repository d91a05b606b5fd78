"""Grants: what one opens and for how long, and which can be given (source rows B14, B40, C17, I10)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from models.rules.access import Deed, can
from models.rules.clocks.dates import after_months
from models.values.access import GrantFact, GrantPart, GrantPlan, GrantRefused, Scope, Subject
from models.values.people import Listed, Relation, Tie
from models.vocabulary import Purpose, Role

__all__ = [
    "GIVEN",
    "LONGEST_MONTHS",
    "REASON_LIMIT",
    "check_approver",
    "check_plan",
    "check_reason",
    "is_covered",
    "is_in_force",
    "is_over",
    "needs_approval",
    "reads_with",
]

LONGEST_MONTHS: Final = 12
"""Who is let in for more than that is let in again, but for the standing grant of quality assurance."""
REASON_LIMIT: Final = 600
SHORTEST_REASON: Final = 10

GIVEN: Final = tuple(purpose for purpose in Purpose if purpose is not Purpose.BREAK_GLASS)
"""The purposes a grant is given for; nobody gives a break-glass one."""

_OF_STAFF_ONLY: Final = frozenset({Purpose.WORKFORCE, Purpose.HUMAN_RESOURCES})


def needs_approval(purpose: Purpose) -> bool:
    """Say whether a second named person has to agree, and those it is about do not hear of it until it ends."""
    return purpose is Purpose.INVESTIGATION


def is_over(grant: GrantFact, now: datetime, today: date, break_glass: timedelta) -> bool:
    """Say whether it opens nothing any more."""
    if grant.ended or (grant.until_on is not None and grant.until_on <= today):
        return True
    return grant.purpose is Purpose.BREAK_GLASS and grant.given_at + break_glass <= now


def is_in_force(grant: GrantFact, now: datetime, today: date, break_glass: timedelta) -> bool:
    """Say whether it opens something now: begun, approved where that is needed, and not over."""
    return grant.approved and grant.from_on <= today and not is_over(grant, now, today, break_glass)


def reads_with(grant: GrantFact, role: Role | None) -> bool:
    """Say whether it lets in somebody of that role today: quality assurance only while that is their work."""
    return role is not None and (grant.purpose is not Purpose.QUALITY_ASSURANCE or role is Role.QUALITY_ASSURANCE)


def is_covered(subject: Subject, *, child_id: str | None, people: Collection[str], teams: Collection[str]) -> bool:
    """Say whether a record is among those a grant is for: by its child, by whom it concerns, or by their teams."""
    match subject.scope:
        case Scope.CHILD:
            return child_id is not None and subject.id == child_id
        case Scope.PERSON:
            return subject.id in people
        case Scope.TEAM:
            return subject.id in teams
        case Scope.COUNCIL:
            return True


def check_plan(plan: GrantPlan, giver_id: str, reader: Listed | None, today: date) -> None:
    """Pass a grant that can be given; `reader` is who would read, where they work here.

    Raises
    ------
    GrantRefused
        Where somebody lets themselves in, nobody reads, it has no end, or no reason.
    """
    if reader is None:
        raise GrantRefused(GrantPart.READER, "Choose somebody who works here today.")
    if plan.reader_id == giver_id:
        raise GrantRefused(GrantPart.READER, "Nobody lets themselves in. Ask a colleague to give it to you.")
    if plan.purpose not in GIVEN:
        raise GrantRefused(GrantPart.PURPOSE, "Choose what it is for.")
    if plan.purpose is Purpose.QUALITY_ASSURANCE and reader.role is not Role.QUALITY_ASSURANCE:
        sentence = f"{reader.name} is not down as quality assurance in the directory. Choose what else it is for."
        raise GrantRefused(GrantPart.PURPOSE, sentence)
    if plan.subject.scope is Scope.CHILD and plan.purpose in _OF_STAFF_ONLY:
        raise GrantRefused(GrantPart.SUBJECT, "This purpose opens records about staff. Choose a person or a team.")
    if plan.subject == Subject(Scope.PERSON, plan.reader_id):
        raise GrantRefused(GrantPart.SUBJECT, "Everybody reads their own records already.")
    _check_end(plan, today)
    check_reason(plan.reason)


def _check_end(plan: GrantPlan, today: date) -> None:
    if plan.last_on is None:
        if plan.purpose is not Purpose.QUALITY_ASSURANCE:
            raise GrantRefused(GrantPart.LAST, "Choose the last day. Only quality assurance can be let in for good.")
        return
    if plan.last_on < today:
        raise GrantRefused(GrantPart.LAST, "The last day must be today or later.")
    if plan.last_on > after_months(today, LONGEST_MONTHS):
        sentence = f"At most {LONGEST_MONTHS} months at a time. Choose an earlier last day."
        raise GrantRefused(GrantPart.LAST, sentence)


def check_reason(reason: str) -> None:
    """Pass a reason somebody else can judge.

    Raises
    ------
    GrantRefused
        For a few letters, or more than fit.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise GrantRefused(GrantPart.REASON, "Write in a sentence why.")
    if len(reason) > REASON_LIMIT:
        raise GrantRefused(GrantPart.REASON, f"At most {REASON_LIMIT} characters.")


def check_approver(plan: GrantPlan, giver_id: str, approver: Listed | None) -> None:
    """Pass the second name that an investigation needs.

    Raises
    ------
    GrantRefused
        Where there is none, or it is one of those the grant has to do with.
    """
    if not needs_approval(plan.purpose):
        return
    if approver is None:
        raise GrantRefused(GrantPart.APPROVER, "An investigation needs a second name: choose who approves it.")
    if approver.id in {giver_id, plan.reader_id} or plan.subject == Subject(Scope.PERSON, approver.id):
        sentence = "Choose somebody else: neither you, nor who reads, nor whom it is about approves it."
        raise GrantRefused(GrantPart.APPROVER, sentence)
    if not can(Deed.GIVE_GRANT, Relation(Tie.NONE, "", role=approver.role)):
        raise GrantRefused(GrantPart.APPROVER, "Choose a service manager or an administrator.")

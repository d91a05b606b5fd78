"""By when an answer to a request is expected (C15); silence is never consent, so it only reminds."""

from datetime import date

from models.policy import Policy
from models.rules.clocks.deadlines import say_calendar
from models.rules.clocks.states import judge
from models.rules.clocks.words import say_working_days
from models.rules.working_days import after_working_days
from models.values.clock_facts import AgreementFacts
from models.values.due import CountedFrom, Due

__all__ = ["build_agreement_due"]


def build_agreement_due(facts: AgreementFacts, policy: Policy, today: date) -> Due:
    """Return when the addressee is first reminded; before that day nothing is coming due."""
    days, nation = policy.agreement.answer_working_days, policy.deadlines.bank_holidays
    due_on = after_working_days(facts.asked_on, days, nation)
    return Due(
        due_on,
        judge(due_on, today, 0),
        f"an answer within {say_working_days(days)}",
        policy.agreement.source,
        CountedFrom.ASKED,
        facts.asked_on,
        calendar=say_calendar(nation),
    )

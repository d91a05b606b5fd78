"""When a supervision agreement is looked at again: every year, and after each change of supervisor (B6, C10)."""

from datetime import date

from models.policy import ContractClock
from models.rules.clocks.dates import after_days, after_months
from models.rules.clocks.states import judge
from models.rules.clocks.words import say_days, say_months
from models.rules.contracts import supervised_since
from models.values.clock_facts import ContractFacts
from models.values.due import CountedFrom, Due

__all__ = ["build_contract_due"]


def build_contract_due(facts: ContractFacts, clock: ContractClock, today: date) -> Due:
    """Return by when an agreement is made, or looked at again.

    It is the policy's months after the last one, or so many days after somebody else began to supervise,
    whichever is earlier. Whoever has none yet has those days from their start, or from the go-live date where
    they started before it. A supervisor of the go-live day or before is no change that is known of.
    """
    if facts.last_on is None:
        return _build_first(facts, clock, today)
    due_on = after_months(facts.last_on, clock.review_months)
    counted_from, counted_on = CountedFrom.DONE, facts.last_on
    rule = f"looked at again every {say_months(clock.review_months)}"
    since = supervised_since(facts.lines, today)
    if since is not None and since > max(facts.last_on, facts.go_live_on or facts.last_on):
        changed = after_days(since, clock.after_change_days)
        if changed < due_on:
            due_on, counted_from, counted_on = changed, CountedFrom.CHANGE, since
            rule = f"within {say_days(clock.after_change_days)} of a change of supervisor"
    return Due(due_on, judge(due_on, today, clock.coming_due_days), rule, clock.source, counted_from, counted_on)


def _build_first(facts: ContractFacts, clock: ContractClock, today: date) -> Due:
    started = facts.started_on or min((line.from_on for line in facts.lines), default=None)
    counted_from, counted_on = CountedFrom.STARTED, started or facts.go_live_on or today
    rule = f"a first one within {say_days(clock.after_change_days)}"
    if facts.go_live_on is not None and (started is None or started < facts.go_live_on):
        counted_from, counted_on = CountedFrom.GO_LIVE, facts.go_live_on
        rule += " of the day the bot began here"
    due_on = after_days(counted_on, clock.after_change_days)
    return Due(due_on, judge(due_on, today, clock.coming_due_days), rule, clock.source, counted_from, counted_on)

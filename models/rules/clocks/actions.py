"""When a SMART action is due: by its date, a supervisor's own promise like any other (A7, B25)."""

from datetime import date

from models.policy import ActionClock
from models.rules.clocks.states import judge
from models.values.clock_facts import ActionFacts
from models.values.due import CountedFrom, Due

__all__ = ["build_action_due"]


def build_action_due(facts: ActionFacts, clock: ActionClock, today: date) -> Due:
    """Return the date of an action that is still to be done, and where it stands."""
    state = judge(facts.due_on, today, clock.coming_due_days)
    return Due(facts.due_on, state, "the date agreed", clock.source, CountedFrom.SET, facts.counted_on)

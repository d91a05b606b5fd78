"""What every count of working days shares."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from models.rules.clocks.states import judge
from models.rules.working_days import before_working_days
from models.values.due import DueState
from models.vocabulary import Nation

__all__ = ["judge_working_days", "say_calendar"]

_CALENDARS: Mapping[Nation, str] = MappingProxyType(
    {
        Nation.ENGLAND: "working days in England",
        Nation.WALES: "working days in Wales",
        Nation.SCOTLAND: "working days in Scotland",
        Nation.NORTHERN_IRELAND: "working days in Northern Ireland",
    }
)


def judge_working_days(due_on: date, today: date, lead: int, nation: Nation) -> DueState:
    """Return where a date stands today when its lead time is counted in working days."""
    return judge(due_on, today, (due_on - before_working_days(due_on, lead, nation)).days)


def say_calendar(nation: Nation) -> str:
    """Return which days are counted, in words."""
    return _CALENDARS[nation]

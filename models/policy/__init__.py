"""Policies are content: a council's intervals, forms and words."""

from models.policy.clocks import (
    ActionClock,
    AgreementClock,
    AsyeClock,
    ChildClock,
    ContractClock,
    Deadlines,
    Nudges,
    OpenChildClock,
    PersonClock,
    Satisfies,
    Schedules,
    StudentClock,
)
from models.policy.falling_back import fall_back
from models.policy.policy import Agenda, Labels, Policy
from models.policy.retention import Retention

__all__ = [
    "ActionClock",
    "Agenda",
    "AgreementClock",
    "AsyeClock",
    "ChildClock",
    "ContractClock",
    "Deadlines",
    "Labels",
    "Nudges",
    "OpenChildClock",
    "PersonClock",
    "Policy",
    "Retention",
    "Satisfies",
    "Schedules",
    "StudentClock",
    "fall_back",
]

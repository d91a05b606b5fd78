"""Policies are content: a council's intervals, forms and words."""

from models.policy.falling_back import fall_back
from models.policy.policy import Agenda, ChildClock, ContractClock, Deadlines, Labels, PersonClock, Policy

__all__ = ["Agenda", "ChildClock", "ContractClock", "Deadlines", "Labels", "PersonClock", "Policy", "fall_back"]

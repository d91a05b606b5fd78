"""Policies are content: a council's intervals, forms and words."""

from models.policy.policy import Agenda, ChildClock, Labels, PersonClock, Policy

__all__ = ["Agenda", "ChildClock", "Labels", "PersonClock", "Policy"]

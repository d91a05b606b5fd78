"""Policies are content: a council's intervals, forms and words."""

from models.policy.policy import Agenda, ChildClock, Labels, Policy

__all__ = ["Agenda", "ChildClock", "Labels", "Policy"]

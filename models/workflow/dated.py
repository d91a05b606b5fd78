"""Facts with dates, in queries: `from_on` is the first day a row holds, `until_on` the first it does not."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from models.tables import Child, Person, Supervision

__all__ = ["at_work", "held_by_then", "holds", "is_open"]


def holds(table: Any, on: date) -> ColumnElement[bool]:
    """Return the condition that a row of a dated table holds that day."""
    return and_(col(table.from_on) <= on, or_(col(table.until_on).is_(None), col(table.until_on) > on))


def at_work(on: date) -> ColumnElement[bool]:
    """Return the condition that a person has not left by that day."""
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > on)


def is_open(on: date) -> ColumnElement[bool]:
    """Return the condition that a child was open that day."""
    return and_(col(Child.opened_on) <= on, or_(col(Child.closed_on).is_(None), col(Child.closed_on) > on))


def held_by_then(meeting: Supervision) -> ColumnElement[bool]:
    """Return the condition that a supervision was held no later than that one; of one day, begun no later."""
    same_day = and_(col(Supervision.held_on) == meeting.held_on, col(Supervision.typed_at) <= meeting.typed_at)
    return or_(col(Supervision.held_on) < meeting.held_on, same_day)

"""Where a date stands today."""

from datetime import date

from models.values.due import DueState

__all__ = ["judge"]


def judge(
    due_on: date, today: date, coming_due_days: int, *, late_on: date | None = None, breach_on: date | None = None
) -> DueState:
    """Return where a date stands today.

    *Due* on the day, and up to `late_on` where a later limit is named; *overdue* from the day after;
    *breach* from `breach_on` on, whatever else holds. *Coming due* for so many days before the nearer of
    the date and the breach.
    """
    if breach_on is not None and today >= breach_on:
        return DueState.BREACH
    if today >= due_on:
        return DueState.OVERDUE if today > (due_on if late_on is None else late_on) else DueState.DUE
    nearer = due_on if breach_on is None or due_on < breach_on else breach_on
    return DueState.COMING_DUE if (nearer - today).days <= coming_due_days else DueState.FINE

"""What somebody outside the line reads for, and how far a grant goes, in words."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.blocks.text import day, escape, moment, short_day
from models.values.access import GrantRow
from models.values.call import LONDON
from models.vocabulary import Purpose

__all__ = ["PURPOSE_WORDS", "grant_words", "hour_words", "until_words"]

PURPOSE_WORDS: Mapping[Purpose, str] = MappingProxyType(
    {
        Purpose.QUALITY_ASSURANCE: "quality assurance",
        Purpose.INVESTIGATION: "an investigation",
        Purpose.INSPECTION: "an inspection",
        Purpose.WORKFORCE: "workforce development",
        Purpose.HUMAN_RESOURCES: "human resources",
        Purpose.BREAK_GLASS: "urgent need, without a right to them",
    }
)


def hour_words(when: datetime) -> str:
    """Return a moment at which something ends: 14:05 on 3 Mar 2026."""
    return f"{moment(when)} on {short_day(when.astimezone(LONDON).date())}"


def until_words(row: GrantRow) -> str:
    """Return how long a grant holds."""
    if row.until_at is not None:
        return f"until {hour_words(row.until_at)}"
    return "until it is ended" if row.last_on is None else f"up to {day(row.last_on)}"


def grant_words(row: GrantRow) -> str:
    """Return a grant in two or three lines: who, of whom, what for, until when, by whom, and why."""
    may = "may read" if row.waiting_for is None else "would read"
    lines = [f"*{escape(row.reader)}* {may} the records of *{escape(row.about)}*"]
    if row.over:
        lines = [f"*{escape(row.reader)}* could read the records of *{escape(row.about)}*; that is over"]
    did = "opened" if row.purpose is Purpose.BREAK_GLASS else "given"
    given = f"{did} by {escape(row.given_by)} on {short_day(row.given_at.astimezone(LONDON).date())}"
    if row.approved_by is not None:
        given += f", approved by {escape(row.approved_by)}"
    if row.waiting_for is not None:
        given += f", waits until {escape(row.waiting_for)} approves it"
    lines.append(f"For {PURPOSE_WORDS[row.purpose]}, {until_words(row)}; {given}")
    if row.hidden and not row.over:
        lines.append("Those it is about are not told before it ends.")
    if row.reason:
        lines.append(f"Why: {escape(row.reason)}")
    return "\n".join(lines)

"""Words for SMART actions."""

from enum import StrEnum


class ActionState(StrEnum):
    """Where an action stands; the two closed states need a sentence (source row A9)."""

    OPEN = "open"
    ACHIEVED = "achieved"
    NO_LONGER_NEEDED = "no_longer_needed"


class DueBy(StrEnum):
    """How the date of an action was chosen; the event's words stay beside the real date (I19)."""

    NEXT_VISIT = "next_visit"
    NEXT_SUPERVISION = "next_supervision"
    TWO_WEEKS = "two_weeks"
    REVIEW_DATE = "review_date"
    DATE = "date"

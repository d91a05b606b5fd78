"""Words for agreement: what a person did, by which way, and where the record stands."""

from enum import StrEnum


class ActKind(StrEnum):
    """One act of one person on one version; append-only (source rows C14, C15)."""

    AGREED = "agreed"
    AGREED_WITH_COMMENTS = "agreed_with_comments"
    CHANGE_ASKED = "change_asked"
    NOT_AGREED = "not_agreed"
    WITHDRAWN = "withdrawn"
    COMMENTED = "commented"


class RecordState(StrEnum):
    """Where a record, or an addendum, stands: a fold of the acts on its current version."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    CHANGE_ASKED = "change_asked"
    COMPLETE = "complete"
    NOT_AGREED = "not_agreed"
    NO_ANSWER_LEFT = "no_answer_left"
    DISCARDED = "discarded"


class Way(StrEnum):
    """How an act reached the bot; evidence that is kept with it."""

    BUTTON = "button"
    REACTION = "reaction"
    COMMAND = "command"
    SYSTEM = "system"

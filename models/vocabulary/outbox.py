"""Words for what the bot has promised to post."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a promised message is; its words are rendered at the moment of sending."""

    CARD = "card"
    REQUEST = "request"
    RECORD_TEXT = "record_text"
    CHANGE_ASKED = "change_asked"
    NOT_AGREED = "not_agreed"
    COMMENTS = "comments"
    TICK_TOO_EARLY = "tick_too_early"
    TICK_TOO_LATE = "tick_too_late"
    UNSENT = "unsent"
    URGENT = "urgent"
    TEAM_POST = "team_post"
    DIGEST = "digest"
    ALARM = "alarm"
    AWAY = "away"
    DISPOSAL = "disposal"
    ACCESS = "access"
    HANDOVER = "handover"


class AlarmCause(StrEnum):
    """What the people who look after the bot are told of: it did not run, it cannot plan, the directory is old."""

    NOT_RUNNING = "not_running"
    NOT_PLANNING = "not_planning"
    OLD_DIRECTORY = "old_directory"


class OutboxState(StrEnum):
    """Where a promise stands; `UNSURE` means the reply was lost and the message may be there."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SendingMode(StrEnum):
    """What a row of the outbox does: post a new message, or refresh one already posted."""

    POST = "post"
    REFRESH = "refresh"

"""Word to the people who look after the bot that a message did not get through."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.blocks.message import Message
from handlers.blocks.modal import context, section
from handlers.blocks.text import escape, moment, short_day
from models.values.call import LONDON
from models.values.outbox import Unsettled
from models.vocabulary import MessageKind, OutboxState

__all__ = ["KIND_WORDS", "build_unsent"]

KIND_WORDS: Mapping[MessageKind, str] = MappingProxyType(
    {
        MessageKind.CARD: "the card of a supervision",
        MessageKind.REQUEST: "a request to agree records",
        MessageKind.RECORD_TEXT: "the text of a record",
        MessageKind.CHANGE_ASKED: "word that a change was asked for",
        MessageKind.NOT_AGREED: "word that a record was not agreed",
        MessageKind.COMMENTS: "word that comments were added",
        MessageKind.TICK_TOO_EARLY: "an answer to a tick",
        MessageKind.TICK_TOO_LATE: "an answer to a tick",
        MessageKind.URGENT: "word that two people have to speak at once",
        MessageKind.TEAM_POST: "what is coming due in a team",
        MessageKind.DIGEST: "a digest of what is due",
        MessageKind.ALARM: "word that the bot needs looking after",
        MessageKind.ACCESS: "word of who may read records",
        MessageKind.HANDOVER: "word of a handover to a new supervisor",
        MessageKind.AWAY: "word of who is away and who covers",
        MessageKind.DISPOSAL: "word of what is due for disposal",
        MessageKind.UNSENT: "word that a message did not get through",
    }
)


NEXT_STEP = "`python -m bot status` lists everything that waits or failed."
URGENT_STEP = "Ring them, or go and see them: they may not know that it is urgent."


def build_unsent(row: Unsettled) -> Message:
    """Return the message: what did not get through to whom, why, and what can be done; no name, no case."""
    doubt = row.state is OutboxState.UNSURE
    waits = row.state in {OutboxState.WAITING, OutboxState.SENDING}
    said = "may not have got through" if doubt else "waits" if waits else "could not be sent"
    whom = _whom(row)
    when = f"{short_day(row.promised_at.astimezone(LONDON).date())} at {moment(row.promised_at)}"
    text = f"A message of the supervision bot {said}."
    detail = f"{KIND_WORDS[row.kind].capitalize()} for {whom}, promised on {when}, {said}: {row.reason or 'no reason'}."
    return Message(
        text=text,
        blocks=[section(escape(detail)), context(URGENT_STEP if row.kind is MessageKind.URGENT else NEXT_STEP)],
    )


def _whom(row: Unsettled) -> str:
    if row.team:
        return f"the channel of the team {row.team}"
    return f"staff number {row.staff_number}" if row.staff_number else "its recipient"

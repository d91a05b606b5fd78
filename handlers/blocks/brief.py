"""What a brief child's step has beside the questions: the mention, and taking it back."""

from handlers.blocks.ids import MENTION, MENTION_UNDO
from handlers.blocks.modal import Block, button, section
from models.values.record import RecordHead
from models.vocabulary import AgendaOutcome

__all__ = ["build_brief_buttons", "mention_notice"]


def build_brief_buttons(head: RecordHead) -> list[Block]:
    """Return *No change, actions continue*, until it was said or a record was begun."""
    if head.outcome in {AgendaOutcome.MENTION, AgendaOutcome.RECORD}:
        return []
    return [button("No change, actions continue", MENTION)]


def mention_notice(head: RecordHead) -> list[Block]:
    """Return the row that says the child was mentioned, with the way to take it back."""
    if head.outcome is not AgendaOutcome.MENTION:
        return []
    words = "You said *no change, actions continue*. Take it back, or write something and it becomes a record."
    return [section(words, accessory=button("Take it back", MENTION_UNDO), block_id="mention")]

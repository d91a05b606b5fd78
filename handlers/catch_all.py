"""The last listeners: whatever no journey knows is still acked, and said to the person who pressed it."""

import re
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck

from handlers.listeners import Listener, Who
from handlers.payload import Body, safe_facts
from models.values.errors import Refusal

__all__ = ["CATCH_ALL"]

_ANYTHING = re.compile(r".*", re.DOTALL)
_log = structlog.get_logger()

OLD_BUTTON = "This button is from an older version of the bot. Open the page again from Home."
OLD_FORM = "This form is from an older version of the bot and cannot be saved. Copy what you typed, then start again."
NO_COMMAND = "This command does nothing here. Type /supervision help."


async def answer_unknown_action(body: Body, action: dict[str, Any], ack: AsyncAck) -> None:
    """Say that a button is no longer known; fields and links that need no answer are only acked."""
    if action.get("type") != "button" or action.get("url"):
        await ack()
        return
    _log.warning("unknown action", **safe_facts(body))
    raise Refusal(OLD_BUTTON)


async def answer_unknown_view(body: Body) -> None:
    """Refuse a form nobody knows, so that it stays open with what was typed."""
    _log.warning("unknown view", **safe_facts(body))
    raise Refusal(OLD_FORM)


async def answer_unknown_command(body: Body) -> None:
    """Say that a command or shortcut is not known."""
    _log.warning("unknown command", **safe_facts(body))
    raise Refusal(NO_COMMAND)


async def answer_closed(ack: AsyncAck) -> None:
    """Ack a modal that was closed: what it held was saved before, or was not meant to be."""
    await ack()


async def answer_unknown_options(ack: AsyncAck) -> None:
    """Offer nothing."""
    await ack(options=[])


CATCH_ALL = (
    Listener("action", _ANYTHING, answer_unknown_action, Who.LISTED),
    Listener("view", _ANYTHING, answer_unknown_view, Who.LISTED),
    Listener("view_closed", _ANYTHING, answer_closed, Who.ANYONE),
    Listener("options", _ANYTHING, answer_unknown_options, Who.ANYONE),
    Listener("command", _ANYTHING, answer_unknown_command, Who.LISTED),
    Listener("shortcut", _ANYTHING, answer_unknown_command, Who.LISTED),
)

"""A small modal with one sentence, and the Home page of somebody who may not use the bot."""

from typing import Any

from handlers.blocks.ids import Place
from handlers.blocks.modal import modal
from handlers.blocks.text import plain

__all__ = ["ALERT", "build_alert", "build_closed_home"]

ALERT = "alert"


def build_alert(sentence: str) -> dict[str, Any]:
    """Return a modal that says one sentence and has nothing to press but *Close*."""
    block = {"type": "section", "text": plain(sentence)}
    return modal("Supervision", [block], callback_id=ALERT, place=Place())


def build_closed_home(sentence: str) -> dict[str, Any]:
    """Return a Home page that says one sentence."""
    return {"type": "home", "blocks": [{"type": "section", "text": plain(sentence)}]}

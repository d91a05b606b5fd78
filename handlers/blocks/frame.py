"""The two modals that hold no choice: one that waits to be filled, one that says a sentence."""

from typing import Any

from handlers.blocks.ids import LIGHT_VIEW, Place
from handlers.blocks.modal import context, modal
from handlers.blocks.text import plain

__all__ = ["build_light", "build_sentence"]


def build_light(title: str) -> dict[str, Any]:
    """Return the modal that opens before anything is read."""
    return modal(title, [context("One moment …")], callback_id=LIGHT_VIEW, place=Place())


def build_sentence(title: str, sentence: str) -> dict[str, Any]:
    """Return a modal that says why there is nothing to choose."""
    return modal(title, [{"type": "section", "text": plain(sentence)}], callback_id=LIGHT_VIEW, place=Place())

"""Telling administrators of messages that did not get through."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.blocks.message import Message
from handlers.blocks.unsent import build_unsent
from handlers.listeners import Renderer
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.delivery import read_unsent
from models.workflow.parts import Parts

__all__ = ["RENDERERS"]


async def render_unsent(parts: Parts, promised: Promised, _now: datetime) -> Message | None:
    """Return word of the row that did not get through, unless it has since."""
    row = await read_unsent(parts, promised.facts["row"])
    return None if row is None else build_unsent(row)


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.UNSENT: render_unsent})

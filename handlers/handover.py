"""Telling a new supervisor of whom they take over."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.blocks.handover import build_handover
from handlers.blocks.message import Message
from handlers.listeners import Renderer
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.access.handover import read_handover
from models.workflow.parts import Parts

__all__ = ["RENDERERS"]


async def render_handover(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return what there is to take over as it stands now; nothing for somebody who is supervisor no more."""
    over = await read_handover(parts, promised, now)
    return None if over is None else build_handover(over)


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.HANDOVER: render_handover})

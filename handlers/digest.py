"""Placeholder: the digest, until the screens are merged."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.blocks.message import Message
from handlers.listeners import Renderer
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.parts import Parts

__all__ = ["RENDERERS"]


async def render_digest(_parts: Parts, _promised: Promised, _now: datetime) -> Message | None:
    """Say nothing."""
    return None


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.DIGEST: render_digest})

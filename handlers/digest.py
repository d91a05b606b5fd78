"""The digest: rendered at the moment of sending, and again when something in it was done."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from handlers.blocks.digest import build_digest
from handlers.blocks.message import Message
from handlers.listeners import Renderer
from models.values.call import LONDON
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.clocks.digests import read_digest
from models.workflow.parts import Parts

__all__ = ["RENDERERS"]


async def render_digest(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return what its reader is told that day, as things stand now; nothing where there is nothing to tell."""
    if promised.recipient_id is None:
        return None
    digest = await read_digest(parts, promised.recipient_id, date.fromisoformat(promised.facts["day"]), now)
    if digest is None:
        return None
    return build_digest(digest, parts.library.policy, now.astimezone(LONDON).date())


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.DIGEST: render_digest})

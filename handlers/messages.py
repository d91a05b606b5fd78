"""From a promised message to its words, by the kind it has: rendered at the moment of sending."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.access import RENDERERS as ACCESS
from handlers.agreement import RENDERERS as AGREEMENT
from handlers.alarm import RENDERERS as ALARM
from handlers.away import RENDERERS as AWAY
from handlers.blocks.message import Message
from handlers.card import RENDERERS as CARD
from handlers.digest import RENDERERS as DIGEST
from handlers.disposal import RENDERERS as DISPOSAL
from handlers.handover import RENDERERS as HANDOVER
from handlers.listeners import Renderer
from handlers.note import RENDERERS as NOTE
from handlers.team_post import RENDERERS as TEAM_POST
from handlers.unsent import RENDERERS as UNSENT
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.parts import Parts

__all__ = ["RENDERERS", "render"]

RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType(
    {**CARD, **AGREEMENT, **NOTE, **DIGEST, **TEAM_POST, **ALARM, **AWAY, **DISPOSAL, **UNSENT, **ACCESS, **HANDOVER}
)


async def render(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return the message as it stands now; `None` when what was promised is no longer true."""
    return await RENDERERS[promised.kind](parts, promised, now)

"""Telling who covers, and whom somebody else has put down as away."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.blocks.away import build_away
from handlers.blocks.message import Message
from handlers.listeners import Renderer
from models.values.call import LONDON
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.clocks.away_told import read_away_told
from models.workflow.parts import Parts

__all__ = ["RENDERERS"]


async def render_away(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return the absence as it stands for the one who is told of it."""
    told = await read_away_told(parts, promised)
    return None if told is None else build_away(told, now.astimezone(LONDON).date())


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.AWAY: render_away})

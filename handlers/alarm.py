"""Telling administrators that the bot stood still, cannot plan, or works with an old directory."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.blocks.alarm import build_alarm
from handlers.blocks.message import Message
from handlers.listeners import Renderer
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.clocks.alarms import read_alarm
from models.workflow.parts import Parts

__all__ = ["RENDERERS"]


async def render_alarm(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return word of what stands still, unless it has passed."""
    alarm = await read_alarm(parts, promised, now)
    return None if alarm is None else build_alarm(alarm)


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.ALARM: render_alarm})

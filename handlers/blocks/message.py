"""A message ready to be posted: its notification text and its blocks."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Message"]


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted; `text` is read out and shown in notifications, so it names no child.

    `thread_ts` puts it into the thread of that message; a kind that is answered in a thread
    keeps the same value in its promised facts under `thread_ts`, so that it can be found again.
    """

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None

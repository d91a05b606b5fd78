"""Where the story is played, and the sentence each step leaves."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from sandbox.hands import Hands

__all__ = ["Chapter", "Stage", "Told"]


@dataclass(frozen=True)
class Told:
    """What a person did and then saw, in one sentence that begins with a verb."""

    person: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.person} {self.sentence}"


@dataclass(frozen=True)
class Stage:
    """The two people at their screens, and the clock of the workspace."""

    priya: Hands
    sam: Hands
    advance: Callable[..., Awaitable[None]]
    """`await advance(weeks=4)` returns when the bot has seen to what is due then."""


Chapter = Callable[[Stage], AsyncIterator[Told]]

"""Where journeys play: the workspace, the bot's database, and whose hands there are."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from models.tables import Person
from models.workflow.parts import Parts
from sandbox import Sandbox
from sandbox.hands import Hands

__all__ = ["Scene", "read_through_to_the_end", "until"]

_POLL = 0.05


async def until(fits: Callable[[], Awaitable[Any]], *, waiting_for: str, timeout: float = 10.0) -> Any:  # noqa: ASYNC109 - a poll, not one wait
    """Ask again and again until the answer is true, and give it."""
    try:
        async with asyncio.timeout(timeout):
            while True:
                if found := await fits():
                    return found
                await asyncio.sleep(_POLL)
    except TimeoutError:
        raise AssertionError(f"waited {timeout:g} s for {waiting_for}") from None


@dataclass
class Scene:
    """Where meetings are held: the workspace, the bot's database, and whose hands there are."""

    sandbox: Sandbox
    parts: Parts
    now: Callable[[], datetime]
    person: Callable[[str], Awaitable[Hands]]
    turns: Counter[str] = field(default_factory=Counter)

    async def rows(self, table: type[Any], *where: Any) -> list[Any]:
        """Return rows of the database as they are now."""
        async with self.parts.read() as session:
            return list((await session.exec(select(table).where(*where))).all())

    async def person_id(self, name: str) -> str:
        """Return the id of a person by first name."""
        (found,) = await self.rows(Person, col(Person.name).startswith(f"{name} "))
        return str(found.id)


async def read_through_to_the_end(hands: Hands) -> list[str]:
    """Turn the pages of the modal on top to the last; return the text of each."""
    pages = [hands.view_text]
    while "Next page" in hands.view_text:
        before = hands.view["hash"] if hands.view else ""
        await hands.click_button("Next page")
        await hands.until(lambda _: hands.view and hands.view["hash"] != before, waiting_for="the next page")  # noqa: B023
        pages.append(hands.view_text)
    return pages

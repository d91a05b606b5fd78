"""One person waiting for one app: how long until the modal is asked for, and until a click is acked.

Both are read from the workspace's own record of the wire, in the same process and on the same
clock: from the moment a payload is handed to the app's socket.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.benchmarks.bare import BUTTON, TITLE

__all__ = ["Bare", "Supervision"]

COMMAND: Final = "/supervision"
OUTCOMES: Final = "What should be different for this child?"
SECTION: Final = "Desired outcomes"
_LOOK: Final = 0.005
_PATIENCE: Final = 10.0

Entry = dict[str, Any]


class _Wire:
    """What went over the wire of one workspace."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._traffic = sandbox.rooms.traffic
        self._seen = 0

    def forget(self) -> None:
        """Look only at what comes from now on."""
        entries = self._traffic.since(self._seen, 100_000)
        if entries:
            self._seen = entries[-1]["seq"]

    async def find(self, kind: str) -> Entry:
        """Wait for the first exchange of a kind since then."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                for entry in self._traffic.since(self._seen, 100_000):
                    if entry["kind"] == kind:
                        return _fine(entry)
                await asyncio.sleep(_LOOK)


def _fine(entry: Entry) -> Entry:
    if not entry["ok"]:
        raise RuntimeError(f"{entry['kind']} failed: {entry['error']}")
    return entry


class _Person:
    """Priya in one workspace."""

    def __init__(self, sandbox: Sandbox, hands: Hands) -> None:
        self.hands = hands
        self.wire = _Wire(sandbox)

    async def open_modal(self, shown: str) -> float:
        """Give the milliseconds from the command to `views.open` arriving; wait until the modal is whole."""
        self.wire.forget()
        await self.hands.command(COMMAND)
        told, opened = await self.wire.find("slash_commands"), await self.wire.find("api:views.open")
        await self.hands.until_view(shown, timeout=_PATIENCE)
        await self.hands.close_view(everything=True)
        return float(opened["began"] - told["began"]) * 1000

    async def acked(self, act: Callable[[], Awaitable[Any]]) -> float:
        """Give the milliseconds from a click to its ack."""
        self.wire.forget()
        await act()
        return float((await self.wire.find("block_actions"))["ms"])


class Bare(_Person):
    """The bare app: a command and a click."""

    async def command(self) -> float:
        """Open its modal."""
        return await self.open_modal(TITLE)

    async def prepare(self) -> None:
        """Have a modal with a button open."""
        await self.hands.command(COMMAND)
        await self.hands.until_view(TITLE, timeout=_PATIENCE)

    async def click(self) -> float:
        """Press the button."""
        return await self.acked(lambda: self.hands.click_button(BUTTON))


class Supervision(_Person):
    """The bot: a command; and in the hub of a record a row, a box and *Save*."""

    def __init__(self, sandbox: Sandbox, hands: Hands) -> None:
        super().__init__(sandbox, hands)
        self._typed = 0

    async def command(self) -> float:
        """Open *Start a supervision*."""
        return await self.open_modal("Whom do you supervise?")

    async def prepare(self) -> None:
        """Start a supervision about every child, the first in depth, and go to its hub."""
        hands = self.hands
        await hands.command(COMMAND)
        await hands.until_view("Whom do you supervise?", timeout=_PATIENCE)
        await hands.click_button("Next")
        await hands.until_view("In depth", timeout=_PATIENCE)
        view = hands.view or {}
        blocks = view["view"]["blocks"]
        in_depth = next(block for block in blocks if block.get("label", {}).get("text") == "In depth")
        element = in_depth["element"]
        first = (element.get("options") or element["option_groups"][0]["options"])[0]
        await hands.choose("In depth", first["text"]["text"])
        await hands.click_button("Start")
        await hands.until_view(OUTCOMES, timeout=_PATIENCE)
        await self.back()

    async def back(self) -> None:
        """Go to the hub."""
        await self.hands.click_button("Back")
        await self.hands.until_view("All children", timeout=_PATIENCE)

    async def row(self) -> float:
        """Open the first section from its row."""
        taken = await self.acked(lambda: self.hands.click_button("Open"))
        await self.hands.until_view(OUTCOMES, timeout=_PATIENCE)
        return taken

    async def type(self) -> float:
        """Type something new; the box sends it as it is typed."""
        self._typed += 1
        words = f"Ella feels safe at both homes, and says so herself. Written for the {self._typed}th time."
        return await self.acked(lambda: self.hands.type_into(OUTCOMES, words))

    async def save(self) -> float:
        """Press *Save*, which is committed before it is acked, and wait for the page drawn anew."""
        taken = await self.acked(lambda: self.hands.click_button("Save"))
        await self.wire.find("api:views.update")
        return taken

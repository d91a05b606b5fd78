"""Walking through whatever a form asks, as somebody would who has an answer to everything."""

from collections import Counter
from dataclasses import dataclass, field

from handlers.blocks.fields.left_out import is_left_out_tick
from handlers.blocks.ids import read_field_block_id
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.looking import Found, Surface

__all__ = ["Walk"]

_LIMIT = 60
"""More pages than any meeting of these journeys has: beyond it the walk goes in circles."""


@dataclass
class Walk:
    """One supervisor's way through the steps of a meeting, answering every box of every step.

    `said` are the words typed, each of its own, by the id of the question; what is chosen is left out.
    """

    hands: Hands
    said: dict[str, str] = field(default_factory=dict)
    pages: int = 0

    async def to_the_read_through(self) -> None:
        """Answer each step and press its first button, until the whole meeting is there to be read."""
        while not self._is_read_through():
            self.pages += 1
            assert self.pages < _LIMIT, f"still walking: {self.hands.view_text[:200]}"
            await self._answer_step()
            await self._add_action()
            await self._press_first()

    def _is_read_through(self) -> bool:
        view = self.hands.view
        return view is not None and view["view"]["callback_id"] == "read_through"

    async def _answer_step(self) -> None:
        seen: Counter[str] = Counter()
        for found in self._inputs():
            label = str(found.block["label"]["text"])
            await self._answer(found, label, seen[label])
            seen[label] += 1

    def _inputs(self) -> list[Found]:
        view = self.hands.view
        assert view is not None
        found = Surface({}, view["view"]["blocks"], view["values"]).found()
        return [one for one in found if one.block["type"] == "input" and read_field_block_id(one.block["block_id"])]

    async def _answer(self, found: Found, label: str, number: int) -> None:
        kind, place = found.element["type"], read_field_block_id(found.block["block_id"])
        assert place is not None
        if kind == "plain_text_input":
            words = f"W{len(self.said) + 1:03d} about {place.question}."
            self.said[f"{place.record}/{place.question}/{place.part}"] = words
            await self.hands.type_into(label, words, number=number)
        elif kind == "datepicker":
            await self.hands.choose(label, "2026-03-02", number=number)
        elif not is_left_out_tick(found.block["block_id"]):
            await self.hands.choose(label, _first_option(found), number=number)

    async def _add_action(self) -> None:
        """Add one action where a step asks for them and has no new one yet."""
        view = self.hands.view
        assert view is not None
        offers = any(block.get("block_id") == "add_action" for block in view["view"]["blocks"])
        if not offers or "\nNew" in self.hands.view_text:
            return
        await self._press("Add an action")
        for found in self._action_inputs():
            label = str(found.block["label"]["text"])
            if found.element["type"] == "plain_text_input" and not label.startswith("Or somebody else"):
                await self.hands.type_into(label, f"A{self.pages:02d} {found.block['block_id'].split(':')[-3]}")
            elif found.element["type"] == "radio_buttons":
                await self.hands.choose(label, _first_option(found))
        await self._press("Save this action")

    def _action_inputs(self) -> list[Found]:
        view = self.hands.view
        assert view is not None
        found = Surface({}, view["view"]["blocks"], view["values"]).found()
        return [one for one in found if one.block["type"] == "input"]

    async def _press_first(self) -> None:
        view = self.hands.view
        assert view is not None
        (steps,) = [block for block in view["view"]["blocks"] if block.get("block_id") == "steps"]
        await self._press(str(steps["elements"][0]["text"]["text"]))

    async def _press(self, text: str) -> None:
        before = self.hands.view and self.hands.view["hash"]
        await self.hands.click_button(text)
        await self.hands.until(
            lambda _: self.hands.view and self.hands.view["hash"] != before, waiting_for=f"what {text!r} shows"
        )


def _first_option(found: Found) -> str:
    return str(all_options(found.element)[0]["text"]["text"])

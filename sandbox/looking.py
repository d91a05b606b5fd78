"""Finding things on a screen the way a person does: by what is written there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.blockkit.consistency import all_options
from sandbox.blockkit.walk import elements_of, texts_of
from sandbox.kinds import Blocks, Json

__all__ = ["Found", "NotSeen", "Surface", "find_button", "find_field", "find_overflow", "option_value", "text_in"]


class NotSeen(LookupError):
    """What was looked for is not on the screen; the message says what is."""


@dataclass(frozen=True)
class Found:
    """An element on some surface, with its block."""

    where: Json
    block: Json
    element: Json
    state: Json

    @property
    def ids(self) -> Json:
        """How the control API names it."""
        return {
            "where": self.where,
            "block_id": self.block["block_id"],
            "action_id": self.element["action_id"],
        }


@dataclass(frozen=True)
class Surface:
    """Blocks in some place, with what stands in their inputs."""

    where: Json
    blocks: Blocks
    values: Json

    def found(self) -> Iterator[Found]:
        """Every element here."""
        for number, _, element in elements_of(self.blocks):
            block = self.blocks[number]
            state = self.values.get(block["block_id"], {}).get(element["action_id"], {})
            yield Found(self.where, block, element, state)


def text_in(value: Any) -> str:
    """All the text of blocks, a view or a message, line by line."""
    if isinstance(value, dict) and "blocks" in value:
        head = [value[key] for key in ("title",) if isinstance(value.get(key), dict)]
        said = [value["text"]] if isinstance(value.get("text"), str) and not value["blocks"] else []
        return "\n".join([*texts_of(head), *said, *texts_of(value["blocks"])])
    return "\n".join(texts_of(value))


def find_button(surfaces: list[Surface], text: str, *, number: int = 0) -> Found:
    """Give the button, or overflow menu's owner, with this text: exact before beginning with it."""
    buttons = [one for surface in surfaces for one in surface.found() if one.element["type"] == "button"]
    for fits in (_says_exactly, _begins_with):
        fitting = [one for one in buttons if fits(one.element["text"]["text"], text)]
        if len(fitting) > number:
            return fitting[number]
    seen = [one.element["text"]["text"] for one in buttons]
    raise NotSeen(f"There is no button {text!r}; there is {seen}.")


def find_field(surfaces: list[Surface], label: str, *, number: int = 0) -> Found:
    """Give the input with this label; or a menu beside this text, or with this placeholder."""
    fields = [
        one for surface in surfaces for one in surface.found() if one.element["type"] not in {"button", "overflow"}
    ]
    for fits in (_says_exactly, _begins_with, _contains):
        fitting = [one for one in fields if any(fits(said, label) for said in _labels(one))]
        if len(fitting) > number:
            return fitting[number]
    raise NotSeen(f"There is no field {label!r}; there is {[_labels(one) for one in fields]}.")


def find_overflow(surfaces: list[Surface], beside: str) -> Found:
    """Give the three-dots menu in a block that says this."""
    menus = [one for surface in surfaces for one in surface.found() if one.element["type"] == "overflow"]
    for one in menus:
        if beside in text_in(one.block):
            return one
    raise NotSeen(f"There is no menu beside {beside!r}.")


def option_value(element: Json, text: str) -> Any:
    """Give the value of the option with this text: exact before beginning with it."""
    options = all_options(element)
    for fits in (_says_exactly, _begins_with):
        for option in options:
            if fits(option["text"]["text"], text):
                return option["value"]
    raise NotSeen(f"There is no option {text!r}; there is {[one['text']['text'] for one in options]}.")


def _labels(found: Found) -> list[str]:
    block, element = found.block, found.element
    told = [block.get("label"), block.get("text"), element.get("placeholder")]
    return [one["text"] for one in told if isinstance(one, dict)]


def _says_exactly(said: str, wanted: str) -> bool:
    return said.strip() == wanted.strip()


def _begins_with(said: str, wanted: str) -> bool:
    return said.strip().startswith(wanted.strip())


def _contains(said: str, wanted: str) -> bool:
    return wanted.strip() in said

"""The table of blocks: what each holds, and on which surfaces it may stand."""

from typing import Any, Final

from sandbox.blockkit import limits
from sandbox.blockkit.checks import (
    Check,
    Problems,
    array,
    by_type,
    flag,
    one_of,
    shape,
    string,
    text_object,
)
from sandbox.blockkit.elements import IDENTIFIER, IMAGE, element_in
from sandbox.blockkit.rich_text import RICH_TEXT
from sandbox.kinds import Json

__all__ = ["BLOCKS", "SURFACES", "blocks_on"]

_ID: Final[dict[str, Check]] = {"block_id": IDENTIFIER}


def _says_something(section: Json, at: str, problems: Problems) -> None:
    if section.get("text") is None and section.get("fields") is None:
        problems.add(at, "must provide one of text and fields")


def _shows_something(card: Json, at: str, problems: Problems) -> None:
    if not any(card.get(key) for key in ("hero_image", "title", "actions", "body")):
        problems.add(at, "must provide one of hero_image, title, body and actions")


def _typing_only_when_it_can(block: Json, at: str, problems: Problems) -> None:
    if block["element"].get("dispatch_action_config") and not block.get("dispatch_action"):
        problems.add(f"{at}/element/dispatch_action_config", "needs dispatch_action on the input block")


def _text_or_image(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        IMAGE({key: part for key, part in value.items() if key != "type"}, at, problems)
    else:
        text_object(limits.TEXT)(value, at, problems)


_IMAGE_ELEMENT: Final = by_type({"image": IMAGE})
_CELL: Final = by_type(
    {
        "raw_text": shape({"text": string(least=1, most=limits.TEXT)}),
        "raw_number": shape({"value": string(least=1)}, {"text": string()}),
        "rich_text": shape({"elements": RICH_TEXT}, _ID),
    }
)

BLOCKS: Final[dict[str, Check]] = {
    "section": shape(
        {},
        _ID
        | {
            "text": text_object(limits.TEXT),
            "fields": array(text_object(limits.SECTION_FIELD), most=limits.SECTION_FIELDS),
            "accessory": element_in("section"),
            "expand": flag,
        },
        _says_something,
    ),
    "divider": shape({}, _ID),
    "header": shape({"text": text_object(limits.HEADER, plain=True)}, _ID),
    "image": shape(
        {
            "image_url": string(least=1, most=limits.IMAGE_URL),
            "alt_text": string(least=1, most=limits.IMAGE_ALT),
        },
        _ID | {"title": text_object(limits.IMAGE_ALT, plain=True)},
    ),
    "context": shape(
        {"elements": array(_text_or_image, most=limits.CONTEXT_ELEMENTS)},
        _ID,
    ),
    "actions": shape(
        {"elements": array(element_in("actions"), most=limits.ACTIONS_ELEMENTS)},
        _ID,
    ),
    "input": shape(
        {"label": text_object(limits.LABEL, plain=True), "element": element_in("input")},
        _ID
        | {
            "hint": text_object(limits.LABEL, plain=True),
            "optional": flag,
            "dispatch_action": flag,
        },
        _typing_only_when_it_can,
    ),
    "rich_text": shape({"elements": RICH_TEXT}, _ID),
    "markdown": shape({"text": string(least=1, most=limits.MARKDOWN)}, _ID),
    "table": shape(
        {"rows": array(array(_CELL, most=limits.TABLE_CELLS), most=limits.TABLE_ROWS)},
        _ID
        | {
            "column_settings": array(
                shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}),
                least=0,
                most=limits.TABLE_CELLS,
            )
        },
    ),
    "alert": shape(
        {"text": text_object(limits.ALERT)},
        _ID | {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": shape(
        {},
        _ID
        | {
            "hero_image": _IMAGE_ELEMENT,
            "icon": _IMAGE_ELEMENT,
            "title": text_object(limits.CARD_TITLE),
            "subtitle": text_object(limits.CARD_TITLE),
            "body": text_object(limits.CARD_BODY),
            "actions": array(element_in("card"), most=limits.CARD_BUTTONS),
        },
        _shows_something,
    ),
}

_EVERYWHERE: Final = ("section", "divider", "header", "image", "context", "actions", "rich_text", "card")
SURFACES: Final[dict[str, tuple[str, ...]]] = {
    "modal": (*_EVERYWHERE, "input", "alert"),
    "home": (*_EVERYWHERE, "input"),
    "message": (*_EVERYWHERE, "markdown", "table"),
}
_MOST: Final = {
    "modal": limits.MODAL_BLOCKS,
    "home": limits.HOME_BLOCKS,
    "message": limits.MESSAGE_BLOCKS,
}


def blocks_on(surface: str, *, least: int = 0) -> Check:
    """Check a list of blocks for a modal, a Home tab or a message."""
    table = {kind: BLOCKS[kind] for kind in SURFACES[surface]}
    elsewhere = {kind: f"unsupported type: {kind} on a {surface}" for kind in BLOCKS}
    return array(by_type(table, elsewhere=elsewhere), least=least, most=_MOST[surface])

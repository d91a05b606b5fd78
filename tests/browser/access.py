"""What a screen reader meets on the page, as Chromium itself reckons it."""

from typing import Any, Final

from playwright.async_api import Page
from playwright.async_api import TimeoutError as TookTooLong

__all__ = ["find_unnamed", "focus_is_in_modal"]

_MOMENT: Final = 2000
_CONTROLS: Final = frozenset(
    {
        "button",
        "checkbox",
        "combobox",
        "dialog",
        "link",
        "listbox",
        "menu",
        "menuitem",
        "option",
        "radio",
        "radiogroup",
        "searchbox",
        "spinbutton",
        "tab",
        "tablist",
        "tabpanel",
        "textbox",
    }
)


async def find_unnamed(page: Page) -> list[str]:
    """Find the controls and dialogs that have no accessible name."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    return [f"{_value(node, 'role')} in {node.get('parentId')}" for node in tree["nodes"] if _lacks_name(node)]


def _lacks_name(node: dict[str, Any]) -> bool:
    return not node["ignored"] and _value(node, "role") in _CONTROLS and not _value(node, "name").strip()


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


async def focus_is_in_modal(page: Page) -> bool:
    """Whether the focus is inside the modal, if one is open, or comes there within a moment: a new one takes it."""
    try:
        await page.wait_for_function(
            """() => {
                const modal = document.querySelector('dialog.modal');
                return modal === null || modal.contains(document.activeElement);
            }""",
            timeout=_MOMENT,
        )
    except TookTooLong:
        return False
    return True

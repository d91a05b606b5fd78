"""Long lists on messages and Home: twenty rows a page, with buttons between the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from handlers.blocks.modal import Block, actions, button, context

__all__ = ["PAGE_ROWS", "Page", "build_pager", "cut"]

PAGE_ROWS: Final = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; pages are numbered from 1."""

    rows: tuple[T, ...]
    number: int
    pages: int
    total: int


def cut(rows: Sequence[T], number: int) -> Page[T]:
    """Return that page of the rows, or the nearest there is."""
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE_ROWS
    return Page(tuple(rows[first : first + PAGE_ROWS]), number, pages, len(rows))


def build_pager(page: Page[T], action_id: str, value: Callable[[int], str]) -> list[Block]:
    """Return the line that says which page this is, and the buttons to the ones beside it; nothing for one page."""
    if page.pages == 1:
        return []
    first = (page.number - 1) * PAGE_ROWS + 1
    line = context(f"{first} to {first + len(page.rows) - 1} of {page.total}")
    # Two buttons in one row need two action ids: the listener takes both by their beginning.
    buttons = [
        button(text, f"{action_id}:{text.casefold()}", value=value(number))
        for text, number in (("Earlier", page.number - 1), ("More", page.number + 1))
        if 1 <= number <= page.pages
    ]
    return [line, actions(*buttons)]

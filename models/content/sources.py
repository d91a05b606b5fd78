"""Which rows of the source documents content says it comes from."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

__all__ = ["list_rows", "read_rows", "sources_in", "sources_inside"]

_ROWS = re.compile(r"\b([A-Z])(\d+)(?: to \1(\d+))?\b")


def read_rows(source: str) -> frozenset[str]:
    """Return the rows a `source` names: “A2, A3: …” names two, “B22 to B24: …” three."""
    rows: set[str] = set()
    for letter, first, last in _ROWS.findall(source):
        rows.update(f"{letter}{number}" for number in range(int(first), int(last or first) + 1))
    return frozenset(rows)


def sources_in(part: BaseModel) -> Iterator[str]:
    """Yield every `source` of a form, a bank or a policy, wherever in it one is written."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name == "source" and isinstance(value, str):
            yield value
        else:
            yield from _within(value)


def sources_inside(part: BaseModel) -> Iterator[str]:
    """Yield the same without the one over the whole, which names a document rather than what was taken from it."""
    for name in type(part).model_fields:
        if name != "source":
            yield from _within(getattr(part, name))


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from sources_in(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)


def list_rows(rows: Iterable[str]) -> str:
    """Return rows in order, neighbours together: “A1 to A4, B7”."""
    runs: list[tuple[str, int, int]] = []
    for letter, number in sorted((row[0], int(row[1:])) for row in rows):
        if runs and runs[-1][0] == letter and runs[-1][2] == number - 1:
            runs[-1] = (letter, runs[-1][1], number)
        else:
            runs.append((letter, number, number))
    return ", ".join(_run(*run) for run in runs)


def _run(letter: str, first: int, last: int) -> str:
    if first == last:
        return f"{letter}{first}"
    return f"{letter}{first}{',' if last == first + 1 else ' to'} {letter}{last}"

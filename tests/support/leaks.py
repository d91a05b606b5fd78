"""Searching for what must not be there: names, initials, numbers, and words that people typed."""

import csv
import re
from collections.abc import Iterable
from functools import cache

from tests.support.directory import EXAMPLE

__all__ = ["find_names", "find_personal", "find_typed"]

_RUN = 4


def find_personal(text: str, typed: Iterable[str]) -> set[str]:
    """Return every mark of a child of the example council, and every run of typed words, in a text."""
    return find_names(text) | _matches(_marks(), text) | find_typed(text, typed)


def find_names(text: str) -> set[str]:
    """Return first and last names of the council's children that a text holds."""
    return _matches(_names(), text)


def find_typed(text: str, typed: Iterable[str]) -> set[str]:
    """Return runs of four words of what was typed that a text holds; of a shorter text, the whole."""
    words = " ".join(re.findall(r"\w+", text)).casefold()
    return {run for each in typed for run in _runs(each) if f" {run} " in f" {words} "}


def _runs(text: str) -> list[str]:
    words = [word.casefold() for word in re.findall(r"\w+", text)]
    return [" ".join(words[place : place + _RUN]) for place in range(max(1, len(words) - _RUN + 1))]


def _matches(patterns: re.Pattern[str], text: str) -> set[str]:
    return set(patterns.findall(text))


@cache
def _children() -> tuple[dict[str, str], ...]:
    with (EXAMPLE / "children.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _names() -> re.Pattern[str]:
    return _any_of(part for child in _children() for part in child["name"].split())


@cache
def _marks() -> re.Pattern[str]:
    return _any_of(child[key] for child in _children() for key in ("initials", "mosaic_number"))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, set(words)), key=len, reverse=True))})(?!\w)")

"""Others who are named in what was gathered about somebody, so that a reader knows where to look."""

import re
from collections.abc import Collection, Iterable

from models.values.subject_access import Mentioned, Shelf

__all__ = ["find_others"]

_AT_ONCE = 500
SHORTEST = 3


def find_others(shelves: Iterable[Shelf], names: Collection[str], numbers: Collection[str]) -> tuple[Mentioned, ...]:
    """Return the names and Mosaic numbers that stand in the text as words of their own, with where each stands.

    A name is found whole, and by its first or last word alone: that finds too much rather than too little, for a
    person decides about each.
    """
    spelt = {word: whole for whole in numbers for word in (whole,)}
    for name in names:
        words = name.split()
        for word in (name, *words[:1], *words[-1:]):
            if len(word) >= SHORTEST:
                spelt.setdefault(word, name)
    found: dict[str, dict[str, None]] = {}
    patterns = _patterns(spelt)
    for shelf in shelves:
        for leaf in shelf.leaves:
            for pattern in patterns:
                for word in set(pattern.findall(leaf.text)):
                    found.setdefault(spelt[word], {}).setdefault(f"{shelf.name}: {leaf.heading}")
    return tuple(Mentioned(whom, tuple(where)) for whom, where in sorted(found.items()))


def _patterns(words: Collection[str]) -> list[re.Pattern[str]]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return [
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first[place : place + _AT_ONCE]))})(?!\w)")
        for place in range(0, len(longest_first), _AT_ONCE)
    ]

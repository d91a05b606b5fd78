"""A pack says only what its council's documents say; the rest is the default's, key by key."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["fall_back"]

_OF_A_FILE: Final = frozenset({"id", "title", "source", "note"})
_OF_A_PART: Final = frozenset({"source"})
"""What only those who wrote the rest of it can say."""


def fall_back(own: Mapping[str, Any], default: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the two as one mapping, and the dotted keys taken from the default.

    A part left out whole is named once. A part that is written says its own `source`: numbers of
    the one with a source of the other would be a wrong reference. Lists are never mixed.
    """
    fallen_back: list[str] = []
    return _merge(own, default, "", fallen_back), tuple(fallen_back)


def _merge(own: Mapping[str, Any], default: Mapping[str, Any], above: str, fallen_back: list[str]) -> dict[str, Any]:
    never = _OF_A_PART if above else _OF_A_FILE
    whole: dict[str, Any] = {}  # in the default's order, which screens show words in
    for key, theirs in default.items():
        ours = own.get(key)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            whole[key] = _merge(ours, theirs, f"{above}{key}.", fallen_back)
        elif key in own:
            whole[key] = ours
        elif key not in never:
            whole[key] = theirs
            fallen_back.append(f"{above}{key}")
    return whole | {key: ours for key, ours in own.items() if key not in whole}

"""The small language in which the tables of blocks and elements are written.

A check takes a value, its JSON pointer and the list of problems, and adds what it
finds. The sentences follow Slack's own wording.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = [
    "Check",
    "Problems",
    "array",
    "by_type",
    "flag",
    "one_of",
    "shape",
    "string",
    "text_object",
    "whole",
]


@dataclass
class Problems:
    """What is wrong with a piece of JSON, in the order it was found."""

    found: list[str] = field(default_factory=list)

    def add(self, at: str, sentence: str) -> None:
        """Note one problem at a JSON pointer."""
        self.found.append(f"{sentence} [json-pointer:{at}]")

    def __bool__(self) -> bool:
        return bool(self.found)


Value = Any
Check = Callable[[Value, str, Problems], None]


def string(
    *, most: int | None = None, least: int = 0, pattern: str | None = None, say: str = "invalid format"
) -> Check:
    """Check a string's length and form."""
    shape_of = re.compile(pattern) if pattern else None

    def check(value: Value, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(at, "must be a string")
        elif len(value) < least:
            problems.add(at, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            problems.add(at, f"must be less than {most + 1} characters")
        elif shape_of and not shape_of.fullmatch(value):
            problems.add(at, say)

    return check


def flag(value: Value, at: str, problems: Problems) -> None:
    """Check for true or false."""
    if not isinstance(value, bool):
        problems.add(at, "must be a boolean")


def whole(*, least: int | None = None, most: int | None = None) -> Check:
    """Check a whole number between two others."""

    def check(value: Value, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(at, "must be an integer")
        elif least is not None and value < least:
            problems.add(at, f"must be at least {least}")
        elif most is not None and value > most:
            problems.add(at, f"must be at most {most}")

    return check


def one_of(*words: str) -> Check:
    """Check for one of a closed list of words."""

    def check(value: Value, at: str, problems: Problems) -> None:
        if value not in words:
            problems.add(at, "must be a valid enum value")

    return check


def array(item: Check, *, least: int = 1, most: int | None = None) -> Check:
    """Check a list: how many, then each."""

    def check(value: Value, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add(at, "must provide an array")
            return
        if len(value) < least:
            problems.add(at, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            problems.add(at, f"no more than {most} items allowed")
            return
        for number, one in enumerate(value):
            item(one, f"{at}/{number}", problems)

    return check


def shape(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *also: Check,
) -> Check:
    """Check an object's keys: none missing, none unknown, each right, then all together.

    The checks in `also` run only when nothing was wrong with the parts.
    """
    musts, mays = dict(required or {}), dict(optional or {})

    def check(value: Value, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(at, "must provide an object")
            return
        before = len(problems.found)
        for key in musts:
            if value.get(key) is None:
                problems.add(at, f"missing required field: {key}")
        for key, part in value.items():
            one = musts.get(key) or mays.get(key)
            if one is None:
                problems.add(at, f"invalid additional property: {key}")
            elif part is not None:
                one(part, f"{at}/{key}", problems)
        if len(problems.found) == before:
            for together in also:
                together(value, at, problems)

    return check


def by_type(table: Mapping[str, Check], *, elsewhere: Mapping[str, str] | None = None) -> Check:
    """Choose the check by the object's `type`.

    `elsewhere` words the refusal of a type that exists but does not belong here.
    """

    def check(value: Value, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(at, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            problems.add(at, "missing required field: type")
        elif not isinstance(kind, str) or kind not in table:
            reason = (elsewhere or {}).get(str(kind), f"unsupported type: {kind}")
            problems.add(f"{at}/type", reason)
        else:
            table[kind]({key: part for key, part in value.items() if key != "type"}, at, problems)

    return check


_TEXTS: Final = {"plain_text": "emoji", "mrkdwn": "verbatim"}


def text_object(most: int, *, plain: bool = False) -> Check:
    """Check a text object: never empty, at most so many characters."""

    def check(value: Value, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(at, "must provide an object")
            return
        kind = value.get("type")
        allowed = ("plain_text",) if plain else tuple(_TEXTS)
        if kind not in allowed:
            problems.add(f"{at}/type", "must be a valid enum value")
            return
        inner = {key: part for key, part in value.items() if key != "type"}
        shape({"text": string(least=1, most=most)}, {_TEXTS[kind]: flag})(inner, at, problems)

    return check

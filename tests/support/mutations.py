"""Changes to a bundle, one at a time: each field, order, date, and parts dropped, repeated, moved or exchanged."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

__all__ = ["every_leaf", "mutate", "same"]

Path = tuple[str | int, ...]
Change = Callable[[Random, Any, dict[str, Any]], Any]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def same(one: Any, other: Any) -> bool:
    """Say whether two things would be written as the same JSON."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def paths(node: Any, before: Path = ()) -> Iterator[Path]:
    """Yield the path to everything in it."""
    yield before
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in items:
        yield from paths(child, (*before, name))


def at(node: Any, path: Path) -> Any:
    """Return what stands there."""
    for name in path:
        node = node[name]
    return node


def every_leaf(bundle: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the bundle with each single value changed a little, one after the other."""
    for path in paths(bundle):
        value = at(bundle, path)
        if isinstance(value, dict | list):
            continue
        yield path, replaced(bundle, path, _a_little(value))


def replaced(bundle: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return a copy with something else in a place."""
    changed = copy.deepcopy(bundle)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def _a_little(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "something"
    text = str(value)
    return text[:-1] + ("0" if text[-1] != "0" else "1") if text else "x"


def mutate(chance: Random, bundle: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a bundle with one thing wrong in it, and what was done to which part."""
    everything = [path for path in paths(bundle) if path]
    while True:
        path = chance.choice(everything)
        value = at(bundle, path)
        kind = "map" if isinstance(value, dict) else "list" if isinstance(value, list) else "value"
        change = chance.choice(CHANGES[kind])
        changed = replaced(bundle, path, change(chance, copy.deepcopy(value), bundle))
        if not same(changed, bundle):
            return f"{change.__name__} at {'.'.join(map(str, path))}", changed


def letter(chance: Random, value: Any, _bundle: Any) -> Any:
    text = str(value)
    if not text:
        return "x"
    place = chance.randrange(len(text))
    return text[:place] + chance.choice("0123456789abcdef é") + text[place + 1 :]


def swapped(chance: Random, value: Any, _bundle: Any) -> Any:
    text = list(str(value))
    if len(text) > 1:
        place = chance.randrange(len(text) - 1)
        text[place], text[place + 1] = text[place + 1], text[place]
    return "".join(text)


def other_case(_chance: Random, value: Any, _bundle: Any) -> Any:
    return str(value).swapcase()


def another_day(chance: Random, value: Any, _bundle: Any) -> Any:
    def move(found: re.Match[str]) -> str:
        try:
            return (date.fromisoformat(found[0]) + timedelta(days=chance.choice((-30, -1, 1, 365)))).isoformat()
        except ValueError:
            return "2026-03-02"

    return DAY.sub(move, str(value)) if DAY.search(str(value)) else letter(chance, value, _bundle)


def another_number(chance: Random, value: Any, _bundle: Any) -> Any:
    return value + chance.choice((-1, 1, 10)) if isinstance(value, int) else f"{value} "


def another_kind(chance: Random, value: Any, _bundle: Any) -> Any:
    return chance.choice((None, [value], {"": value}, True, 0, "", str(value), 1.5))


def of_elsewhere(chance: Random, value: Any, bundle: dict[str, Any]) -> Any:
    """Return what stands in another place of the same kind."""
    others = [at(bundle, path) for path in paths(bundle) if path]
    return copy.deepcopy(chance.choice([other for other in others if type(other) is type(value)]))


def dropped(chance: Random, value: Any, _bundle: Any) -> Any:
    if value:
        del value[chance.choice(list(value) if isinstance(value, dict) else range(len(value)))]
    return value


def emptied(_chance: Random, value: Any, _bundle: Any) -> Any:
    return type(value)()


def repeated(chance: Random, value: list[Any], _bundle: Any) -> Any:
    if value:
        value.insert(chance.randint(0, len(value)), copy.deepcopy(chance.choice(value)))
    return value


def shuffled(chance: Random, value: list[Any], _bundle: Any) -> Any:
    chance.shuffle(value)
    return value


def reordered(chance: Random, value: list[Any], _bundle: Any) -> Any:
    if len(value) > 1:
        place = chance.randrange(len(value) - 1)
        value[place], value[place + 1] = value[place + 1], value[place]
    return value


def named_otherwise(chance: Random, value: dict[str, Any], _bundle: Any) -> Any:
    if value:
        name = chance.choice(list(value))
        value[f"{name}_"] = value.pop(name)
    return value


def added(_chance: Random, value: dict[str, Any], _bundle: Any) -> Any:
    return value | {"added": "something"}


def exchanged(chance: Random, value: dict[str, Any], _bundle: Any) -> Any:
    if len(value) > 1:
        one, other = chance.sample(list(value), 2)
        value[one], value[other] = value[other], value[one]
    return value


CHANGES: dict[str, tuple[Change, ...]] = {
    "value": (letter, swapped, other_case, another_day, another_number, another_kind, of_elsewhere),
    "list": (dropped, emptied, repeated, shuffled, reordered, another_kind, of_elsewhere),
    "map": (dropped, emptied, named_otherwise, added, exchanged, another_kind, of_elsewhere),
}

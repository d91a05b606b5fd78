"""Reading YAML as people mean it: no key twice, and `yes`, `no` and dates are words.

What no form needs and a hostile file might use is refused before anything is built from it: a file of
megabytes, lists in lists without end, `&` and `*`, which let a few lines stand for thousands, and `!`.
"""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from models.content.errors import ContentError

__all__ = ["find_files", "read_yaml"]

SUFFIX = ".yml"
_LARGEST = 1_000_000
_DEEPEST = 30
# Only a file with one of these, or with many brackets, needs the second look; the last is thirty levels of keys.
_SUSPECT = re.compile(r"(?:^|[\s,\[{:?-])[&*!]\S|^[ -]{40}", re.MULTILINE)


class _PlainLoader(yaml.CSafeLoader):
    """PyYAML's safe loader, in its quick form, without its surprises."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- the shape PyYAML calls
        """Refuse a key that is there twice; PyYAML would quietly keep the last."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key “{key.value}” is there twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_BOOLEAN = "tag:yaml.org,2002:bool"
_SURPRISES = {_BOOLEAN, "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"}


def _plain_resolvers() -> dict[str, list[tuple[str, Any]]]:
    """Return SafeLoader's rules without yes/no/on/off as booleans and without dates."""
    rules: dict[str, list[tuple[str, Any]]] = {}
    for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items():
        keeps_booleans = letter in "tTfF"
        rules[letter] = [
            (tag, pattern) for tag, pattern in known if tag not in _SURPRISES or (keeps_booleans and tag == _BOOLEAN)
        ]
    return rules


_PlainLoader.yaml_implicit_resolvers = _plain_resolvers()


def find_files(folder: Path) -> list[Path]:
    """Return the content files of a folder, by name.

    Raises
    ------
    ContentError
        When there are none, or one has another ending and would be overlooked.
    """
    found = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    for path in found:
        if path.suffix != SUFFIX:
            raise ContentError(f"{path}: only files ending in {SUFFIX} belong here; rename it or move it away.")
    if not found:
        raise ContentError(
            f"{folder}: no files found. At least one file ending in {SUFFIX} is needed here."
            " Copy forms, prompts and policies from `content/` first."
        )
    return found


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the one mapping a file holds.

    Raises
    ------
    ContentError
        When the file is not UTF-8, not YAML, or holds something else.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ContentError(f"{path}: larger than {_LARGEST // 1_000_000} MB, which no form or policy is.")
        text = path.read_text(encoding="utf-8-sig")
        _check_plain(text)
        data = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 -- a SafeLoader
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: not readable as UTF-8 text. Save it again as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        raise ContentError(f"{path}{_place(error)}: {error.problem or 'not readable as YAML'}.") from error
    except yaml.YAMLError as error:
        raise ContentError(f"{path}: not readable as YAML: {error}") from error
    if not isinstance(data, dict):
        raise ContentError(f"{path}: expected a list of keys with values, such as “id: …”, and found none.")
    return data


def _check_plain(text: str) -> None:
    """Refuse what a file of words does not need, while nothing has been built yet.

    Raises
    ------
    yaml.MarkedYAMLError
        With the place.
    """
    if text.count("[") + text.count("{") <= _DEEPEST and not _SUSPECT.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        problem = None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            problem = "“&” and “*” are not used here: write the words out, or in quotation marks"
        elif getattr(event, "tag", None) is not None:
            problem = "“!” is not used here: write the words in quotation marks"
        elif depth > _DEEPEST:
            problem = "lists within lists, too many deep"
        if problem is not None:
            place: Any = event.start_mark  # the quick parser has a mark of its own, with the same facts
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=place)


def _place(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark
    return "" if mark is None else f", line {mark.line + 1}"

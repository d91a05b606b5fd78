"""From a file to a checked model, with every complaint naming the file and the key."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.content.errors import ContentError
from models.content.yaml_files import read_yaml

__all__ = ["check_content", "read_content"]

M = TypeVar("M", bound=BaseModel)

_SHOWN = 10
"""Complaints shown at once; mending these often mends the rest."""

_PLAIN_WORDS = {
    "missing": "this key is needed",
    "extra_forbidden": "unknown key",
    "string_type": "must be text; put it in quotation marks",
    "string_pattern_mismatch": "small letters and digits only, a letter first, and one sign between words"
    " (_ in the ids of sections, questions, rows and options, - in those of forms and policies,"
    " either in those of prompt banks)",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list, one entry a line, each beginning with “- ”",
    "dict_type": "must be keys with values",
    "model_type": "must be keys with values",
    "model_attributes_type": "must be keys with values",
    "union_tag_not_found": "the key “type” is needed",
}


def read_content(path: Path, model: type[M]) -> M:
    """Return the file as the model.

    Raises
    ------
    ContentError
        When the file is unreadable or breaks a rule of the model.
    """
    return check_content(path, read_yaml(path), model)


def check_content(path: Path, data: dict[str, Any], model: type[M]) -> M:
    """Return what was read from a file as the model.

    Raises
    ------
    ContentError
        When it breaks a rule of the model; the sentence names the file.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = _causes(error.errors())
        lines = [f"{path}: {_complaint(data, detail)}." for detail in details[:_SHOWN]]
        if len(details) > _SHOWN:
            lines.append(f"{path}: and {len(details) - _SHOWN} more.")
        raise ContentError("\n".join(lines)) from error


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where entries in it were refused: mending those mends it."""
    places = [detail["loc"] for detail in details]

    def is_cause(detail: ErrorDetails) -> bool:
        here = detail["loc"]
        return detail["type"] != "too_short" or not any(
            len(place) > len(here) and place[: len(here)] == here for place in places
        )

    return [detail for detail in details if is_cause(detail)]


def _complaint(data: dict[str, Any], detail: ErrorDetails) -> str:
    where = _where(data, detail["loc"])
    what = _what(detail)
    return f"{where}: {what}" if where else what


def _where(data: Any, place: Sequence[str | int]) -> str:
    """Return the way to a key, with the ids people know where a list has them."""
    steps: list[str] = []
    here = data
    for step in place:
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            steps.append(_name(here) or str(step + 1))
        elif isinstance(here, dict) and step in here:
            here = here[step]
            steps.append(str(step))
        elif isinstance(here, dict) and here.get("type") == step:
            continue  # the type pydantic chose by, which is no key of the file
        else:
            if isinstance(step, str):
                steps.append(step)
            here = None  # a number here counts in a list that was written as its one entry
    return " › ".join(steps)


def _name(entry: Any) -> str | None:
    return str(entry["id"]) if isinstance(entry, dict) and "id" in entry else None


def _what(detail: ErrorDetails) -> str:
    kind, said = detail["type"], detail["msg"]
    if kind in _PLAIN_WORDS:
        return _PLAIN_WORDS[kind]
    if kind == "union_tag_invalid":
        context = detail["ctx"]
        return f"type: “{context['tag']}” is no type of question; known are {context['expected_tags']}"
    if kind in {"too_short", "too_long"}:
        limit = "min_length" if kind == "too_short" else "max_length"
        return f"at {'least' if kind == 'too_short' else 'most'} {detail['ctx'][limit]} entries belong here"
    said = said.removeprefix("Value error, ").removesuffix(".")
    return re.sub(r"^(Input|String|Tuple) should", "must", said)

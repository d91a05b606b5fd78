"""Reading a whole content folder without stopping at the first complaint."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from models.content.errors import ContentError
from models.content.library import load_library
from models.content.policies import read_policies
from models.content.reading import read_content
from models.content.sources import read_rows, sources_inside
from models.content.yaml_files import SUFFIX
from models.forms import Form, Prompt, PromptBank
from models.policy import Policy

__all__ = ["Checked", "check_folder"]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a content folder holds, or what has to be put right in it, a sentence each."""

    complaints: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    banks: tuple[PromptBank, ...] = ()
    policies: tuple[Policy, ...] = ()

    @property
    def prompts(self) -> int:
        """How many prompts stand in forms, those under another one counted too."""
        return sum(_count(form) for form in self.forms)

    @property
    def bank_prompts(self) -> int:
        """How many prompts stand in banks, counted in the same way."""
        return sum(_count(bank) for bank in self.banks)

    @property
    def rows(self) -> frozenset[str]:
        """The rows of the source documents that a question, a group of prompts or a part of a policy comes from."""
        parts: tuple[BaseModel, ...] = (*self.forms, *self.banks, *self.policies)
        return frozenset(row for part in parts for source in sources_inside(part) for row in read_rows(source))


def check_folder(folder: Path) -> Checked:
    """Read every file for itself first, so that no complaint hides another, and then all of them together."""
    complaints: list[str] = []
    _read_each(folder / "forms", Form, complaints)
    banks = _read_each(folder / "prompts", PromptBank, complaints)
    policies = _collect(complaints, lambda: read_policies(folder / "policies"))
    library = None if complaints else _collect(complaints, lambda: load_library(folder))
    if library is None or policies is None:
        return Checked(tuple(complaints))
    return Checked((), tuple(library.forms.values()), tuple(banks), tuple(policies.values()))


def _read_each(folder: Path, model: type[M], complaints: list[str]) -> list[M]:
    read: list[M] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        part = _collect(complaints, partial(read_content, path, model))
        if part is not None:
            read.append(part)
    return read


def _count(part: BaseModel) -> int:
    """Count the prompts anywhere in a form or a bank."""
    values = [getattr(part, name) for name in type(part).model_fields]
    inside = [each for value in values for each in (value if isinstance(value, tuple) else (value,))]
    here = 1 + len(part.under) if isinstance(part, Prompt) else 0
    return here + sum(_count(each) for each in inside if isinstance(each, BaseModel))


def _collect(complaints: list[str], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except ContentError as error:
        complaints.append(error.sentence)
        return None

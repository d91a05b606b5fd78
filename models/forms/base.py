"""What every part of a form is made of: strictness, words, ids, prompts."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from models.forms import limits

__all__ = ["ErrorWords", "Part", "PartId", "Prompt", "Prompts", "Words", "prompts_length", "read_prompt"]


class Part(BaseModel):
    """A part of a form: unknown keys are refused, and nothing changes once it is read.

    A key added to the schema later needs a default that means "as before", and no default may
    ever be changed: released forms are kept without the keys that stood at their default.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Wording: never empty, with no blanks at its ends."""

PartId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=limits.ID_LENGTH)]
"""The id of a section or question: small letters, digits and underscores."""


class Prompt(Part):
    """Something to think about, perhaps with a few points under it (source row A6)."""

    ask: Words
    under: tuple[Words, ...] = ()


def read_prompt(value: Any) -> Any:
    """Let a prompt without points under it be written as plain text."""
    return {"ask": value} if isinstance(value, str) else value


Prompts = Annotated[
    tuple[Annotated[Prompt, BeforeValidator(read_prompt)], ...],
    Field(max_length=20),
]
"""Prompts in the order they are shown."""


class ErrorWords(Part):
    """The form's own wording of what is wrong with an answer; without it, plain words are used."""

    missing: Annotated[Words, StringConstraints(max_length=limits.SENTENCE_LENGTH)] | None = None


def prompts_length(prompts: tuple[Prompt, ...]) -> int:
    """Return how many characters the prompts take when shown as a list, signs included."""
    lines = [line for prompt in prompts for line in (prompt.ask, *prompt.under)]
    return sum(len(line) + len("        – \n") for line in lines)

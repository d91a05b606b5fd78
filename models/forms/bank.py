"""Prompt banks: things to talk about that no form owns, offered a few at a time beside a question.

Nothing of a bank is kept with a record, so a bank may be changed at any time.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from models.forms import limits
from models.forms.base import Part, PartId, Prompt, Words, prompts_length, read_prompt

__all__ = ["PromptBank", "PromptGroup"]


def _fits(prompt: Prompt) -> Prompt:
    if prompts_length((prompt,)) > limits.BANK_PROMPT_LENGTH:
        raise ValueError(f"a prompt with the points under it must stay under {limits.BANK_PROMPT_LENGTH} characters")
    return prompt


BankPrompt = Annotated[Prompt, BeforeValidator(read_prompt), AfterValidator(_fits)]
Title = Annotated[Words, StringConstraints(max_length=limits.TITLE_LENGTH)]


class PromptGroup(Part):
    """Prompts offered together, such as those of one stage of reflection."""

    id: PartId
    title: Title
    source: Words
    prompts: Annotated[tuple[BankPrompt, ...], Field(min_length=1, max_length=limits.BANK_PROMPTS)]

    @model_validator(mode="after")
    def check_prompts_differ(self) -> Self:
        """Refuse the same prompt twice: *show me others* would show it again."""
        asked = [prompt.ask for prompt in self.prompts]
        twice = [ask for ask in asked if asked.count(ask) > 1]
        if twice:
            raise ValueError(f"prompts: “{twice[0]}” is there twice")
        return self


class PromptBank(Part):
    """A bank as a practice lead wrote it; questions name its groups as `BANK.GROUP`."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=limits.ID_LENGTH)]
    title: Title
    source: Words
    note: Words | None = None
    groups: Annotated[tuple[PromptGroup, ...], Field(min_length=1, max_length=limits.BANK_GROUPS)]

    @model_validator(mode="after")
    def check_groups_differ(self) -> Self:
        """Refuse two groups with one id."""
        ids = [group.id for group in self.groups]
        twice = [group_id for group_id in ids if ids.count(group_id) > 1]
        if twice:
            raise ValueError(f"groups: “{twice[0]}” is there twice")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The groups as questions name them."""
        return tuple(f"{self.id}.{group.id}" for group in self.groups)

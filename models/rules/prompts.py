"""Prompts of a bank beside a question: their order, and which of them are shown."""

import hashlib
from collections.abc import Iterable, Sequence

from models.forms import Prompt

__all__ = ["SHOWN", "mix_prompts", "next_prompt", "shown_prompts"]

SHOWN = 3
"""A few are read, a long list is not."""


def mix_prompts(prompts: Iterable[Prompt], seed: str) -> tuple[Prompt, ...]:
    """Return the prompts in an order of its own for each seed, the same each time."""
    return tuple(sorted(prompts, key=lambda prompt: hashlib.sha256(f"{seed}/{prompt.ask}".encode()).digest()))


def shown_prompts(prompts: Sequence[Prompt], first: int) -> tuple[Prompt, ...]:
    """Return the few that are shown from one on, going round at the end."""
    return tuple(prompts[(first + step) % len(prompts)] for step in range(min(SHOWN, len(prompts))))


def next_prompt(first: int) -> int:
    """Return where the others begin; `shown_prompts` goes round by itself."""
    return first + SHOWN

"""Names of children in a record about a member of staff, which gives the Mosaic number and no more (row C16)."""

import re
from collections.abc import Iterable

from models.values.document import Document

__all__ = ["find_names", "words_of"]

SHORTEST = 3
"""Letters of a first name that is looked for by itself; a shorter one is a word too often."""


def words_of(document: Document) -> tuple[str, ...]:
    """Return what people wrote in a document."""
    answers = [answer.shown for _, answer in document.answers()]
    actions = [
        text
        for action in document.actions
        for text in (action.what, action.why, action.how, action.due_words, action.outcome, action.who)
    ]
    return (*answers, *actions)


def find_names(texts: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that stand in the texts as words of their own, whole or by the first name, each once.

    They are looked for as a name is spelt, with its capital: *will* is no child called Will, though at the
    beginning of a sentence it is taken for one. So this is a question to a person, never a refusal.
    """
    said = "\n".join(texts)
    found: dict[str, None] = {}
    for name in names:
        first = name.split()[0] if name.split() else ""
        for spelt in (name, first):
            if len(spelt) >= SHORTEST and re.search(rf"(?<!\w){re.escape(spelt)}(?!\w)", said):
                found.setdefault(spelt)
                break
    return tuple(found)

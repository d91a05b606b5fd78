"""What a question proposes as a next step when its answer is missing (source row D2)."""

from typing import Annotated

from pydantic import StringConstraints

from models.forms import limits
from models.forms.base import Part, Words

__all__ = ["Proposal"]


class Proposal(Part):
    """An action in waiting: one tap makes it, for the supervisee, by the next supervision."""

    what: Annotated[Words, StringConstraints(max_length=limits.PROPOSED_LENGTH)]
    why: Annotated[Words, StringConstraints(max_length=limits.SENTENCE_LENGTH)] | None = None
    class_id: Words | None = None

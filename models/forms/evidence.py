"""Questions answered in free text that says how it is known (source row D5)."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from models.forms import limits
from models.forms.answers import Answer
from models.forms.base import Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import EvidenceBasis, QuestionType

__all__ = ["EvidenceAnswer", "EvidenceQuestion"]

_IMPRESSION = "An impression: to be explored."
_KNOWN_BY = {EvidenceBasis.OBSERVED: "Observed", EvidenceBasis.REPORTED: "Reported"}


class EvidenceAnswer(Answer):
    """Free text, and whether it was seen, told or felt; `who` saw or told it, in words."""

    type: Literal[QuestionType.EVIDENCE] = QuestionType.EVIDENCE
    text: str
    basis: EvidenceBasis | None = None
    who: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written; a source alone says nothing."""
        return not self.text.strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written or chosen: people may say first who told them, and then what."""
        return self.is_empty and self.basis is None and not self.who.strip()

    @property
    def basis_words(self) -> str:
        """How it is known, as a sentence; nothing when that was not said.

        An impression is nobody's word, so a name left beside it is not said.
        """
        if self.basis is None:
            return ""
        if self.basis is EvidenceBasis.IMPRESSION:
            return _IMPRESSION
        who = " ".join(self.who.split()).rstrip(".")
        known = _KNOWN_BY[self.basis]
        return f"{known} by {who}." if who else f"{known}."


class EvidenceQuestion(AnsweredQuestion):
    """Free text with its source: observed, reported, or an impression still to be explored."""

    answer_class: ClassVar[type[Answer]] = EvidenceAnswer

    type: Literal[QuestionType.EVIDENCE]
    placeholder: Annotated[Words, StringConstraints(max_length=limits.PLACEHOLDER_LENGTH)] | None = None

    @property
    def blank(self) -> Mapping[str, object]:
        """Nothing typed."""
        return {"text": ""}

    def show(self, answer: Answer) -> str:
        """Return the text as it was typed and, on a line of its own, how it is known."""
        evidence = expect(EvidenceAnswer, answer)
        if evidence.is_empty:
            return ""
        return f"{evidence.text}\n{evidence.basis_words}" if evidence.basis_words else evidence.text

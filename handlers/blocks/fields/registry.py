"""The one registry of question types in Slack: each type built as blocks and read back."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from handlers.blocks.fields import chosen
from handlers.blocks.fields.around import build_earlier, build_locked, build_offered, build_prompts
from handlers.blocks.fields.beside import build_input
from handlers.blocks.fields.evidence import build_evidence, read_evidence
from handlers.blocks.fields.grid import build_grid, read_grid
from handlers.blocks.fields.left_out import build_text, read_text
from handlers.blocks.fields.place import Block, Earlier, FieldPlace, Offered, Screen
from handlers.blocks.ids import FIELD_CHOSEN
from models.forms import Answer, AnsweredQuestion, QuestionPart
from models.vocabulary import QuestionType

__all__ = ["FIELDS", "Field", "build_field", "read_field"]

NEEDED = "Needed before the record can be sent."


class Field(NamedTuple):
    """Both directions of a type: the blocks of a question, and the answer a screen holds."""

    build: Callable[[Any, Answer | None, FieldPlace, str | None, Screen | None], list[Block]]
    read: Callable[[Any, Screen, FieldPlace], Answer | None]


def _one_input(
    build: Callable[[Any, Answer | None], Block], read: Callable[[Any, Mapping[str, Any]], Answer | None]
) -> Field:
    """Return the field of a type that is one element in one input."""

    def build_one(
        question: AnsweredQuestion,
        answer: Answer | None,
        place: FieldPlace,
        hint: str | None,
        on_screen: Screen | None,  # noqa: ARG001 -- what was chosen stays by itself
    ) -> list[Block]:
        return [build_input(place.block_id(question.id), question.label, build(question, answer), hint)]

    def read_one(question: AnsweredQuestion, view: Screen, place: FieldPlace) -> Answer | None:
        element = view.get("state", {}).get("values", {}).get(place.block_id(question.id), {}).get(FIELD_CHOSEN)
        return None if element is None else read(question, element)

    return Field(build_one, read_one)


FIELDS: Mapping[QuestionType, Field] = {
    QuestionType.TEXT: Field(build_text, read_text),
    QuestionType.CHOICE: _one_input(chosen.build_choice, chosen.read_choice),
    QuestionType.CHOICES: _one_input(chosen.build_choices, chosen.read_choices),
    QuestionType.SCALE: _one_input(chosen.build_scale, chosen.read_scale),
    QuestionType.DATE: _one_input(chosen.build_date, chosen.read_date),
    QuestionType.YES_NO: _one_input(chosen.build_yes_no, chosen.read_yes_no),
    QuestionType.EVIDENCE: Field(build_evidence, read_evidence),
    QuestionType.GRID: Field(build_grid, read_grid),
}
"""Actions are not here: they are rows with a screen of their own."""


def build_field(
    question: QuestionPart,
    answer: Answer | None,
    place: FieldPlace,
    *,
    earlier: Earlier | None = None,
    offered: Offered | None = None,
    first: bool = False,
    locked: bool = False,
    on_screen: Screen | None = None,
) -> list[Block]:
    """Return the blocks of a question: prompts, the earlier answer, and right below it the input.

    `first` shows the words for a subject's first record. `locked` shows an answer that came
    from before and may not be changed. `on_screen` is the view of the payload when it is
    redrawn under the same render: its boxes are kept as they stand. `offered` are prompts of a
    bank, of which there may be others. Actions yield nothing.
    """
    if not isinstance(question, AnsweredQuestion):
        return []
    if locked and answer is not None and not answer.is_empty:
        return list(build_locked(question.label, question.show(answer)))
    hint = (question.first_help if first else None) or question.help
    if question.required:
        # Slack calls every box optional, which is true of saving and not of sending.
        hint = f"{hint} {NEEDED}" if hint else NEEDED
    return [
        *build_prompts(question.prompts),
        *build_offered(question.id, offered),
        *build_earlier(question.id, earlier),
        *FIELDS[question.type].build(question, answer, place, hint, on_screen),
    ]


def read_field(question: QuestionPart, view: Screen, place: FieldPlace) -> Answer | None:
    """Return the answer a screen holds; None when it says nothing and what is stored stays.

    An empty answer means that a person cleared it.
    """
    if not isinstance(question, AnsweredQuestion):
        return None
    return FIELDS[question.type].read(question, view, place)

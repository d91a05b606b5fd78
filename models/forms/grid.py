"""Questions with several rows, each answered by one of the same options."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from models.forms import limits
from models.forms.answers import Answer
from models.forms.base import Part, PartId, Words
from models.forms.choice import Option, OptionsQuestion, check_differ
from models.forms.question import expect
from models.vocabulary import QuestionType

__all__ = ["GridAnswer", "GridQuestion", "GridRow"]


class GridAnswer(Answer):
    """The option chosen in each row that was answered, by the ids of both."""

    type: Literal[QuestionType.GRID] = QuestionType.GRID
    chosen: dict[str, str] = Field(default_factory=dict)

    @field_validator("chosen", mode="after")
    @classmethod
    def sort_rows(cls, chosen: dict[str, str]) -> dict[str, str]:
        """Give the same choices the same stored text, in whichever order they were made."""
        return dict(sorted(chosen.items()))

    @property
    def is_empty(self) -> bool:
        """Whether no row was answered."""
        return not self.chosen


class GridRow(Part):
    """What is asked in one row of a grid."""

    id: PartId
    label: Annotated[Words, StringConstraints(max_length=limits.LABEL_LENGTH)]
    help: Annotated[Words, StringConstraints(max_length=limits.HELP_LENGTH)] | None = None


class GridQuestion(OptionsQuestion):
    """Several rows on the same few options; a row may be left open."""

    answer_class: ClassVar[type[Answer]] = GridAnswer

    type: Literal[QuestionType.GRID]
    rows: Annotated[tuple[GridRow, ...], Field(min_length=2, max_length=limits.GRID_ROWS)]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=limits.TAP_OPTIONS)]

    @model_validator(mode="after")
    def check_rows_differ(self) -> Self:
        """Refuse two rows with one id, or with one label, which nobody could tell apart."""
        check_differ("rows", self.rows)
        return self

    @property
    def inputs(self) -> int:
        """Each row is answered by itself."""
        return len(self.rows)

    def show(self, answer: Answer) -> str:
        """Return one line for each answered row, in the order of the question."""
        chosen = expect(GridAnswer, answer).chosen
        return "\n".join(_line(row.label, self.label_of(chosen[row.id])) for row in self.rows if row.id in chosen)

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when a row is not asked or an option is not offered."""
        chosen = expect(GridAnswer, answer).chosen
        unknown = chosen.keys() - {row.id for row in self.rows}
        if unknown:
            raise ValueError(f"“{min(unknown)}” is no row of the question {self.id}")
        self.show(answer)


def _line(label: str, option: str) -> str:
    return f"{label} {option}" if label.endswith(("?", ":")) else f"{label.removesuffix('.')}: {option}"

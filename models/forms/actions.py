"""The question answered by SMART actions, which are rows of their own and never one value (A7)."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from models.forms import limits
from models.forms.base import Part, Prompts, Words
from models.forms.choice import Option, check_differ
from models.forms.question import QuestionPart
from models.vocabulary import QuestionType

__all__ = ["ActionField", "ActionsQuestion"]


class ActionField(Part):
    """The wording of one column of the action table; the placeholder is a worked example (A11)."""

    label: Annotated[Words, StringConstraints(max_length=limits.LABEL_LENGTH)]
    help: Annotated[Words, StringConstraints(max_length=limits.HELP_LENGTH)] | None = None
    placeholder: Annotated[Words, StringConstraints(max_length=limits.PLACEHOLDER_LENGTH)] | None = None
    prompts: Prompts = ()


class ActionsQuestion(QuestionPart):
    """The action table: what, why, how, when, who and, at later meetings, what became of it.

    Actions carry by their own life and need no carry rule. What, who and a date are always
    needed before a record is sent; `why_required` adds the reason, `class_required` which of the
    `classes` it belongs to (source row D7).
    """

    type: Literal[QuestionType.ACTIONS]
    what: ActionField
    why: ActionField
    how: ActionField
    when: ActionField
    who: ActionField
    achieved: ActionField
    why_required: bool = False
    class_label: Annotated[Words, StringConstraints(max_length=limits.LABEL_LENGTH)] = "Which kind of step is it?"
    classes: Annotated[tuple[Option, ...], Field(max_length=limits.TAP_OPTIONS)] = ()
    class_required: bool = False

    @model_validator(mode="after")
    def check_classes(self) -> Self:
        """Refuse one class alone, which tells nothing apart, two that look alike, and a needed one of none."""
        if len(self.classes) == 1:
            raise ValueError("classes: two or more, or none at all")
        check_differ("classes", self.classes)
        if self.class_required and not self.classes:
            raise ValueError("class_required: there are no classes to choose from")
        return self

    def class_words(self, class_id: str) -> str:
        """Return the words of a class; nothing for none, and for one that another form asked."""
        return next((each.label for each in self.classes if each.id == class_id), "")

    def class_place(self, class_id: str) -> int:
        """Return where a class stands in the order of the form; what has none of them comes last."""
        ids = [each.id for each in self.classes]
        return ids.index(class_id) if class_id in ids else len(ids)

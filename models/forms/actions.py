"""The question answered by SMART actions, which are rows of their own and never one value (A7)."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from models.forms import limits
from models.forms.base import Part, Prompts, Words
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
    needed before a record is sent; `why_required` adds the reason.
    """

    type: Literal[QuestionType.ACTIONS]
    what: ActionField
    why: ActionField
    how: ActionField
    when: ActionField
    who: ActionField
    achieved: ActionField
    why_required: bool = False

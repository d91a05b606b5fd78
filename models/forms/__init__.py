"""Forms are content: code knows types of question, never a question."""

from models.forms.actions import ActionField, ActionsQuestion
from models.forms.answers import (
    Answer,
    ChoiceAnswer,
    ChoicesAnswer,
    DateAnswer,
    ScaleAnswer,
    TextAnswer,
    YesNoAnswer,
)
from models.forms.bank import PromptBank, PromptGroup
from models.forms.base import Prompt
from models.forms.choice import ChoiceQuestion, ChoicesQuestion, Option
from models.forms.day import DateQuestion
from models.forms.every_type import Question
from models.forms.evidence import EvidenceAnswer, EvidenceQuestion
from models.forms.form import Form, Section
from models.forms.grid import GridAnswer, GridQuestion, GridRow
from models.forms.proposal import Proposal
from models.forms.question import AnsweredQuestion, QuestionPart
from models.forms.scale import NOT_SCALED, Pole, ScaleQuestion
from models.forms.text import LEFT_OUT, TextQuestion
from models.forms.yes_no import YesNoQuestion

__all__ = [
    "LEFT_OUT",
    "NOT_SCALED",
    "ActionField",
    "ActionsQuestion",
    "Answer",
    "AnsweredQuestion",
    "ChoiceAnswer",
    "ChoiceQuestion",
    "ChoicesAnswer",
    "ChoicesQuestion",
    "DateAnswer",
    "DateQuestion",
    "EvidenceAnswer",
    "EvidenceQuestion",
    "Form",
    "GridAnswer",
    "GridQuestion",
    "GridRow",
    "Option",
    "Pole",
    "Prompt",
    "PromptBank",
    "PromptGroup",
    "Proposal",
    "Question",
    "QuestionPart",
    "ScaleAnswer",
    "ScaleQuestion",
    "Section",
    "TextAnswer",
    "TextQuestion",
    "YesNoAnswer",
    "YesNoQuestion",
]

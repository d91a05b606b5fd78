"""The one list of question types. A new type is one class and one line here.

A type needs a class with a `type` of its own (see `models.forms.text` for the shortest), an
answer class of its own if its answer is one value, and an entry in the registry of
`handlers.blocks.fields`.
"""

from typing import Annotated

from pydantic import Field

from models.forms.actions import ActionsQuestion
from models.forms.choice import ChoiceQuestion, ChoicesQuestion
from models.forms.day import DateQuestion
from models.forms.evidence import EvidenceQuestion
from models.forms.grid import GridQuestion
from models.forms.scale import ScaleQuestion
from models.forms.text import TextQuestion
from models.forms.yes_no import YesNoQuestion

__all__ = ["Question"]

Question = Annotated[
    TextQuestion
    | ChoiceQuestion
    | ChoicesQuestion
    | ScaleQuestion
    | DateQuestion
    | YesNoQuestion
    | EvidenceQuestion
    | GridQuestion
    | ActionsQuestion,
    Field(discriminator="type"),
]

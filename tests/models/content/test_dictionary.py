"""The dictionary for practice leads names every key of the schema, and no other."""

import re

import pytest
from pydantic import BaseModel

from models.forms.actions import ActionField, ActionsQuestion
from models.forms.bank import PromptBank, PromptGroup
from models.forms.base import ErrorWords, Prompt
from models.forms.choice import ChoiceQuestion, ChoicesQuestion, Option
from models.forms.day import DateQuestion
from models.forms.evidence import EvidenceQuestion
from models.forms.form import Form, Section
from models.forms.grid import GridQuestion, GridRow
from models.forms.proposal import Proposal
from models.forms.question import QuestionPart
from models.forms.scale import Pole, ScaleQuestion
from models.forms.text import TextQuestion
from models.forms.yes_no import YesNoQuestion
from models.policy import (
    ActionClock,
    Agenda,
    AgreementClock,
    AsyeClock,
    ChildClock,
    ContractClock,
    Deadlines,
    Labels,
    Nudges,
    OpenChildClock,
    PersonClock,
    Policy,
    Retention,
    Satisfies,
    Schedules,
    StudentClock,
)
from models.vocabulary import (
    AgendaReason,
    CarryRule,
    ChildFlag,
    ClockKind,
    Format,
    Meaning,
    MeetingPart,
    PlanStatus,
    QuestionType,
    RecordKind,
    Sharing,
)
from tests.conftest import CONTENT

DICTIONARY = (CONTENT / "README.md").read_text(encoding="utf-8")
PARTS: dict[str, type[BaseModel]] = {
    "Form": Form,
    "Section": Section,
    "Every question": QuestionPart,
    "Prompt": Prompt,
    "Errors": ErrorWords,
    "Proposal": Proposal,
    "text": TextQuestion,
    "choice, choices": ChoiceQuestion,
    "Option": Option,
    "scale": ScaleQuestion,
    "Pole": Pole,
    "date": DateQuestion,
    "yes_no": YesNoQuestion,
    "evidence": EvidenceQuestion,
    "grid": GridQuestion,
    "Grid row": GridRow,
    "actions": ActionsQuestion,
    "Action column": ActionField,
    "Prompt bank": PromptBank,
    "Prompt group": PromptGroup,
    "Policy": Policy,
    "Child clock": ChildClock,
    "Open child clock": OpenChildClock,
    "Person clock": PersonClock,
    "Assessed year": AsyeClock,
    "Student": StudentClock,
    "Contract": ContractClock,
    "Deadlines": Deadlines,
    "Answers": AgreementClock,
    "Action clock": ActionClock,
    "Schedules": Schedules,
    "Retention": Retention,
    "Satisfies": Satisfies,
    "Nudges": Nudges,
    "Agenda": Agenda,
    "Labels": Labels,
}
ROW = re.compile(r"^\| `(\w+)` \| (yes|no) \|", re.MULTILINE)


def documented() -> dict[str, dict[str, bool]]:
    """Return each heading's keys and whether they are needed."""
    chapters = re.split(r"^###? ", DICTIONARY, flags=re.MULTILINE)[1:]
    tables = {chapter.split("\n", 1)[0]: dict(ROW.findall(chapter)) for chapter in chapters}
    return {
        heading: {key: needed == "yes" for key, needed in table.items()}
        for heading, table in tables.items()
        if table or heading in PARTS
    }


def schema(part: type[BaseModel]) -> dict[str, bool]:
    """Return a part's own keys and whether they are needed; what every question has is said once."""
    shared = QuestionPart.model_fields if issubclass(part, QuestionPart) and part is not QuestionPart else {}
    return {key: field.is_required() for key, field in part.model_fields.items() if key not in shared}


def test_every_part_of_the_schema_has_a_chapter_and_no_chapter_is_left_over() -> None:
    assert set(documented()) == set(PARTS)


@pytest.mark.parametrize("heading", PARTS)
def test_a_chapter_names_exactly_the_keys_of_its_part(heading: str) -> None:
    assert documented()[heading] == schema(PARTS[heading])


def test_one_chapter_may_serve_choice_and_choices_because_they_have_the_same_keys() -> None:
    assert schema(ChoicesQuestion) == schema(ChoiceQuestion)


@pytest.mark.parametrize(
    "words",
    [
        RecordKind,
        QuestionType,
        CarryRule,
        Sharing,
        Meaning,
        Format,
        PlanStatus,
        ChildFlag,
        AgendaReason,
        ClockKind,
        MeetingPart,
    ],
)
def test_every_word_that_may_be_written_is_in_the_dictionary(words: type[QuestionType]) -> None:
    assert not [word.value for word in words if f"`{word.value}`" not in DICTIONARY]

"""Records on the forms of councils that use next steps by class and scales, written as far as a test needs it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from models.content import load_library
from models.forms import (
    Answer,
    AnsweredQuestion,
    EvidenceAnswer,
    EvidenceQuestion,
    Form,
    ScaleAnswer,
    ScaleQuestion,
    TextAnswer,
    TextQuestion,
    YesNoAnswer,
    YesNoQuestion,
)
from models.values.document import Document
from models.vocabulary import RecordKind
from models.workflow.parts import Parts
from models.workflow.reading import open_record
from tests.conftest import CONTENT
from tests.support.meetings import find_record
from tests.support.writing import Writing

__all__ = ["add_step", "answer_to", "document_of", "needed", "under_policy", "write_needed"]


def under_policy(parts: Parts, policy: str) -> Parts:
    """Return the parts of a council with this policy."""
    return replace(parts, library=load_library(CONTENT, policy))


def needed(form: Form) -> dict[str, dict[str, Answer]]:
    """Return an answer to each question that is needed, by section."""
    return {
        section.id: {question.id: answer_to(question) for question in section.answered if question.required}
        for section in form.sections
    }


def answer_to(question: AnsweredQuestion) -> Answer:
    """Return something to say to a question of a type that is ever needed."""
    match question:
        case TextQuestion():
            return TextAnswer(text="Calmer mornings.")
        case EvidenceQuestion():
            return EvidenceAnswer(text="The school says so.")
        case YesNoQuestion():
            return YesNoAnswer(yes=True)
        case ScaleQuestion():
            return ScaleAnswer(unscaled=True)
    raise AssertionError(f"tests know no answer to {question.type}")


async def write_needed(writing: Writing, child: str) -> None:
    """Write all that a record in depth needs, actions apart."""
    for section, answers in needed(writing.parts.library.form_for(RecordKind.CASEWORK)).items():
        if answers:
            await writing.see(child, section)
            await writing.write(child, section, answers)


async def add_step(writing: Writing, child: str, what: str, class_id: str = "") -> str:
    """Add a whole action, of a class or of none; return its id."""
    action_id = uuid4().hex
    due_on = writing.call.today + timedelta(days=14)
    await writing.act(child, action_id, what=what, why="It helps.", due_on=due_on, class_id=class_id)
    return action_id


async def document_of(writing: Writing, child: str) -> Document:
    """Return the record of a child as it was sent last."""
    record = await find_record(writing.parts, child)
    return (await open_record(writing.parts, writing.call, record_id=record.id)).versions[0].document

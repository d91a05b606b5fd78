"""When something missing is a pattern: again and again in one worker's last records (source row D2)."""

from collections.abc import Sequence

from models.forms import Answer, AnsweredQuestion, Form
from models.rules.proposals import is_missing
from models.values.document import Document
from models.values.patterns import FileCheck, Gap, Pattern

__all__ = ["LOOKED_AT", "check_file", "checks_file", "find_patterns"]

LOOKED_AT = 6
"""How many of a worker's last records are looked at."""
AGAIN = 2
"""How often something has to be missing among them."""


def checks_file(form: Form) -> bool:
    """Say whether a form asks for something that becomes a next step when it is missing."""
    return any(question.proposes is not None for question in form.answered)


def check_file(form: Form, document: Document) -> FileCheck:
    """Return what a sent record says of the file, by the form it answers."""
    questions = [question for question in form.answered if question.proposes is not None]
    return FileCheck(
        held_on=document.meeting.held_on,
        label=document.subject.label,
        asked={question.id: question.label for question in questions},
        missing=frozenset(question.id for question in questions if is_missing(_answer(question, document))),
    )


def _answer(question: AnsweredQuestion, document: Document) -> Answer | None:
    """Return the answer as it was sent; what was left blank stands in no document."""
    for _section, answer in document.answers():
        if answer.question == question.id and answer.type is question.type:
            return type(question.empty()).model_validate(answer.value)
    return None


def find_patterns(checks: Sequence[FileCheck]) -> tuple[Pattern, ...]:
    """Return what was missing twice or more in these records, the most often first; `checks` come latest first."""
    labels: dict[str, str] = {}
    for check in checks:
        labels = {**check.asked, **labels}  # as the latest record asked it
    found = [
        Pattern(
            question=label,
            gaps=tuple(Gap(check.held_on, check.label) for check in checks if question_id in check.missing),
            asked=sum(question_id in check.asked for check in checks),
        )
        for question_id, label in labels.items()
    ]
    return tuple(sorted((one for one in found if len(one.gaps) >= AGAIN), key=lambda one: -len(one.gaps)))

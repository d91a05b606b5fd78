"""A form: the questions a record answers, in sections, numbered, and frozen once used."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from models.forms import limits
from models.forms.actions import ActionsQuestion
from models.forms.answers import Answer
from models.forms.base import Part, PartId, Words
from models.forms.every_type import Question
from models.forms.proposal import Proposal
from models.forms.question import AnsweredQuestion
from models.vocabulary import CarryRule, Meaning, QuestionType, RecordKind

__all__ = ["Form", "Section"]

Title = Annotated[Words, StringConstraints(max_length=limits.TITLE_LENGTH)]


class Section(Part):
    """A few questions answered on one screen."""

    id: PartId
    title: Title
    help: Annotated[Words, StringConstraints(max_length=limits.HELP_LENGTH)] | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=limits.SECTION_INPUTS)]

    @model_validator(mode="after")
    def check_inputs_fit(self) -> Self:
        """Refuse more inputs than one screen holds well; a grid alone may have as many rows as it likes."""
        inputs = sum(question.inputs for question in self.questions)
        if len(self.questions) > 1 and inputs > limits.SECTION_INPUTS:
            raise ValueError(
                f"questions: {inputs} inputs, a grid counting as many as it has rows; at most {limits.SECTION_INPUTS}"
                " fit a section. A grid alone in its section may have more"
            )
        return self

    @property
    def answered(self) -> tuple[AnsweredQuestion, ...]:
        """The questions answered by one value each: all but the actions."""
        return tuple(question for question in self.questions if isinstance(question, AnsweredQuestion))


class Form(Part):
    """A whole form as a practice lead wrote it; `note` says what a reader of the file should know.

    A form without `kinds` has no flow: it can be looked at, and no record answers it. One that is
    `reconstructed` was rebuilt from the text of its source, which shows no template.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=limits.FORM_ID_LENGTH)]
    number: Annotated[int, Field(ge=1)]
    title: Title
    kinds: tuple[RecordKind, ...]
    source: Words
    note: Words | None = None
    reconstructed: bool = False
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=limits.MENU_OPTIONS)]

    @model_validator(mode="after")
    def check_ids_are_unique(self) -> Self:
        """Refuse two sections, or two questions anywhere in the form, with one id."""
        _check_single("sections", [section.id for section in self.sections])
        _check_single("questions", [question.id for question in self.questions])
        _check_single("kinds", [kind.value for kind in self.kinds])
        return self

    @model_validator(mode="after")
    def check_note_says_what_from(self) -> Self:
        """Refuse a reconstructed form that does not say what it was rebuilt from."""
        if self.reconstructed and self.note is None:
            raise ValueError("note: a reconstructed form says here what it was rebuilt from")
        return self

    @model_validator(mode="after")
    def check_meanings(self) -> Self:
        """Refuse a meaning claimed twice, which would leave code to guess, and a second action table."""
        _check_single("means", [meaning.value for question in self.questions for meaning in question.means])
        tables = [question for question in self.questions if question.type is QuestionType.ACTIONS]
        if len(tables) > 1:
            raise ValueError("questions: a form has one question of the type actions at most")
        if any(question.carry is not CarryRule.NEVER for question in tables):
            raise ValueError("carry: actions carry over by themselves, leave the key out")
        return self

    @model_validator(mode="after")
    def check_proposals(self) -> Self:
        """Refuse a proposed next step that has no table to go to, or that could not be sent as it is made."""
        for question in self.questions:
            lack = "" if question.proposes is None else self._lack_of(question, question.proposes)
            if lack:
                raise ValueError(f"proposes: the question {question.id}: {lack}")
        return self

    def _lack_of(self, question: Question, proposal: Proposal) -> str:
        table = self.action_table
        if table is None:
            return "a next step needs a question of the type actions in the form"
        if question is table:
            return "actions propose nothing, they are the next steps"
        if proposal.class_id is not None and not table.class_words(proposal.class_id):
            return f"class_id: “{proposal.class_id}” is none of the classes of the actions"
        if table.class_required and proposal.class_id is None:
            return "class_id: the form needs a class of every action"
        if table.why_required and proposal.why is None:
            return "why: the form needs the reason of every action"
        return ""

    @property
    def key(self) -> tuple[str, int]:
        """What records point with."""
        return self.id, self.number

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order they are asked."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def answered(self) -> tuple[AnsweredQuestion, ...]:
        """All questions answered by one value each: all but the actions."""
        return tuple(question for section in self.sections for question in section.answered)

    @cached_property
    def action_table(self) -> ActionsQuestion | None:
        """The question answered by actions, of which there is one at most."""
        return next((question for question in self.questions if isinstance(question, ActionsQuestion)), None)

    def section(self, section_id: str) -> Section:
        """Return a section; KeyError when the form has none of that id."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def question(self, question_id: str) -> Question:
        """Return a question; KeyError when the form has none of that id."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def section_after(self, section_id: str) -> Section | None:
        """Return the next section, or None after the last."""
        place = self.sections.index(self.section(section_id)) + 1
        return self.sections[place] if place < len(self.sections) else None

    def meaning(self, meaning: Meaning) -> Question | None:
        """Return the question that carries a meaning: the only way code looks for a particular answer."""
        return next((question for question in self.questions if meaning in question.means), None)

    def missing(self, answers: Mapping[str, Answer]) -> tuple[AnsweredQuestion, ...]:
        """Return the needed questions without an answer, in order; actions are judged elsewhere."""
        return tuple(
            question
            for question in self.answered
            if question.required and (question.id not in answers or answers[question.id].is_empty)
        )

    def canonical(self) -> str:
        """Return the one JSON spelling, without keys left at their default; `read` undoes it."""
        body = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical JSON: the same for as long as the form asks the same."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def read(cls, canonical: str) -> Self:
        """Return the form of a canonical text; pydantic.ValidationError when it is none."""
        return cls.model_validate_json(canonical)


def _check_single(where: str, said: list[str]) -> None:
    twice = [word for word, times in Counter(said).items() if times > 1]
    if twice:
        raise ValueError(f"{where}: “{twice[0]}” is there twice")

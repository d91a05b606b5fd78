"""Every step of every form on disk, with prompts of its banks and the longest answers, is one Slack takes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from handlers.blocks.hub import build_hub
from handlers.blocks.ids import RECORD_NEXT, read_place
from handlers.blocks.section import build_section
from models.content import load_library
from models.forms import (
    ActionsQuestion,
    Answer,
    AnsweredQuestion,
    EvidenceAnswer,
    EvidenceQuestion,
    Form,
    GridAnswer,
    GridQuestion,
    Section,
    TextAnswer,
    TextQuestion,
)
from models.rules.prompts import mix_prompts
from models.values.record import AnswerField, Earlier, RecordView, SectionLine, SectionState, SectionView
from models.vocabulary import EvidenceBasis
from sandbox.blockkit.surfaces import size_of, view_problems
from tests.conftest import CONTENT
from tests.handlers.record_values import EARLIER, HEAD, RENDER

LIBRARY = load_library(CONTENT)
FORMS = sorted(LIBRARY.forms.values(), key=lambda form: form.key)
STEPS = [(form, section) for form in FORMS for section in form.sections]


def longest(question: AnsweredQuestion) -> Answer | None:
    if isinstance(question, TextQuestion):
        return TextAnswer(text="👍 " * 2500, left_out=question.may_be_left_out)
    if isinstance(question, EvidenceQuestion):
        return EvidenceAnswer(text="👍 " * 2500, basis=EvidenceBasis.REPORTED, who="ü" * 300)
    if isinstance(question, GridQuestion):
        return GridAnswer(chosen={row.id: question.options[-1].id for row in question.rows})
    return None


def step(form: Form, section: Section, earlier: Earlier | None, *, filled: bool) -> SectionView:
    fields = tuple(
        AnswerField(
            question,
            longest(question) if filled else None,
            earlier=earlier,
            offered=mix_prompts(
                (prompt for group in LIBRARY.groups_beside(question) for prompt in group.prompts), question.id
            ),
        )
        for question in section.answered
    )
    following = form.section_after(section.id)
    return SectionView(
        head=replace(HEAD, form=form),
        section=section,
        fields=fields,
        actions=() if any(isinstance(one, ActionsQuestion) for one in section.questions) else None,
        beside=(),
        following=None if following is None else following.id,
        saved_at=HEAD.saved_at,
        first_record=earlier is None,
    )


def pages(view: SectionView) -> Iterator[dict[str, Any]]:
    first: int | None = 0
    turns = {field.question.id: 10_000 for field in view.fields if field.offered}
    while first is not None:
        page = build_section(view, RENDER, first=first, turns=turns)
        yield page
        value = next(
            one["value"]
            for block in page["blocks"]
            for one in block.get("elements", ())
            if one.get("action_id") == RECORD_NEXT
        )
        first = int(value.removeprefix("n:")) if value.startswith("n:") else None


@pytest.mark.parametrize(("form", "section"), STEPS, ids=lambda part: part.id)
@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
def test_every_step_on_disk_is_one_slack_takes(form: Form, section: Section, filled: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    earlier = replace(EARLIER, text="שלום " * 2000) if filled else None
    shown = set[str]()
    for page in pages(step(form, section, earlier, filled=filled)):
        assert view_problems(page, kind="modal") == []
        assert size_of(page) < 250_000
        assert read_place(page["private_metadata"]).section == section.id
        shown |= {block["block_id"].split(":")[3] for block in page["blocks"] if block["type"] == "input"}
    assert shown == {question.id for question in section.answered}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_hub_of_every_form_is_one_slack_takes(form: Form) -> None:
    lines = tuple(SectionLine(one.id, one.title, SectionState.BEGUN, HEAD.saved_at, 1) for one in form.sections)
    hub = build_hub(RecordView(replace(HEAD, form=form), lines, (), prompts_hidden=True), RENDER)
    assert view_problems(hub, kind="modal") == []

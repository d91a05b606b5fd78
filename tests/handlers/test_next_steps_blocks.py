"""Classes of next steps, a step proposed beside a question, and the points of a scale, as they are drawn."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.blocks.action_fields import read_action
from handlers.blocks.action_step import build_action
from handlers.blocks.banner import record_title
from handlers.blocks.earlier import build_earlier_page
from handlers.blocks.ids import PROPOSE, read_place
from handlers.blocks.proposal import MADE
from handlers.blocks.section import build_section
from models.content import load_library
from models.forms import ActionsQuestion, Answer, DateAnswer, ScaleQuestion, YesNoAnswer
from models.rules.points import points_words
from models.values.action import ActionContent, ActionLine
from models.values.record import Earlier, RecordHead, SectionView
from models.vocabulary import RecordKind
from sandbox.blockkit.surfaces import size_of, view_problems
from tests.conftest import CONTENT
from tests.handlers.record_values import CARRIED, HEAD, NEW, RENDER, action_step, step
from tests.support.forms import screen
from tests.support.golden import check_golden

POLICIES = ("bracknell-forest", "coventry", "default", "dorset", "family-safeguarding", "mosaic")


def head_of(policy: str) -> RecordHead:
    return replace(HEAD, form=load_library(CONTENT, policy).form_for(RecordKind.CASEWORK))


BRACKNELL, COVENTRY = head_of("bracknell-forest"), head_of("coventry")
CLASSED = replace(
    NEW, now=NEW.now.model_copy(update={"class_id": "information_sharing"}), class_label="Sharing information"
)
EARLIER = Earlier(
    "safety",
    "How safe?",
    "5 on 2 February 2026 (0 is “No safety”, 10 is “Safe”)\nNot scaled on 5 January 2026",
    date(2026, 2, 2),
    several=True,
)


def table() -> ActionsQuestion:
    assert BRACKNELL.form.action_table is not None
    return BRACKNELL.form.action_table


def compliance(made: frozenset[str] = frozenset(), answers: Mapping[str, Answer] | None = None) -> SectionView:
    """Return the step that asks whether the file is up to date."""
    view = step("compliance", head=BRACKNELL, answers=answers)
    fields = tuple(replace(field, proposed=field.question.id in made) for field in view.fields)
    return replace(view, fields=fields)


def action_page(line: ActionLine | None, content: ActionContent) -> dict[str, Any]:
    return build_action(replace(action_step(line), head=BRACKNELL), table(), content, RENDER)


def scale_step() -> SectionView:
    section = next(one for one in COVENTRY.form.sections if any(q.id == "safety" for q in one.questions))
    view = step(section.id, head=COVENTRY)
    fields = tuple(replace(field, earlier=EARLIER if field.question.id == "safety" else None) for field in view.fields)
    return replace(view, fields=fields, first_record=False)


def pages() -> dict[str, dict[str, Any]]:
    no = {"information_up_to_date": YesNoAnswer(yes=False)}
    return {
        "compliance": build_section(compliance(), RENDER),
        "compliance_made": build_section(compliance(frozenset(no), no), RENDER),
        "actions": build_section(step("next_steps", head=BRACKNELL, actions=(CARRIED, CLASSED)), RENDER),
        "action_new": action_page(None, ActionContent()),
        "action_edit": action_page(CLASSED, CLASSED.now),
        "scale": build_section(scale_step(), RENDER),
        "scale_read_all": build_earlier_page(COVENTRY, EARLIER, 1),
    }


@pytest.mark.parametrize("name", list(pages()))
def test_a_page_is_as_drawn_and_slack_takes_it(name: str) -> None:
    view = pages()[name]
    assert view_problems(view, kind="modal") == []
    check_golden(f"next_steps_{name}", view)


def proposals(view: dict[str, Any]) -> dict[str, str]:
    """Return what stands on each button that makes a next step, by question."""
    elements = (element for block in view["blocks"] for element in block.get("elements", ()))
    return {one["value"]: one["text"]["text"] for one in elements if one.get("action_id") == PROPOSE}


def test_each_proposal_stands_whole_on_its_button_until_it_is_a_next_step() -> None:
    shown = proposals(pages()["compliance"])
    assert list(shown) == ["last_seen", "next_meeting", "information_up_to_date", "cultural_identity"]
    assert not any("…" in words for words in shown.values())
    made = pages()["compliance_made"]
    assert list(proposals(made)) == ["last_seen", "next_meeting", "cultural_identity"]
    assert json.dumps(made).count(MADE) == 1


def test_an_answer_moves_no_button_from_under_a_finger() -> None:
    answers: dict[str, Answer] = {
        "last_seen": DateAnswer(day=date(2026, 3, 1)),
        "information_up_to_date": YesNoAnswer(yes=True),
    }
    answered = build_section(compliance(answers=answers), RENDER)
    blank = pages()["compliance"]
    assert [block["type"] for block in answered["blocks"]] == [block["type"] for block in blank["blocks"]]


def test_an_answer_that_may_not_be_changed_proposes_nothing() -> None:
    answers: dict[str, Answer] = {"last_seen": DateAnswer(day=date(2026, 3, 1))}
    view = compliance(answers=answers)
    fields = tuple(replace(field, fixed=field.question.id == "last_seen") for field in view.fields)
    assert "last_seen" not in proposals(build_section(replace(view, fields=fields), RENDER))


def test_the_class_is_one_tap_and_is_read_back() -> None:
    view = pages()["action_edit"]
    place = read_place(view["private_metadata"])
    people = [block for block in view["blocks"] if block.get("element", {}).get("type") != "external_select"]
    assert read_action(screen(people), place)["class_id"] == "information_sharing"
    blank = [
        block for block in pages()["action_new"]["blocks"] if block.get("element", {}).get("type") != "external_select"
    ]
    assert "class_id" not in read_action(screen(blank), read_place(pages()["action_new"]["private_metadata"]))


def test_a_class_of_another_form_is_chosen_nowhere_and_left_alone() -> None:
    content = NEW.now.model_copy(update={"class_id": "of_another_form"})
    view = action_page(replace(NEW, now=content), content)
    assert "of_another_form" not in json.dumps(view)
    radios = next(block for block in view["blocks"] if block.get("label", {}).get("text") == table().class_label)
    assert "initial_option" not in radios["element"]


def test_the_row_of_an_action_says_its_class() -> None:
    assert "Sharing information · New" in json.dumps(pages()["actions"], ensure_ascii=False)


def test_points_of_scales_that_changed_each_time_still_fit_and_can_be_read_in_full() -> None:
    question = COVENTRY.form.question("safety")
    assert isinstance(question, ScaleQuestion)
    shown = f"4 (0 is “{'w' * 69}”, 10 is “{'m' * 69}”)"
    words = points_words(question, [(date(2026, month, 3), "{}", shown) for month in range(1, 7)])
    long = replace(EARLIER, text=words)
    view = scale_step()
    fields = tuple(replace(field, earlier=long if field.earlier else None) for field in view.fields)
    page = build_section(replace(view, fields=fields), RENDER)
    assert view_problems(page, kind="modal") == []
    assert size_of(page) < 250_000
    assert "Read all" in json.dumps(page)
    assert json.dumps(build_earlier_page(COVENTRY, long, 1)).count("w" * 69) == 6


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", RecordKind)
def test_a_modal_is_called_what_the_council_calls_the_record_in_whole_words(policy: str, kind: RecordKind) -> None:
    words = load_library(CONTENT, policy).policy.labels.kind[kind]
    title = record_title(replace(HEAD, kind_words=words))
    assert len(title) <= 24
    assert f"{words} ".startswith(f"{title} ")


def test_a_name_of_one_long_word_is_cut_where_a_title_ends() -> None:
    view = build_section(step("outcomes", head=replace(HEAD, kind_words="x" * 40)), RENDER)
    assert view["title"]["text"] == "x" * 23 + "…"

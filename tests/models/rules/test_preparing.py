"""A prepared text and the box it belongs in: nothing that stands there is taken away."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.content import load_library
from models.forms import Form, TextAnswer, TextQuestion
from models.rules.preparing import add_text, draftable, find_box, holds_text, last_moment
from models.values.errors import Refusal
from models.vocabulary import RecordKind
from tests.conftest import CONTENT

LIBRARY = load_library(CONTENT)
IN_DEPTH, BRIEF = LIBRARY.form_for(RecordKind.CASEWORK), LIBRARY.form_for(RecordKind.BRIEF)


def question(question_id: str) -> TextQuestion:
    found = IN_DEPTH.question(question_id)
    assert isinstance(found, TextQuestion)
    return found


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_whatever_stands_in_the_box_stays_and_using_a_text_again_changes_nothing(there: str, prepared: str) -> None:
    used = add_text(TextAnswer(text=there), prepared)
    assert used.text.startswith(there.rstrip())
    assert holds_text(used, prepared)
    assert add_text(used, prepared) == used


def test_a_blank_box_holds_the_text_alone_and_a_full_one_has_a_blank_line_between() -> None:
    assert add_text(None, "Prepared.") == TextAnswer(text="Prepared.")
    assert add_text(TextAnswer(text=" \n"), "Prepared.") == TextAnswer(text="Prepared.")
    assert add_text(TextAnswer(text="Typed. \n"), "Prepared.").text == "Typed.\n\nPrepared."


def test_where_both_agreed_not_to_record_it_the_text_is_not_put_there() -> None:
    with pytest.raises(Refusal, match="agreed not to record"):
        add_text(TextAnswer(text="", left_out=True), "Prepared.")


@pytest.mark.parametrize(
    ("asked", "form", "box"),
    [
        ("progress", IN_DEPTH, "progress"),
        ("identity", IN_DEPTH, "identity"),
        ("progress", BRIEF, "progress"),
        ("child_words", BRIEF, "progress"),
        ("desired_outcomes", BRIEF, None),
        ("identity", BRIEF, None),
    ],
)
def test_a_text_belongs_in_the_box_that_asks_the_same_or_in_none(asked: str, form: Form, box: str | None) -> None:
    found = find_box(question(asked), IN_DEPTH, form)
    assert (None if found is None else found.id) == box


def test_only_questions_that_take_text_can_be_drafted() -> None:
    assert {section.id: [one.id for one in asked] for section, asked in draftable(IN_DEPTH)} == {
        "outcomes": ["desired_outcomes"],
        "progress": ["progress"],
        "voices": ["child_words", "identity", "impact"],
    }


def test_a_meeting_takes_what_was_saved_by_the_end_of_its_day_in_london_also_when_the_clocks_change() -> None:
    assert last_moment(date(2026, 3, 2)) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert last_moment(date(2026, 3, 29)) == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)
    assert last_moment(date(2026, 10, 24)) == datetime(2026, 10, 24, 23, 0, tzinfo=UTC)

"""Sharing with brothers and sisters: the same question of two forms, whose words stay, and what is never shared."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.content import load_library
from models.forms import AnsweredQuestion, Form
from models.rules.conflict import Cell, Incoming, Parked, Verdict, is_blank, merge
from models.rules.sharing import (
    Theirs,
    build_offer,
    find_counterpart,
    follows,
    judge_sharing,
    shares_actions,
    short_names,
    write_shared,
)
from models.values.sharing import Fate, Offer
from models.vocabulary import QuestionType, Sharing
from tests.conftest import CONTENT
from tests.support.shared_forms import ask, form, forms

FORMS = sorted(load_library(CONTENT).forms.values(), key=lambda form: form.key)
AVA, NOAH = "a" * 32, "b" * 32


def counterpart(one: dict[str, Any], *others: dict[str, Any]) -> str | None:
    found = find_counterpart(form(one).answered[0], form(*others, name="other"))
    return None if found is None else found.id


def shared(value: str, cell: Cell | None = None) -> Cell:
    return write_shared(cell or Cell(), value, source_id=AVA, writer="V1", by="priya", revision=1)


def test_the_same_question_is_one_of_the_same_id_and_type() -> None:
    assert counterpart(ask(), ask("else"), ask()) == "family"
    assert counterpart(ask(), ask("else")) is None
    assert counterpart(ask(), ask(kind="evidence")) is None


def test_questions_that_mean_the_same_are_the_same_whatever_their_ids_are() -> None:
    assert counterpart(ask(means="decision"), ask("what", means="decision")) == "what"
    assert counterpart(ask(means="decision"), ask(means="reason")) is None
    assert counterpart(ask(means="decision"), ask()) is None
    assert counterpart(ask(), ask(means="decision")) is None


@pytest.mark.parametrize(("here", "there"), [("own", "shared"), ("shared", "own"), ("own", "own")])
def test_both_forms_have_to_share_it(here: str, there: str) -> None:
    assert counterpart(ask(sharing=here), ask(sharing=there)) is None
    actions = ask("actions", "actions", sharing=there)
    assert shares_actions(form(actions)) is (there == "shared")


def test_a_form_without_actions_shares_none() -> None:
    assert not shares_actions(form(ask()))


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("scale", {}),
        ("text", {"means": "outcomes"}),
        ("evidence", {"means": ["child_words"]}),
        ("scale", {"means": "safety"}),
    ],
)
def test_no_form_can_share_outcomes_the_childs_words_or_a_scale(kind: str, keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="each child's own"):
        form(ask(kind=kind, **keys))
    assert form(ask(kind=kind, sharing="own", **keys))


def test_the_forms_on_disk_share_no_answer_of_an_own_question_with_any_form() -> None:
    for one in FORMS:
        for question in one.answered:
            found = [find_counterpart(question, other) for other in FORMS]
            if question.sharing is Sharing.OWN:
                assert found == [None] * len(FORMS)
            for other in found:
                assert other is None or other.sharing is Sharing.SHARED


@given(forms(), forms(), forms())
def test_no_own_question_has_a_counterpart_and_being_the_same_goes_both_ways(
    one: Form, other: Form, third: Form
) -> None:
    for question in one.answered:
        found = find_counterpart(question, other)
        if question.sharing is Sharing.OWN:
            assert found is None
        if found is None:
            continue
        assert (found.sharing, found.type) == (Sharing.SHARED, question.type)
        assert find_counterpart(found, one) == question
        assert find_counterpart(question, third) == find_counterpart(found, third)


def test_sharing_fills_what_is_blank_and_takes_words_from_nobody() -> None:
    assert judge_sharing(Cell(), "New", follows=False) is Fate.WRITTEN
    assert judge_sharing(Cell(value=" "), "New", follows=False) is Fate.WRITTEN
    assert judge_sharing(Cell(value="New"), "New", follows=False) is Fate.THERE
    assert judge_sharing(Cell(value="Other"), "New", follows=False) is Fate.KEPT
    assert judge_sharing(Cell(value="Old"), "New", follows=True) is Fate.UPDATED
    waiting = Cell(parked=(Parked(writer="V2", by="tom", value="Mine"),))
    assert judge_sharing(waiting, "New", follows=True) is Fate.KEPT


def test_what_was_shared_follows_until_somebody_changes_it_there() -> None:
    cell = shared("All walk with Dad.")
    assert (cell.value, cell.shared_from, follows(cell, AVA), follows(cell, NOAH)) == (
        "All walk with Dad.",
        AVA,
        True,
        False,
    )
    same = merge(cell, Incoming("All walk with Dad.", "V2", "tom", seen=1), 2)
    assert (same.verdict, same.cell.shared_from) == (Verdict.SAME, AVA)
    edited = merge(cell, Incoming("Noah does not.", "V2", "tom", seen=1), 2).cell
    assert (edited.value, edited.shared_from, follows(edited, AVA)) == ("Noah does not.", None, False)


def test_words_typed_on_another_screen_meanwhile_wait_beside_what_was_shared() -> None:
    merged = merge(shared("All walk with Dad."), Incoming("Typed meanwhile.", "V2", "tom", seen=0), 2)
    assert merged.verdict is Verdict.PARKED
    assert [one.value for one in merged.cell.parked] == ["Typed meanwhile."]


def test_what_both_brought_from_last_time_follows_while_nobody_touched_it() -> None:
    carried = Cell(value="Quiet nights")
    assert follows(carried, AVA, touched=False, arrived="Quiet nights")
    assert not follows(carried, AVA, touched=True, arrived="Quiet nights")
    assert not follows(carried, AVA, touched=False, arrived="Other words")
    assert not follows(Cell(), AVA, touched=False, arrived=None)


def test_an_offer_names_who_would_get_it_and_who_keeps_words_of_their_own() -> None:
    theirs = (
        Theirs("Noah", Cell(), follows=False),
        Theirs("Leo", shared("Old"), follows=True),
        Theirs("Mia", Cell(value="Own"), follows=False),
        Theirs("Zoë", Cell(value="New"), follows=False),
    )
    assert build_offer(theirs, "New", None) == Offer(("Noah",), ("Leo",), ("Mia",))
    assert build_offer(theirs, None, "Ava").names == ("Noah", "Leo")


def test_brothers_and_sisters_are_called_by_first_names_where_those_tell_them_apart() -> None:
    assert short_names({"1": "Ava Zed", "2": "Noah Zed"}) == {"1": "Ava", "2": "Noah"}
    assert short_names({"1": "Ava May Zed", "2": "ava Zed", "3": "Leo"}) == {
        "1": "Ava May Zed",
        "2": "ava Zed",
        "3": "Leo",
    }
    assert short_names({"1": "Zed, Ava", "2": "Zed, Noah"}) == {"1": "Zed, Ava", "2": "Zed, Noah"}


CELLS = st.builds(
    Cell,
    value=st.none() | st.sampled_from(["", "A", "B"]),
    shared_from=st.none() | st.just(AVA) | st.just(NOAH),
    writer=st.none() | st.sampled_from(["V1", "V2"]),
    stamp=st.none() | st.sampled_from(["1.0", "9.0"]),
)


@given(CELLS, st.sampled_from(["A", "B", "C"]))
def test_sharing_twice_is_sharing_once_and_no_word_of_anybody_else_is_lost(cell: Cell, value: str) -> None:
    fate = judge_sharing(cell, value, follows=follows(cell, AVA))
    if fate in {Fate.THERE, Fate.KEPT}:
        return
    assert is_blank(cell.value) or cell.shared_from == AVA
    after = write_shared(cell, value, source_id=AVA, writer="V1", by="priya", revision=cell.revision + 1)
    assert (after.value, after.shared_from) == (value, AVA)
    assert judge_sharing(after, value, follows=follows(after, AVA)) is Fate.THERE


def test_every_shared_question_on_disk_is_one_of_a_childs_form() -> None:
    """A personal record, a note or a survey has no brothers and sisters."""
    for one in FORMS:
        named: list[AnsweredQuestion] = [each for each in one.answered if each.sharing is Sharing.SHARED]
        assert not named or {"casework", "brief"} & {kind.value for kind in one.kinds}
        assert all(question.type is not QuestionType.SCALE for question in named)

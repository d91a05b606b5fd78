"""What an action must have before it is sent, and what is only advice."""

from datetime import date, timedelta

import pytest

from models.forms import ActionsQuestion, Option
from models.rules.smart_actions import check_action_complete, find_gaps, find_hints
from models.values.action import ActionContent
from models.values.errors import Refusal
from models.vocabulary import ActionState, Depth

HELD = date(2026, 3, 2)
WHOLE = ActionContent(
    what="Ring the school nurse about the hearing test",
    why="Her teacher thinks she misses what is said behind her.",
    how="Ring on Monday, tell Mum the day before.",
    owner_id="sam",
    due_on=HELD + timedelta(days=14),
)
TABLE = ActionsQuestion.model_validate(
    {
        "type": "actions",
        "id": "actions",
        "label": "Actions",
        "source": "our own",
        "what": {"label": "Which step?"},
        "why": {"label": "What outcome do we want?"},
        "how": {"label": "How will we measure it?"},
        "when": {"label": "By when?"},
        "who": {"label": "Whose step is it?"},
        "achieved": {"label": "What came of it?"},
    }
)
CLASSED = TABLE.model_copy(
    update={
        "classes": (Option(id="family", label="With the family"), Option(id="file", label="Putting the file right")),
        "class_label": "Which kind?",
        "class_required": True,
    }
)


def gaps(content: ActionContent, depth: Depth = Depth.IN_DEPTH, *, carried: bool = False) -> list[str]:
    return [gap.field for gap in find_gaps(content, TABLE, depth, carried=carried)]


def sentences(content: ActionContent, table: ActionsQuestion = TABLE, *, carried: bool = False) -> list[str]:
    return [gap.sentence for gap in find_gaps(content, table, Depth.IN_DEPTH, carried=carried)]


@pytest.mark.parametrize(
    ("without", "field"),
    [({"what": " "}, "what"), ({"why": ""}, "why"), ({"owner_id": None}, "who"), ({"due_on": None}, "when")],
)
def test_an_action_in_depth_needs_what_why_who_and_a_date(without: dict[str, object], field: str) -> None:
    lacking = WHOLE.model_copy(update=without)
    assert gaps(lacking) == [field]
    with pytest.raises(Refusal):
        check_action_complete(lacking, TABLE, Depth.IN_DEPTH)


def test_a_whole_action_may_be_sent() -> None:
    check_action_complete(WHOLE, TABLE, Depth.IN_DEPTH)
    assert find_hints(WHOLE, TABLE, HELD) == ()


def test_why_is_not_needed_in_brief_nor_of_one_that_was_sent_before_without_it() -> None:
    without = WHOLE.model_copy(update={"why": ""})
    assert gaps(without, Depth.BRIEF) == []
    assert gaps(without, carried=True) == []


def test_somebody_outside_the_directory_still_needs_a_colleague_who_chases_it() -> None:
    lacking = WHOLE.model_copy(update={"owner_id": None, "who_words": "Mum"})
    assert [gap.sentence for gap in find_gaps(lacking, TABLE, Depth.BRIEF)] == ["Say who chases it."]


@pytest.mark.parametrize("state", [ActionState.ACHIEVED, ActionState.NO_LONGER_NEEDED])
def test_a_closed_action_needs_its_sentence_and_nothing_else(state: ActionState) -> None:
    bare = ActionContent(state=state)
    assert gaps(bare) == ["outcome"]
    assert gaps(bare.model_copy(update={"outcome": "Yes, they walk every week."})) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": "Support Mum with the mornings at home"}, "what"),
        ({"what": "Visit the family asap to talk about it"}, "what"),
        ({"what": "Ring school"}, "what"),
        ({"how": ""}, "how"),
        ({"due_on": HELD - timedelta(days=1)}, "when"),
        ({"due_on": HELD + timedelta(weeks=13)}, "when"),
    ],
)
def test_what_would_make_it_smarter_is_advice_and_never_in_the_way(change: dict[str, object], field: str) -> None:
    content = WHOLE.model_copy(update=change)
    assert [hint.field for hint in find_hints(content, TABLE, HELD)] == [field]
    assert not any(hint.blocking for hint in find_hints(content, TABLE, HELD))
    assert gaps(content) == []


def test_a_closed_action_gets_no_advice() -> None:
    assert find_hints(WHOLE.model_copy(update={"state": ActionState.ACHIEVED, "how": ""}), TABLE, HELD) == ()


def test_an_action_with_nothing_but_its_default_owner_is_blank() -> None:
    assert ActionContent(owner_id="sam").is_blank
    assert not WHOLE.is_blank


def test_what_an_action_lacks_is_named_as_the_form_calls_it() -> None:
    assert sentences(ActionContent()) == [
        "“Which step?” has no answer yet.",
        "“What outcome do we want?” has no answer yet.",
        "“Whose step is it?” has no answer yet.",
        "Give it a date.",
    ]
    [hint] = find_hints(WHOLE.model_copy(update={"how": ""}), TABLE, HELD)
    assert hint.sentence == "“How will we measure it?” is still blank. A few words there help it to happen."


@pytest.mark.parametrize("class_id", ["", "of_another_form"])
def test_a_class_the_form_needs_is_asked_for_until_one_of_its_own_is_chosen(class_id: str) -> None:
    lacking = WHOLE.model_copy(update={"class_id": class_id})
    assert sentences(lacking, CLASSED) == ["“Which kind?” has no answer yet."]
    assert sentences(lacking, CLASSED, carried=True) == []
    assert sentences(lacking.model_copy(update={"class_id": "file"}), CLASSED) == []
    assert sentences(lacking) == []


def test_an_action_with_nothing_but_a_class_is_blank() -> None:
    assert ActionContent(class_id="file").is_blank

"""Every question becomes Slack inputs and comes back as the same answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks.fields import FIELDS, Earlier, FieldPlace, build_field, read_field
from handlers.blocks.ids import FIELD_CHOSEN, FIELD_TYPED, READ_EARLIER, field_block_id, read_field_block_id
from models.content import load_library
from models.forms import AnsweredQuestion, ChoiceAnswer, Question, ScaleAnswer, TextAnswer, TextQuestion
from models.vocabulary import QuestionType
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import CONTENT
from tests.support.forms import answers, every_type, screen
from tests.support.golden import check_golden

FORM = every_type()
LIBRARY = load_library(CONTENT)
TITLE = {"type": "plain_text", "text": "Record"}
ON_DISK = [question for form in LIBRARY.forms.values() for question in form.questions]
PLACE = FieldPlace(record="0f" * 16, section="progress", render=2)
EXTREMES = {
    "emoji and families": "👩\u200d👩\u200d👧\u200d👦🇬🇧" * 300,
    "right to left": "שלום עולם " * 400,
    "mentions": "<!channel> @everyone <@U1> `code` *bold* &amp; " * 90,
    "one word of 3,000 letters": "x" * 3000,
    "12,000 characters": "Jay said no. " * 923 + "!",
    "blanks at both ends": "\n\n  Jay  \n" + " " * 3100,
}


def text_question() -> TextQuestion:
    """Return a question that is answered in words and nothing else."""
    question = FORM.question("the_text")
    assert isinstance(question, TextQuestion)
    return question.model_copy(update={"may_be_left_out": False})


def with_prompts(question: Question) -> Question:
    return question.model_copy(update={"help": "Usual help.", "first_help": "Help for the first time."})


def inputs(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if block["type"] == "input"]


def type_into(view: dict[str, Any], part: int, text: str | None) -> None:
    """Leave a box of the text question as a person would."""
    block_id = PLACE.block_id("the_text", part)
    view["state"]["values"][block_id] = {FIELD_TYPED: {"type": "plain_text_input", "value": text}}


def test_every_type_but_actions_is_in_the_registry() -> None:
    assert set(FIELDS) == set(QuestionType) - {QuestionType.ACTIONS}


@given(st.data())
def test_every_answer_on_a_screen_nobody_touched_comes_back_or_is_left_alone(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from([*FORM.answered, *(q for q in ON_DISK if isinstance(q, AnsweredQuestion))]))
    answer = data.draw(answers(question))
    read = read_field(question, screen(build_field(question, answer, PLACE)), PLACE)
    assert read == answer or (read is None and answer.is_empty)


@pytest.mark.parametrize("question", [*FORM.questions, *ON_DISK], ids=lambda question: f"{question.type}-{question.id}")
def test_every_question_on_disk_keeps_slacks_limits_and_reads_back_blank(question: Question) -> None:
    blocks = build_field(question, None, PLACE)
    for block in inputs(blocks):
        assert block["optional"]
        assert block["dispatch_action"]
        assert len(block["block_id"]) <= 255
        assert len(block["label"]["text"]) <= 2000
        assert len(block.get("hint", {"text": ""})["text"]) <= 2000
    read = read_field(question, screen(blocks), PLACE)
    assert read is None or read.is_empty


@pytest.mark.parametrize("text", EXTREMES.values(), ids=EXTREMES.keys())
def test_extreme_texts_come_back_whole(text: str) -> None:
    blocks = build_field(text_question(), TextAnswer(text=text), PLACE)
    for block in inputs(blocks):
        value = block["element"].get("initial_value", "")
        assert len(value.encode("utf-16-le")) // 2 <= 3000
    assert read_field(text_question(), screen(blocks), PLACE) == TextAnswer(text=text)


def test_actions_have_a_screen_of_their_own_and_no_input_here() -> None:
    actions = FORM.question("the_actions")
    assert build_field(actions, None, PLACE) == []
    assert read_field(actions, screen([]), PLACE) is None


@pytest.mark.parametrize("question", [*FORM.answered, *ON_DISK], ids=lambda question: f"{question.type}-{question.id}")
def test_slack_takes_every_question_with_the_longest_words_around_it(question: Question) -> None:
    earlier = Earlier("Last time, Mon 2 March 2026", "שלום " * 2000)
    answer = TextAnswer(text="👍" * 9000) if isinstance(question, TextQuestion) else None
    blocks = build_field(question, answer, PLACE, earlier=earlier, first=True)
    view = {"type": "modal", "title": TITLE, "submit": TITLE, "blocks": blocks or [{"type": "divider"}]}
    assert view_problems(view, kind="modal") == []


@pytest.mark.parametrize("key", sorted(LIBRARY.forms), ids=lambda key: f"{key[0]}-{key[1]}")
def test_a_form_on_disk_looks_as_it_did(key: tuple[str, int]) -> None:
    steps = {
        section.id: [
            block
            for question in section.questions
            for block in build_field(question, None, FieldPlace("0f" * 16, section.id, 0))
        ]
        for section in LIBRARY.forms[key].sections
    }
    check_golden(f"fields-{key[0]}-{key[1]}", steps)


# --- Nothing overwrites what is stored but a person's own clearing ---------------------------


@pytest.mark.parametrize("question", FORM.questions, ids=lambda question: question.type)
def test_a_question_that_is_not_on_the_screen_says_nothing(question: Question) -> None:
    assert read_field(question, screen([]), PLACE) is None
    assert read_field(question, {}, PLACE) is None


@pytest.mark.parametrize("question", FORM.answered, ids=lambda question: question.type)
@pytest.mark.parametrize(
    "elsewhere",
    [
        FieldPlace("1e" * 16, PLACE.section, PLACE.render),
        FieldPlace(PLACE.record, "outcomes", PLACE.render),
        FieldPlace(PLACE.record, PLACE.section, PLACE.render + 1),
    ],
    ids=["of another record", "of another section", "of another render"],
)
def test_a_box_of_another_place_is_never_taken_for_this_one(question: AnsweredQuestion, elsewhere: FieldPlace) -> None:
    view = screen(build_field(question, question.empty(), elsewhere))
    assert read_field(question, view, PLACE) is None


def test_a_text_box_that_was_emptied_is_an_answer_cleared() -> None:
    view = screen(build_field(text_question(), TextAnswer(text="Jay"), PLACE))
    type_into(view, 0, None)
    assert read_field(text_question(), view, PLACE) == TextAnswer(text="")


def test_a_box_slack_left_out_is_taken_as_it_was_drawn() -> None:
    text = "Jay said no. " * 600
    blocks = build_field(text_question(), TextAnswer(text=text), PLACE)
    view = screen(blocks)
    del view["state"]["values"][PLACE.block_id("the_text", len(inputs(blocks)) - 1)]
    type_into(view, 0, "New. ")
    read = read_field(text_question(), view, PLACE)
    assert isinstance(read, TextAnswer)
    assert read.text.startswith("New. ")
    assert read.text.endswith(text[6000:])


def test_tick_boxes_and_calendars_can_be_emptied_and_buttons_cannot() -> None:
    choices, date = FORM.question("the_choices"), FORM.question("the_date")
    choice, yes_no = FORM.question("the_choice"), FORM.question("the_yes_no")
    cleared = {
        question.id: read_field(question, screen(build_field(question, None, PLACE)), PLACE)
        for question in (choices, date, choice, yes_no)
    }
    assert cleared["the_choices"] is not None
    assert cleared["the_choices"].is_empty
    assert cleared["the_date"] is not None
    assert cleared["the_date"].is_empty
    assert cleared["the_choice"] is None
    assert cleared["the_yes_no"] is None


TAPPED = [one for one in FORM.answered if one.type not in {QuestionType.TEXT, QuestionType.EVIDENCE}]


@pytest.mark.parametrize("question", TAPPED, ids=lambda question: question.type)
def test_an_element_that_came_back_without_its_value_says_nothing(question: AnsweredQuestion) -> None:
    view = screen(build_field(question, None, PLACE))
    view["state"]["values"][PLACE.block_id(question.id)] = {FIELD_CHOSEN: {"type": "anything"}}
    assert read_field(question, view, PLACE) is None


@pytest.mark.parametrize("kind", ["choice", "scale", "yes_no"])
def test_an_option_the_question_does_not_offer_is_no_answer(kind: str) -> None:
    question = FORM.question(f"the_{kind}")
    view = screen(build_field(question, None, PLACE))
    view["state"]["values"][PLACE.block_id(question.id)][FIELD_CHOSEN]["selected_option"] = {"value": "moon"}
    assert read_field(question, view, PLACE) is None


def test_a_tick_the_question_does_not_offer_is_left_out() -> None:
    question = FORM.question("the_choices")
    view = screen(build_field(question, None, PLACE))
    ticked = [{"value": "moon"}, {"value": "option_7"}, {"value": "option_2"}]
    view["state"]["values"][PLACE.block_id(question.id)][FIELD_CHOSEN]["selected_options"] = ticked
    read = read_field(question, view, PLACE)
    assert read is not None
    assert read.value() == {"options": ["option_2", "option_7"]}


# --- Continuation boxes --------------------------------------------------------------------------


def test_a_full_box_opens_another_and_the_typed_text_stays_where_it_is() -> None:
    question = text_question()
    view = screen(build_field(question, None, PLACE))
    type_into(view, 0, "x" * 2800)
    assert len(inputs(build_field(question, None, PLACE, on_screen=view))) == 1
    type_into(view, 0, "Jay said no. " * 228 + "and then")

    first, second = inputs(build_field(question, None, PLACE, on_screen=view))
    assert first["block_id"] == PLACE.block_id("the_text")
    assert first["element"]["initial_value"] == "Jay said no. " * 228 + "and then"
    assert second["block_id"] == PLACE.block_id("the_text", 1)
    assert "initial_value" not in second["element"]
    assert second["label"]["text"] == "A text? (continued)"


def test_boxes_on_the_screen_are_never_cut_afresh_under_the_same_ids() -> None:
    question = text_question()
    view = screen(build_field(question, TextAnswer(text="Jay said no. " * 400), PLACE))
    type_into(view, 0, "Short. ")
    kept = inputs(build_field(question, read_field(question, view, PLACE), PLACE, on_screen=view))
    assert len(kept) == 2
    assert kept[0]["element"]["initial_value"] == "Short. "
    assert read_field(question, screen(kept), PLACE) == read_field(question, view, PLACE)


def test_a_view_of_another_screen_does_not_decide_how_a_text_is_cut() -> None:
    question = text_question()
    other = screen(build_field(question, TextAnswer(text="Other"), FieldPlace("1e" * 16, "progress", 2)))
    (box,) = inputs(build_field(question, TextAnswer(text="Jay"), PLACE, on_screen=other))
    assert box["element"]["initial_value"] == "Jay"


def test_a_stored_text_that_fills_its_last_box_comes_with_an_empty_one() -> None:
    blocks = inputs(build_field(text_question(), TextAnswer(text="x" * 3000), PLACE))
    assert [len(block["element"].get("initial_value", "")) for block in blocks] == [3000, 0]
    assert len(inputs(build_field(text_question(), None, PLACE, on_screen=screen(blocks)))) == 2


# --- What stands around an input -------------------------------------------------------------------


def test_all_prompts_are_shown_together_above_the_box() -> None:
    progress = LIBRARY.form("mosaic-casework", 1).question("progress")
    prompts, box = build_field(progress, None, PLACE)
    shown = prompts["elements"][0]["text"]
    for prompt in progress.prompts:
        assert f"• {prompt.ask}" in shown
        assert all(f"– {point}" in shown for point in prompt.under)
    assert box["type"] == "input"


def test_the_first_record_shows_the_help_for_the_first_time() -> None:
    question = with_prompts(text_question())
    (first,) = build_field(question, None, PLACE, first=True)
    (later,) = build_field(question, None, PLACE)
    assert first["hint"]["text"] == "Help for the first time."
    assert later["hint"]["text"] == "Usual help."


def test_a_short_earlier_answer_stands_read_only_above_a_blank_box() -> None:
    earlier, box = build_field(text_question(), None, PLACE, earlier=Earlier("Last time", "<!here> *Jay*"))
    assert earlier["text"] == {"type": "plain_text", "text": "Last time\n<!here> *Jay*", "emoji": False}
    assert "accessory" not in earlier
    assert "initial_value" not in box["element"]


def test_a_long_earlier_answer_is_cut_at_600_characters_with_a_button_to_all_of_it() -> None:
    earlier, _ = build_field(text_question(), None, PLACE, earlier=Earlier("Last time", "y" * 700))
    assert earlier["text"]["text"].count("y") == 599
    assert earlier["accessory"]["action_id"] == READ_EARLIER
    assert earlier["accessory"]["value"] == "the_text"


def test_an_earlier_answer_that_was_blank_is_not_shown() -> None:
    assert len(build_field(text_question(), None, PLACE, earlier=Earlier("Last time", " \n"))) == 1


def test_a_locked_answer_is_words_and_never_an_input() -> None:
    answer = TextAnswer(text="z" * 4000)
    blocks = build_field(text_question(), answer, PLACE, locked=True)
    assert not inputs(blocks)
    assert "".join(block["text"]["text"] for block in blocks[1:]) == answer.text
    assert read_field(text_question(), screen(blocks), PLACE) is None


def test_a_locked_question_without_an_answer_can_be_answered() -> None:
    assert inputs(build_field(text_question(), TextAnswer(text=""), PLACE, locked=True))


@pytest.mark.parametrize(
    ("question", "element"),
    [
        ("the_text", "plain_text_input"),
        ("the_choice", "radio_buttons"),
        ("the_choices", "multi_static_select"),
        ("the_scale", "static_select"),
        ("the_date", "datepicker"),
        ("the_yes_no", "radio_buttons"),
    ],
)
def test_short_lists_are_buttons_and_long_ones_menus(question: str, element: str) -> None:
    block, *_ = build_field(FORM.question(question), None, PLACE)
    assert block["element"]["type"] == element


def test_a_stored_option_is_chosen_when_the_screen_opens() -> None:
    (choice,) = build_field(FORM.question("the_choice"), ChoiceAnswer(option="school"), PLACE)
    assert choice["element"]["initial_option"] in choice["element"]["options"]
    assert choice["element"]["initial_option"]["description"]["text"] == "Or club"
    (scale,) = build_field(FORM.question("the_scale"), ScaleAnswer(point=10), PLACE)
    assert scale["element"]["initial_option"]["text"]["text"] == "10 – Safe"
    (unscaled,) = build_field(FORM.question("the_scale"), ScaleAnswer(unscaled=True), PLACE)
    assert unscaled["element"]["initial_option"]["text"]["text"] == "Not scaled today"


# --- Block ids ------------------------------------------------------------------------------------


@given(
    st.text("0123456789abcdef", min_size=1, max_size=32),
    st.from_regex(r"[a-z][a-z0-9_]{0,59}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9_]{0,59}", fullmatch=True),
    st.integers(0, 99),
    st.integers(0, 9999),
)
def test_a_block_id_says_what_it_was_made_of_and_fits(
    record: str, section: str, question: str, part: int, render: int
) -> None:
    block_id = field_block_id(record, section, question, part, render)
    assert read_field_block_id(block_id) == (record, section, question, part, render)
    assert len(block_id) <= 255


@pytest.mark.parametrize(
    "block_id", ["", "field", "field:a:b:c:0", "other:a:b:c:0:0", "field:a:b:c:x:0", "field:a:b:c:0:²"]
)
def test_a_block_id_of_something_else_is_no_field(block_id: str) -> None:
    assert read_field_block_id(block_id) is None

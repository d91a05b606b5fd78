"""The first step of a note and the pointers of an urgent one, as Slack is sent them."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.blocks.card import build_card
from handlers.blocks.ids import CARD_DISCARD, NOTE_CHILD, NOTE_URGENT, SPOKEN
from handlers.blocks.note import NoteStart, build_note, build_urgent_message, read_note_start, urgent_words
from models.values.notes import NoteChild, NoteChoices, Spoken, Urgent
from models.values.supervision import RowState
from models.vocabulary import Format, RecordKind
from sandbox.blockkit.surfaces import block_problems, view_problems
from tests.handlers.meeting_values import CHILDREN, MEETING, POLICY, TODAY, overview, row
from tests.support.golden import check_golden

AT = datetime(2026, 3, 2, 10, 42, tzinfo=UTC)
CHOICES = NoteChoices(MEETING, tuple(NoteChild(child, "Sam *Example*") for child in CHILDREN), POLICY)
URGENT = Urgent(
    MEETING, Spoken("priya", "Priya <Example>", None), Spoken("sam", "Sam Example", None), "AB · 100001", AT
)


def test_the_first_step_of_a_note_is_drawn_as_before() -> None:
    view = build_note(CHOICES)

    assert view_problems(view, kind="modal") == []
    check_golden("note", view)


def test_what_was_chosen_stands_when_the_step_is_drawn_again_and_is_read_back_untouched() -> None:
    chosen = NoteStart(MEETING, CHILDREN[1].id, urgent=True)
    view = build_note(CHOICES, chosen, problem="Choose the child first.")

    assert read_note_start(view | {"state": {"values": {}}}) == chosen
    assert "Choose the child first." in json.dumps(view)


def test_a_choice_and_a_tick_taken_away_are_read_as_they_stand() -> None:
    drawn = build_note(CHOICES, NoteStart(MEETING, None, urgent=True))
    values = {
        NOTE_CHILD: {NOTE_CHILD: {"selected_option": {"value": CHILDREN[2].id}}},
        NOTE_URGENT: {NOTE_URGENT: {"selected_options": []}},
    }

    assert read_note_start(drawn | {"state": {"values": values}}) == NoteStart(MEETING, CHILDREN[2].id, urgent=False)
    assert read_note_start({"private_metadata": "{}", "state": {"values": {}}}) is None


def test_more_children_than_a_menu_holds_are_all_there() -> None:
    many = tuple(NoteChild(replace(CHILDREN[0], id=f"{n:032x}", mosaic_number=str(n)), "Sam") for n in range(250))
    view = build_note(replace(CHOICES, children=many))

    assert view_problems(view, kind="modal") == []
    menu = next(block for block in view["blocks"] if block.get("block_id") == NOTE_CHILD)["accessory"]
    assert sum(len(group["options"]) for group in menu["option_groups"]) == 250


@pytest.mark.parametrize(
    ("who", "spoke"), [("sam", ()), ("priya", ()), ("sam", ("sam",)), ("priya", ("sam",)), ("sam", ("sam", "priya"))]
)
def test_the_pointer_says_whom_to_speak_with_and_how_it_stands_and_no_word_of_the_note(
    who: str, spoke: tuple[str, ...]
) -> None:
    urgent = replace(
        URGENT,
        marked_by=replace(URGENT.marked_by, at=AT if "priya" in spoke else None),
        told=replace(URGENT.told, at=AT if "sam" in spoke else None),
    )

    message = build_urgent_message(urgent, who)

    assert block_problems(message.blocks, surface="message") == []
    assert "AB" not in message.text
    assert "100001" not in message.text
    assert (SPOKEN in json.dumps(message.blocks)) is (who not in spoke)
    check_golden(f"note_urgent_{who}_{len(spoke)}", message.blocks)


@pytest.mark.parametrize(("spoke", "stands"), [(False, True), (True, False)])
def test_discarding_names_what_it_is_and_says_whether_the_urgent_message_stands(
    spoke: bool,  # noqa: FBT001 -- a parameter of the test
    stands: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    at = AT if spoke else None
    urgent = replace(URGENT, marked_by=replace(URGENT.marked_by, at=at), told=replace(URGENT.told, at=at))
    note = replace(overview((row(1, RowState.TO_DO, RecordKind.NOTE),)), format=Format.AD_HOC, urgent=urgent)

    card = build_card(note, TODAY)

    buttons = [one for block in card.blocks for one in block.get("elements", ())]
    [confirm] = [one["confirm"] for one in buttons if one.get("action_id") == CARD_DISCARD]
    words = confirm["text"]["text"]
    assert words.startswith("Management discussion with Sam Example, held Mon 2 March 2026: everything written")
    assert ("The urgent message stands until it is settled." in words) is stands
    assert block_problems(card.blocks, surface="message") == []


def test_the_card_says_who_of_the_two_confirmed() -> None:
    words = urgent_words(replace(URGENT, told=replace(URGENT.told, at=AT)))

    assert "Urgent since Mon 2 March 2026 at 10:42" in words
    assert "Not confirmed yet by you." in words, "the card is read by who marked it"
    assert urgent_words(URGENT).endswith("Not confirmed yet by you and Sam Example.")
    assert "Sam Example confirmed that you spoke, on Mon 2 March 2026 at 10:42" in words

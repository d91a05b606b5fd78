"""The card and its small modals."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.blocks.card import ROW_WORDS, build_card
from handlers.blocks.ids import (
    ADD_CHILD,
    ADD_DEPTH,
    CARD_PAGE,
    CLOSE_INTERRUPTIONS,
    CLOSE_MINUTES,
    NOT_REACHED_CHILDREN,
)
from handlers.blocks.meeting import (
    Added,
    build_add,
    build_close,
    build_not_reached,
    read_added,
    read_closing,
    read_not_reached,
)
from handlers.blocks.message import Message
from models.values.supervision import Addable, AgendaRow, Closing, RowState
from models.vocabulary import Depth, RecordKind, SupervisionState
from sandbox.blockkit.surfaces import block_problems, view_problems
from tests.handlers.meeting_values import CHILDREN, MEETING, POLICY, TODAY, overview, row
from tests.support.golden import check_golden

EVERY_STATE = tuple(
    row(place, state, RecordKind.CASEWORK if place < 3 else RecordKind.BRIEF)
    for place, state in enumerate(RowState, start=1)
)


def buttons(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        for element in (block.get("accessory"), *(block.get("elements", ()) if block["type"] == "actions" else ()))
        if element
    ]


def pages(message: Message) -> list[tuple[str, str]]:
    return [
        (element["text"]["text"], element["value"])
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"].startswith(CARD_PAGE)
    ]


def values(**answers: Any) -> dict[str, Any]:
    return {"state": {"values": {name: {name: answer} for name, answer in answers.items()}}}


def test_the_card_says_of_every_child_where_it_stands_and_how_to_go_on() -> None:
    card = build_card(overview(EVERY_STATE, left_out=CHILDREN[:1]), TODAY)

    assert block_problems(card.blocks, surface="message") == []
    check_golden("card", {"text": card.text, "blocks": card.blocks})


def test_every_state_of_a_child_has_words() -> None:
    assert set(ROW_WORDS) == set(RowState)


def test_the_notification_names_no_child() -> None:
    card = build_card(overview(EVERY_STATE, left_out=CHILDREN), TODAY)

    assert "Sam Example" in card.text
    for marked in ("AB", "1000"):
        assert marked not in card.text


def test_a_card_beyond_twenty_children_is_paged_and_a_refresh_begins_anew() -> None:
    many = overview(tuple(row(place, RowState.TO_DO) for place in range(1, 46)))

    first, last, beyond = (build_card(many, TODAY, number) for number in (1, 3, 9))

    assert pages(first) == [("More", f"{MEETING}:2")]
    assert pages(last) == [("Earlier", f"{MEETING}:2")]
    assert beyond == last
    assert buttons(first).count("Write") == 20
    assert buttons(last).count("Write") == 5
    assert block_problems(build_card(many, TODAY, 2).blocks, surface="message") == []


@pytest.mark.parametrize(
    ("rows", "state", "sent", "expected"),
    [
        ((), SupervisionState.OPEN, False, ["Add a child", "Close the meeting", "Discard"]),
        (
            (row(1, RowState.TO_DO),),
            SupervisionState.OPEN,
            False,
            ["Write", "Go on", "Add a child", "Not reached", "Close the meeting", "Discard"],
        ),
        (
            (row(1, RowState.WRITING),),
            SupervisionState.CLOSED,
            True,
            ["Go on writing", "Go on", "Read through and send"],
        ),
        ((row(1, RowState.CHANGE_ASKED),), SupervisionState.CLOSED, True, ["Mend", "Read through and send"]),
        ((row(1, RowState.COMPLETE),), SupervisionState.OPEN, True, ["Read", "Add a child", "Close the meeting"]),
        ((row(1, RowState.MENTIONED),), SupervisionState.CLOSED, True, []),
        ((row(1, RowState.TO_DO),), SupervisionState.DISCARDED, False, []),
    ],
)
def test_the_card_offers_what_can_be_done_now_and_nothing_else(
    rows: tuple[AgendaRow, ...], state: SupervisionState, *, sent: bool, expected: list[str]
) -> None:
    card = build_card(overview(rows, state=state, sent=sent), TODAY)

    assert buttons(card) == expected
    assert block_problems(card.blocks, surface="message") == []


def test_the_card_of_a_closed_meeting_says_how_long_it_took() -> None:
    card = build_card(overview((), state=SupervisionState.CLOSED, sent=True, minutes=95), TODAY)

    assert "closed · 95 minutes · 1 interruption\n" in json.dumps(card.blocks, ensure_ascii=False).replace("\\n", "\n")


def test_adding_a_child_reads_back_child_and_depth() -> None:
    view = build_add(Addable(CHILDREN, POLICY, TODAY), MEETING)

    assert view_problems(view, kind="modal") == []
    check_golden("add_child", view)
    chosen = {"selected_option": {"value": CHILDREN[1].id}}
    assert read_added(values(**{ADD_CHILD: chosen, ADD_DEPTH: {"selected_option": {"value": "brief"}}})) == Added(
        CHILDREN[1].id, Depth.BRIEF
    )
    assert read_added(values(**{ADD_CHILD: {"selected_option": None}})) is None


def test_with_every_child_on_the_agenda_there_is_a_sentence_instead_of_a_choice() -> None:
    view = build_add(Addable((), POLICY, TODAY), MEETING)

    assert view_problems(view, kind="modal") == []
    assert "already" in view["blocks"][0]["text"]["text"]


def test_only_children_nobody_wrote_about_can_be_called_not_reached() -> None:
    view = build_not_reached(overview(EVERY_STATE))

    assert view_problems(view, kind="modal") == []
    assert [one["value"] for one in view["blocks"][0]["element"]["options"]] == [EVERY_STATE[0].subject_id]
    chosen = {"selected_options": [{"value": "one"}, {"value": "two"}]}
    assert read_not_reached(values(**{NOT_REACHED_CHILDREN: chosen})) == ("one", "two")
    assert view_problems(build_not_reached(overview(())), kind="modal") == []


def test_closing_asks_once_for_minutes_and_interruptions_and_both_may_stay_empty() -> None:
    view = build_close(overview(EVERY_STATE))

    assert view_problems(view, kind="modal") == []
    check_golden("close_meeting", view)
    assert read_closing(values(**{CLOSE_MINUTES: {"value": "95"}, CLOSE_INTERRUPTIONS: {"value": "0"}})) == Closing(
        95, 0
    )
    assert read_closing(values(**{CLOSE_MINUTES: {"value": None}})) == Closing()


def test_a_card_without_a_record_of_that_state_offers_no_reading() -> None:
    unread = replace(row(1, RowState.NOT_REACHED), record_id=None)

    assert "Read" not in buttons(build_card(overview((unread,)), TODAY))

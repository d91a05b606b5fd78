"""The digest, as Slack is sent it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.blocks.digest import LINES_SHOWN, build_digest
from handlers.blocks.ids import (
    CARRY_ON,
    DUE_SHOW,
    FILING_OPEN,
    OPEN_AND_MEND,
    PREPARE_OPEN,
    READ_REQUEST,
    START_WITH,
    WHY_OPEN,
)
from handlers.blocks.message import Message
from models.values.clocks import Told, Words
from models.values.due import DueState
from models.vocabulary import ClockKind, NudgeStage, RecordKind
from sandbox.blockkit.surfaces import block_problems
from tests.handlers.clock_values import digest, due, row, told
from tests.handlers.meeting_values import POLICY, TODAY
from tests.support.golden import check_golden

BREACH = told(row(ClockKind.PERSON, on=due(-40, DueState.BREACH)), NudgeStage.BREACH)
WRITE_UP = told(row(ClockKind.WRITE_UP, -1, supervision_id="m" * 32), NudgeStage.OVERDUE)
TO_FILE = told(row(ClockKind.FILING, -1, supervision_id="m" * 32), NudgeStage.OVERDUE)
REQUEST = told(row(ClockKind.AGREEMENT, -1, owner_id="sam"), NudgeStage.OVERDUE)
CHANGE = told(row(ClockKind.AGREEMENT, -1, owner_id="priya"), NudgeStage.OVERDUE)
CHILD = told(row(ClockKind.CHILD, 5), NudgeStage.COMING_DUE)
ABOVE = told(
    row(
        ClockKind.CHILD,
        -6,
        place=7,
        mine=False,
        may_start=False,
        owner_id="tom",
        person_id="asha",
        words=Words("CD · 100007", "Asha", "Tom Example"),
    ),
    NudgeStage.ESCALATED,
)


def text_of(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def pressed(message: Message) -> list[tuple[str, str]]:
    """Return the words and action ids of all buttons."""
    elements: list[dict[str, Any]] = []
    for block in message.blocks:
        elements += [block["accessory"]] if "accessory" in block else block.get("elements", [])
    return [(one["text"]["text"], one["action_id"]) for one in elements if one["type"] == "button"]


def test_a_digest_has_the_breach_at_its_top_then_what_is_new_and_counts_what_is_still_open() -> None:
    message = build_digest(digest(BREACH, WRITE_UP, ABOVE, CHILD, others=(REQUEST, CHANGE)), POLICY, TODAY)

    assert block_problems(message.blocks, surface="message") == []
    assert message.text == "What is due: 4 new things, 1 in breach"
    assert (
        text_of(message).index("In breach") < text_of(message).index("Overdue") < text_of(message).index("Coming due")
    )
    check_golden("digest", message.blocks)


@pytest.mark.parametrize(
    ("line", "button", "action_id"),
    [
        (REQUEST, "Open", READ_REQUEST),
        (CHANGE, "Open", OPEN_AND_MEND),
        (WRITE_UP, "Carry on", CARRY_ON),
        (TO_FILE, "Copy and file", FILING_OPEN),
        (Told(replace(TO_FILE.row, mine=False), NudgeStage.ESCALATED), "Copy and file", FILING_OPEN),
        (CHILD, "Why?", WHY_OPEN),
        (Told(replace(REQUEST.row, mine=False), NudgeStage.ESCALATED), "Why?", WHY_OPEN),
        (Told(replace(WRITE_UP.row, mine=False), NudgeStage.ESCALATED), "Why?", WHY_OPEN),
    ],
)
def test_beside_each_line_stands_the_way_into_what_is_to_be_done(line: Told, button: str, action_id: str) -> None:
    assert pressed(build_digest(digest(line), POLICY, TODAY))[0] == (button, action_id)


def test_whoever_is_to_be_supervised_on_a_booked_day_can_prepare_and_nobody_else() -> None:
    booked = told(row(ClockKind.PERSON, 5, person_id="priya", owner_id="olu", mine=False, booked_on=TODAY))
    of_sam = told(row(ClockKind.PERSON, 5, booked_on=TODAY))

    assert pressed(build_digest(digest(booked), POLICY, TODAY))[0] == ("Prepare", PREPARE_OPEN)
    assert pressed(build_digest(digest(of_sam), POLICY, TODAY))[0] == ("Why?", WHY_OPEN)


def test_the_supervisor_starts_from_it_once_for_each_person() -> None:
    asha = told(row(ClockKind.PERSON, 3, person_id="asha", words=Words("Asha Example")))
    message = build_digest(digest(CHILD, replace(CHILD, row=row(ClockKind.CHILD, 3, place=2)), asha), POLICY, TODAY)

    starts = [one for one in pressed(message) if one[1].startswith(START_WITH)]
    assert starts == [("Start with Sam Example", f"{START_WITH}:0"), ("Start with Asha Example", f"{START_WITH}:1")]


def test_what_has_come_one_level_up_stands_apart_and_says_why_once_and_without_blame() -> None:
    other = replace(ABOVE, row=replace(ABOVE.row, item=replace(ABOVE.row.item, subject_id="x" * 32)))
    words = text_of(build_digest(digest(ABOVE, other, WRITE_UP), POLICY, TODAY))

    sentence = (
        "You hear of this because it has been overdue for more than 3 working days. Who is to do it has been told too."
    )
    assert words.count(sentence) == 1
    assert words.index("not written up") < words.index(sentence) < words.index("Asha with Tom Example")


def test_a_breach_of_somebody_elses_says_why_its_reader_hears_of_it() -> None:
    in_breach = replace(BREACH, stage=NudgeStage.ESCALATED)

    assert "because it is in breach" in text_of(build_digest(digest(in_breach), POLICY, TODAY))
    assert "because it is in breach" not in text_of(build_digest(digest(BREACH), POLICY, TODAY))


def test_children_of_one_worker_who_are_to_be_talked_about_are_one_line() -> None:
    lines = [told(row(ClockKind.OPEN_CHILD, -1, place=place)) for place in range(1, 31)]
    asha = told(row(ClockKind.OPEN_CHILD, -1, place=90, person_id="asha", words=Words("AB · 1", "Asha Example")))
    done = replace(told(row(ClockKind.OPEN_CHILD, -1, place=91)), done=True)

    message = build_digest(digest(*lines, asha, done), POLICY, TODAY)

    words = text_of(message)
    assert block_problems(message.blocks, surface="message") == []
    assert "*30 children* · to be talked about\\noverdue, was due 1 Mar · Sam Example" in words
    assert "*AB · 1* · to be talked about" in words
    assert "~AB · 100091 · to be talked about~ done since" in words
    assert message.text == "What is due: 31 new things"
    assert ("Show", DUE_SHOW) in pressed(message)
    assert '"value": "worker:sam"' in words


def test_a_child_whose_supervision_is_due_is_one_line_and_one_thing() -> None:
    late = told(row(ClockKind.CHILD, -3), NudgeStage.OVERDUE)
    both = (late, told(row(ClockKind.OPEN_CHILD, -1), NudgeStage.OVERDUE))
    soon = (
        told(row(ClockKind.CHILD, 5, place=2), NudgeStage.COMING_DUE),
        told(row(ClockKind.OPEN_CHILD, -1, place=2), NudgeStage.OVERDUE),
    )
    before = (told(row(ClockKind.OPEN_CHILD, 4), NudgeStage.COMING_DUE), WRITE_UP)

    message = build_digest(digest(*both, *soon, others=before), POLICY, TODAY)

    assert message.text == "What is due: 3 new things"
    assert "AB · 100001* · to be talked about" not in text_of(message)
    assert "AB · 100002* · to be talked about" in text_of(message), "it is the more urgent of the two"
    assert "*Still open* from before: 1" in text_of(message)


def test_what_a_colleague_left_overdue_is_not_shown_as_the_covers() -> None:
    covered = Words("AB · 100009", "Amira Khan", "Priya Example", "Lucy Price")
    hers = [
        told(
            row(ClockKind.OPEN_CHILD, -1, place=place, person_id="amira", worker_id="amira", words=Words("AB", "Amira"))
        )
        for place in (1, 2)
    ]
    lucys = [
        told(row(ClockKind.OPEN_CHILD, -1, place=place, person_id="amira", worker_id="lucy", words=covered))
        for place in (3, 4, 5)
    ]
    message = text_of(build_digest(digest(*hers, *lucys), POLICY, TODAY))
    to_cover = text_of(build_digest(replace(digest(lucys[0]), person_id="amira"), POLICY, TODAY))

    assert "*2 children* · to be talked about\\noverdue, was due 1 Mar · Amira" in message
    assert "*3 children* · to be talked about\\noverdue, was due 1 Mar · Lucy Price, Amira Khan covers" in message
    assert '"value": "worker:lucy"' in message
    assert "Lucy Price, you cover · with Priya Example" in to_cover


def test_what_is_done_of_a_child_hides_nothing_that_is_still_to_do() -> None:
    late = told(row(ClockKind.CHILD, -3), NudgeStage.OVERDUE)
    talk = told(row(ClockKind.OPEN_CHILD, -1), NudgeStage.OVERDUE)

    assert "*AB · 100001* · to be talked" in text_of(
        build_digest(digest(replace(late, done=True), talk), POLICY, TODAY)
    )
    assert "to be talked" not in text_of(build_digest(digest(late, replace(talk, done=True)), POLICY, TODAY))


def test_a_digest_whose_news_are_done_says_so_while_older_things_are_open() -> None:
    message = build_digest(digest(replace(CHILD, done=True), others=(REQUEST,)), POLICY, TODAY)

    assert message.text == "What was new is done."


def test_what_is_done_is_struck_through_and_leaves_the_count() -> None:
    message = build_digest(digest(replace(CHILD, done=True), WRITE_UP), POLICY, TODAY)

    assert "~AB · 100001 · supervision~ done since" in text_of(message)
    assert message.text == "What is due: 1 new thing"
    assert "Everything" not in text_of(message)


def test_a_meeting_written_up_since_is_not_called_held_and_not_written_up() -> None:
    words = text_of(build_digest(digest(replace(WRITE_UP, done=True)), POLICY, TODAY))

    assert "~Sam Example · to write up~ done since" in words
    assert "held" not in words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"words": Words("AB · 100001", "Sam Example")}, "AB · 100001{} · a record to read and answer"),
        ({"record_kind": RecordKind.PERSONAL}, "You{} · your personal supervision record to read and answer"),
        ({"record_kind": RecordKind.CONTRACT}, "You{} · your supervision agreement to read and answer"),
        ({"count": 3}, "You{} · 3 records to read and answer"),
    ],
)
def test_records_to_answer_can_be_told_apart_and_are_called_the_same_when_done(
    changed: dict[str, Any], words: str
) -> None:
    line = told(row(ClockKind.AGREEMENT, -1, owner_id="sam", **changed), NudgeStage.OVERDUE)
    to_sam = [replace(digest(one), person_id="sam") for one in (line, replace(line, done=True))]

    here, done = (text_of(build_digest(one, POLICY, TODAY)) for one in to_sam)
    assert f"*{words.format('*')}" in here
    assert f"~{words.format('')}~ done since" in done


def test_a_digest_all_of_which_is_done_says_so_and_has_nothing_to_press() -> None:
    message = build_digest(digest(replace(CHILD, done=True), others=(replace(REQUEST, done=True),)), POLICY, TODAY)

    assert message.text == "What was due is done."
    assert "Everything in this message is done since." in text_of(message)
    assert pressed(message) == []


def test_a_long_digest_is_cut_and_leads_to_all_of_it() -> None:
    lines = tuple(told(row(ClockKind.CHILD, -1, place=place)) for place in range(1, 60))
    message = build_digest(digest(*lines), POLICY, TODAY)

    assert block_problems(message.blocks, surface="message") == []
    assert text_of(message).count(WHY_OPEN) == LINES_SHOWN
    assert f"and {len(lines) - LINES_SHOWN} more" in text_of(message)
    assert ("Show all", DUE_SHOW) in pressed(message)


@pytest.mark.parametrize("lines", [(BREACH, CHILD, ABOVE), (REQUEST,), (replace(CHILD, done=True),)])
def test_the_notification_names_nobody(lines: tuple[Told, ...]) -> None:
    text = build_digest(digest(*lines), POLICY, TODAY).text

    assert not {"Sam", "Asha", "Tom", "AB", "CD", "100001", "100007", "supervision"} & set(
        text.replace(",", "").split()
    )


@pytest.mark.parametrize("clock", ClockKind)
def test_every_clock_has_a_line_that_slack_takes(clock: ClockKind) -> None:
    message = build_digest(digest(told(row(clock, -2)), told(row(clock, 2, mine=False))), POLICY, TODAY)

    assert block_problems(message.blocks, surface="message") == []
    assert len(pressed(message)) >= 2

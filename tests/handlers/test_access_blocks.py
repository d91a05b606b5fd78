"""Records, the child's page, grants and who read: the screens as Slack gets them, within its limits."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.blocks.access import ACCESS_BOXES, build_access, build_word, read_plan
from handlers.blocks.handover import build_handover, build_passed
from handlers.blocks.reads import build_reads
from handlers.blocks.records import (
    build_child_page,
    build_glass,
    build_records,
    build_subjects,
    read_glass,
    read_records_subject,
)
from models.values.access import (
    ChildAction,
    ChildPage,
    ChildRecord,
    GrantChoices,
    GrantPart,
    GrantPlan,
    GrantRow,
    HandedOver,
    Opened,
    Reads,
    RecordList,
    RecordRow,
    Said,
    Scope,
    Subject,
    Word,
)
from models.values.supervision import OpenSupervision
from models.vocabulary import Purpose, RecordKind, RecordState, SupervisionState
from sandbox.blockkit.surfaces import block_problems, view_problems
from tests.conftest import START
from tests.handlers.meeting_values import POLICY, TODAY

HOSTILE = "<!channel> *bold* & _more_"
LONG = HOSTILE * 200
OF_SAM = Subject(Scope.PERSON, "sam")
OF_AB = Subject(Scope.CHILD, "c" * 32)
ROW = RecordRow("r" * 32, TODAY, RecordKind.PERSONAL, "", RecordState.COMPLETE, "Priya Example", may_read=True)
LABELS = POLICY.labels.kind
GRANT = GrantRow(
    "g" * 32,
    f"Nina {HOSTILE}",
    Purpose.QUALITY_ASSURANCE,
    "the whole council",
    TODAY,
    None,
    "Olu Example",
    START,
    reason=HOSTILE,
)


def words(built: Any) -> str:
    return json.dumps(built, ensure_ascii=False)


def buttons(view: dict[str, Any], text: str) -> int:
    return words(view["blocks"]).count(f'"text": "{text}"')


def listed(*rows: RecordRow, **changes: Any) -> RecordList:
    return RecordList(OF_SAM, "Sam Example", rows, TODAY, LABELS, **changes)


def test_before_anybody_is_chosen_there_is_only_the_choice() -> None:
    view = build_records(RecordList(None, "", (), TODAY, LABELS), POLICY)
    assert view_problems(view, kind="modal") == []
    assert "Whose?" in words(view)
    assert buttons(view, "Read with a reason") == 0
    assert read_records_subject(json.loads(view["private_metadata"]).get("subject")) is None


def test_a_list_says_when_what_and_how_it_stands_with_a_way_to_read_and_what_came_from_before() -> None:
    before = replace(ROW, previous=f"Tom {HOSTILE}", supervisor="Tom", kind=RecordKind.CASEWORK, label="AB · 100001")
    hidden = replace(before, may_read=False)
    rows = [*[ROW] * 3, *[before] * 10, *[hidden] * 30]
    view = build_records(listed(*rows, may_break_glass=True), POLICY)
    assert view_problems(view, kind="modal") == []
    assert "<!channel>" not in words(view)
    assert words(view).count("Previous Supervision – Tom") == 1
    assert buttons(view, "Read") == 13
    assert buttons(view, "Read with a reason") == 1
    second = build_records(listed(*rows), POLICY, 2)
    assert buttons(second, "Read") == 0
    assert "not what it says" in words(second)
    assert view_problems(second, kind="modal") == []
    assert read_records_subject(json.loads(second["private_metadata"])["subject"]) == OF_SAM


def test_options_are_people_and_children_within_slacks_hundred() -> None:
    found = [(Subject(Scope.PERSON, str(n)), f"Person {n}") for n in range(140)]
    built = build_subjects(found)
    assert len(built) == 100
    assert built[0]["value"] == "person:0"


@pytest.mark.parametrize("text", ["Walks with Dad.", LONG, "😀" * 1600])
def test_the_page_of_a_child_holds_the_most_there_can_be(text: str) -> None:
    said = Said(TODAY, "What do they want?", text)
    page = ChildPage(
        child_id=OF_AB.id,
        label="AB · 100001",
        name="Ava Bell",
        today=TODAY,
        outcomes=(said,),
        words=(said,) * 3,
        actions=tuple(ChildAction(text, "Sam", TODAY - timedelta(days=1), overdue=True) for _ in range(30)),
        dates=(),
        next_review_on=date(2026, 5, 1),
        disagreements=tuple(
            ChildRecord("r" * 32, TODAY, RecordKind.CASEWORK, state)
            for state in (RecordState.NOT_AGREED, RecordState.CHANGE_ASKED)
        ),
        worker="Sam Example",
    )
    view = build_child_page(page, POLICY)
    assert view_problems(view, kind="modal") == []
    assert "Ava Bell (AB · 100001)" in words(view)
    assert "And 10 more" in words(view)
    assert "overdue, was due" in words(view)
    assert buttons(view, "Read") == 2
    assert "Ava" not in view["title"]["text"] + view["private_metadata"]


def test_opening_with_a_reason_asks_for_number_and_reason() -> None:
    view = build_glass(timedelta(hours=4))
    assert "It ends by itself after 4 hours." in words(view)
    assert "after 1 hour." in words(build_glass(timedelta(hours=1)))
    assert view_problems(view, kind="modal") == []
    values = {"glass_number": {"glass_number": {"value": "1"}}, "glass_reason": {"glass_reason": {"value": "why"}}}
    assert read_glass(view | {"state": {"values": values}}) == ("1", "why")
    assert read_glass(view | {"state": {"values": {}}}) == ("", "")


def test_a_grant_is_asked_for_in_boxes_and_read_back() -> None:
    view = build_access(GrantChoices((GRANT,) * 30, TODAY, may_give=True), notice="Given.")
    assert view_problems(view, kind="modal") == []
    assert "<!channel>" not in words([block["text"] for block in view["blocks"] if block["type"] == "section"])
    assert buttons(view, "End now") == 20
    chosen = {
        "access_reader": {"selected_option": {"value": "nina"}},
        "access_purpose": {"selected_option": {"value": "inspection"}},
        "access_about": {"selected_option": {"value": "person:sam"}},
        "access_last": {"selected_date": "2026-03-09"},
        "access_reason": {"value": "The inspection."},
        "access_approver": {"selected_option": None},
    }
    values = {box: {box: state} for box, state in chosen.items()}
    assert read_plan(view | {"state": {"values": values}}) == GrantPlan(
        "nina", Purpose.INSPECTION, OF_SAM, date(2026, 3, 9), "The inspection."
    )
    for box, part in (("reader", GrantPart.READER), ("purpose", GrantPart.PURPOSE), ("about", GrantPart.SUBJECT)):
        assert read_plan(view | {"state": {"values": values | {f"access_{box}": {}}}}) is part
    no_day = {"access_last": {"access_last": {"selected_date": "soon"}}}
    assert read_plan(view | {"state": {"values": values | no_day}}) is GrantPart.LAST
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert set(ACCESS_BOXES.values()) == inputs


def test_who_only_approves_sees_no_form_and_one_button() -> None:
    waits = replace(GRANT, waiting_for="Owen Example", mine_to_approve=True, hidden=True)
    view = build_access(GrantChoices((waits,), TODAY, may_give=False))
    assert view_problems(view, kind="modal") == []
    assert (buttons(view, "Approve"), buttons(view, "End now")) == (1, 0)
    assert "submit" not in view
    assert "waits until Owen Example approves it" in words(view)


def test_what_waits_for_somebody_stands_above_the_boxes_of_a_new_grant() -> None:
    waits = replace(GRANT, id="w" * 32, waiting_for="Owen Example", mine_to_approve=True, hidden=True)
    view = build_access(GrantChoices((GRANT, waits), TODAY, may_give=True))
    said = words(view)
    assert said.index("waits until Owen Example approves it") < said.index("Who may read?") < said.rindex("Nina")
    assert buttons(view, "Approve") == 1
    assert view_problems(build_access(GrantChoices((waits,) * 30, TODAY, may_give=True)), kind="modal") == []


def test_who_read_is_a_list_with_grants_above() -> None:
    read = Opened(START, HOSTILE, RecordKind.PERSONAL, LABELS[RecordKind.PERSONAL], TODAY)
    rows = (read, replace(read, exported=True, purpose=Purpose.INSPECTION, kind=RecordKind.CASEWORK, label="AB · 1"))
    page = replace(read, kind=None, held_on=None, label="AB · 1")
    view = build_reads(Reads((page, *rows * 15), (GRANT,) * 12, LABELS))
    assert view_problems(view, kind="modal") == []
    assert "<!channel>" not in words(view)
    assert "took out of the bot" in words(view)
    assert "opened: the page of AB · 1" in words(view)
    assert "And 2 older ones." in words(view)
    assert "Nobody else has opened one." in words(build_reads(Reads((), (), LABELS)))


@pytest.mark.parametrize(
    ("word", "says"),
    [
        (Word(GRANT, "quality_assurance", mine=True), "lets you read for quality assurance, until it is ended"),
        (Word(replace(GRANT, over=True), "", mine=True), "is over"),
        (Word(replace(GRANT, waiting_for="Owen"), "", asked=True), "asks for your approval"),
        (Word(replace(GRANT, approved_by="Owen"), "", asked=True), "You have approved"),
        (Word(replace(GRANT, over=True), "", asked=True), "is over"),
        (
            Word(replace(GRANT, purpose=Purpose.BREAK_GLASS, last_on=TODAY, until_at=START), "supervisor"),
            "says it cannot wait",
        ),
    ],
)
def test_word_of_a_grant_says_no_reason_and_nobody_in_its_notification(word: Word, says: str) -> None:
    message = build_word(word)
    assert block_problems(message.blocks, surface="message") == []
    shown = words(message.blocks)
    assert says in shown or says.replace("says", "say") in shown
    assert "Why:" not in shown
    assert "Nina" not in message.text


def test_word_of_a_handover_counts_and_brings_up_what_stands_out_by_label_only() -> None:
    one = OpenSupervision("m" * 32, "sam", "Sam Example", TODAY, SupervisionState.OPEN, 1, 3)
    labels = tuple(f"A{n} · {n}" for n in range(15))
    over = HandedOver("sam", f"Sam {HOSTILE}", "Priya", (one,) * 7, 4, 1, 2, 12, labels[:1], labels, ())
    message = build_handover(over)
    assert block_problems(message.blocks, surface="message") == []
    shown = words(message.blocks)
    assert "12 open children, 4 earlier records, 7 supervisions still open" in shown
    assert "1 answer to come and 2 open actions" in shown
    assert "and 3 more" in shown
    assert "Actions overdue" not in shown
    assert "<!channel>" not in shown
    assert "Sam" not in message.text
    nothing = build_handover(HandedOver("sam", "Sam", "Priya", (), 0, 0, 0, 0))
    assert "no open children, no earlier records" in words(nothing.blocks)
    assert block_problems(build_passed("Tom").blocks, surface="message") == []

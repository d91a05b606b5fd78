"""The list of what is to be filed, and the boxes that are copied: what is offered, and what fits on a phone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.blocks.copy import build_copy, build_staff_file, is_last_page
from handlers.blocks.filing import all_words, build_filing, marked_words, read_filing_scope, read_stamp
from handlers.blocks.fit import PAGE_BYTES, measure
from handlers.blocks.ids import COPY_PAGE, FILING_ALL, FILING_COPY, FILING_FILED, FILING_INDEX, Place, read_place
from handlers.blocks.split import split_text
from models.values.filing import FiledAll, FiledOne, Marked, Paste, PasteField, ToFile, ToFileList
from models.vocabulary import Filed, RecordKind, RecordState
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import START
from tests.handlers.clock_values import due
from tests.handlers.meeting_values import POLICY, TODAY

LONG = "The walks with Dad are the best part of the week. 🐕 " * 400


def piece(serial: int = 1, **changed: Any) -> ToFile:
    said: dict[str, Any] = {
        "version_id": f"v{serial}".ljust(32, "0"),
        "kind": RecordKind.CASEWORK,
        "label": f"A{serial} · 10000{serial}",
        "worker_id": "sam",
        "worker": "Sam Okafor",
        "held_on": date(2026, 2, 27),
        "addendum": 0,
        "number": 1,
        "state": RecordState.AWAITING,
        "place": Filed.MOSAIC,
        "due": due(3),
    }
    return ToFile(**(said | changed))


def listed(*rows: ToFile, **changed: Any) -> ToFileList:
    said: dict[str, Any] = {"today": TODAY, "at": START, "scope": "mine", "has_all": False} | changed
    return ToFileList(rows, **said)


def paste(*fields: PasteField, **changed: Any) -> Paste:
    said: dict[str, Any] = {
        "version_id": "v" * 32,
        "title": "Ada Brown (100001)",
        "place": Filed.MOSAIC,
        "at": START,
    } | changed
    return Paste(fields=fields or (PasteField("Progress", "Walks."),), **said)


def buttons(view: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (element["text"]["text"], element["action_id"])
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def words(view: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


def boxes(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def test_each_record_has_copy_and_filed_and_all_of_them_one_press_with_a_question() -> None:
    personal = piece(2, kind=RecordKind.PERSONAL, label="Sam Okafor", place=Filed.STAFF_FILE)
    view = build_filing(listed(piece(), personal), POLICY, "priya")

    assert view_problems(view, kind="modal") == []
    assert buttons(view) == [
        ("Mark all filed", FILING_ALL),
        ("Copy", FILING_COPY),
        ("Filed", FILING_FILED),
        ("Copy", FILING_COPY),
        ("Filed", FILING_FILED),
        ("Index of the file", FILING_INDEX),
    ]
    whole = str(view)
    assert "Mark all 2 as filed?" in whole
    assert "*A1 · 100001* · Record of supervision, held Fri 27 February 2026" in words(view)
    assert "for Mosaic · Sam Okafor · awaiting agreement · due" in words(view)
    assert "for the staff file · awaiting agreement · due" in words(view)
    assert read_stamp(read_place(view["private_metadata"])) == START


def test_an_outcome_to_paste_a_later_version_and_an_addendum_say_what_they_are() -> None:
    outcome = piece(1, state=RecordState.COMPLETE, told=RecordState.AWAITING)
    view = build_filing(
        listed(outcome, piece(2, number=2, again=True), piece(3, addendum=1, again=True)), POLICY, "priya"
    )

    assert view_problems(view, kind="modal") == []
    assert "Outcome of: Record of supervision" in words(view)
    assert "filed as awaiting agreement, now agreed" in words(view)
    assert ("Copy the outcome", FILING_COPY) in buttons(view)
    assert "version 2, held" in words(view)
    assert words(view).count("an earlier version was filed") == 1
    assert "addendum 1, held" in words(view)
    note = build_filing(listed(piece(kind=RecordKind.NOTE, state=RecordState.COMPLETE)), POLICY, "priya")
    assert "sent to read" in words(note)
    assert "agreed" not in words(note).replace("before it is agreed", ""), "nobody agrees to a note"


def test_a_long_list_has_pages_and_an_empty_one_says_so() -> None:
    many = build_filing(listed(*(piece(number) for number in range(45))), POLICY, "priya", 2)

    assert view_problems(many, kind="modal") == []
    assert sum(action == FILING_COPY for _, action in buttons(many)) == 20
    assert "also on its other pages" in str(many)
    assert read_place(many["private_metadata"]).n == 2
    nothing = build_filing(listed(), POLICY, "priya")
    assert buttons(nothing) == []
    assert "*Nothing is to be filed.*" in words(nothing)


def test_whoever_answers_for_more_than_their_own_can_look_at_all() -> None:
    view = build_filing(listed(piece(), has_all=True, scope="all"), POLICY, "olu")

    assert view_problems(view, kind="modal") == []
    (choice,) = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert choice["initial_option"]["value"] == "all"
    assert [read_filing_scope({"selected_option": one}) for one in choice["options"]] == ["mine", "all"]
    assert [read_filing_scope({"value": value}) for value in ("all", "mine", "team:x")] == ["all", "mine", "mine"]


def test_each_field_is_a_box_that_holds_it_whole_and_long_ones_go_on_in_the_next() -> None:
    fields = tuple(PasteField(f"Section {place}", LONG if place == 2 else f"Words {place}") for place in range(1, 9))
    whole = paste(*fields)

    pages = [build_copy(whole, Place(n=number)) for number in (1, 2, 3)]

    assert all(view_problems(page, kind="modal") == [] for page in pages)
    assert all(measure(page) < PAGE_BYTES for page in pages)
    shown = [box for page in pages for box in boxes(page)]
    assert len(shown) == len({box["block_id"] for box in shown}) == 7 + len(split_text(LONG))
    assert all(box["element"]["multiline"] and box["optional"] for box in shown)
    assert all("dispatch_action" not in box for box in shown), "what is typed there goes nowhere"
    texts = [box["element"]["initial_value"] for box in shown]
    assert all(len(text) <= 3000 for text in texts)
    assert "".join(texts) == "".join(field.text for field in fields)
    assert "Section 2 (2 of " in shown[2]["label"]["text"]
    assert {page["submit"]["text"] for page in pages} == {"Mark as filed"}
    assert [is_last_page(whole, number) for number in (1, 2, 3)] == [False, False, True]
    assert (("Next page", f"{COPY_PAGE}:next")) in buttons(pages[0])


def test_a_box_with_another_text_is_another_box_so_that_slack_shows_it() -> None:
    before, after = (build_copy(paste(PasteField("Agreement", text)), Place()) for text in ("Awaiting.", "Agreed."))
    other = build_copy(paste(PasteField("Agreement", "Awaiting."), version_id="w" * 32), Place())

    assert len({boxes(view)[0]["block_id"] for view in (before, after, other)}) == 3


def test_the_boxes_say_whose_record_it_is_where_it_goes_and_what_was_done_before() -> None:
    view = build_copy(paste(), Place(scope="all"))
    assert view["title"]["text"] == "Copy for Mosaic"
    assert words(view) == "*Ada Brown (100001)*"
    assert (read_place(view["private_metadata"]).version, read_place(view["private_metadata"]).scope) == (
        "v" * 32,
        "all",
    )
    personal = build_copy(paste(place=Filed.STAFF_FILE, filed=True), Place())
    assert view_problems(personal, kind="modal") == []
    assert personal["title"]["text"] == "Copy for the staff file"
    assert "It is marked as filed already." in str(personal)
    assert "only this is still to be pasted" in str(build_copy(paste(of_outcome=True), Place()))
    index = build_staff_file((PasteField("Staff file", "Sam Okafor"),), "sam")
    assert view_problems(index, kind="modal") == []
    assert index["submit"]["text"] == "Done"
    years = build_staff_file(tuple(PasteField(f"Part {place}", LONG) for place in range(4)), "sam")
    assert view_problems(years, kind="modal") == []
    assert "".join(box["element"]["initial_value"] for box in boxes(years)) == LONG * 4


@pytest.mark.parametrize("stamp", ["", "yesterday", "2026-03-02T09:00:00", "0001-01-01T00:00:00+14:00", None])
def test_what_is_no_time_is_no_stamp(stamp: str | None) -> None:
    assert read_stamp(Place(stamp=stamp)) is None


def test_what_came_of_it_names_no_record() -> None:
    one = FiledOne(Marked.FILED, Filed.STAFF_FILE, "Priya *Nair*", TODAY + timedelta(days=1))

    assert marked_words(one) == ":white_check_mark: Marked as filed: staff file."
    assert "outcome" in marked_words(replace(one, what=Marked.OUTCOME))
    assert "\u2060*Nair" in marked_words(replace(one, what=Marked.ALREADY))
    assert all_words(FiledAll(3, 0)) == ":white_check_mark: 3 marked as filed."
    assert "1 was sent or answered since" in all_words(FiledAll(3, 1))
    assert "2 were sent" in all_words(FiledAll(0, 2))

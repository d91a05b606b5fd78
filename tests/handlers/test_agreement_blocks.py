"""Messages and modals of agreement, compared with files, searched for what they must not say, and measured."""

import json
from datetime import timedelta
from typing import Any

import pytest

from handlers.blocks.agreement import build_answer_step, build_answered, build_done, read_answer_step
from handlers.blocks.ids import ANSWER_WHICH, ANSWER_WORDS, READ_THROUGH_GO, join_ids, read_place
from handlers.blocks.message import Message
from handlers.blocks.pages import PAGE_BLOCKS, PAGE_BYTES
from handlers.blocks.read_through import build_changed, build_read_through, build_sent
from handlers.blocks.reading import build_reading
from handlers.blocks.request import (
    build_answer_message,
    build_request_message,
    build_text_message,
    build_tick_message,
)
from models.values.agreement import Acted, PostedText, Reading
from models.values.document import DocumentParty
from models.values.sending import ReadThrough, ReadyRecord, Sent, Untouched
from models.vocabulary import ActKind, Part, RecordKind, RecordState
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import START
from tests.handlers.agreement_values import (
    MARKED,
    agreed,
    answered,
    asked,
    reading,
    ready,
    shown,
    version,
)
from tests.models.rules.test_documents import document
from tests.support.golden import check_golden

ACK_LIMIT = 20_000


def as_json(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


def button_texts(built: dict[str, Any]) -> list[str]:
    return [
        element["text"]["text"]
        for block in built["blocks"]
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("type") == "button"
    ]


BRIEF = asked(
    version(1, kind=RecordKind.BRIEF),
    version(2, kind=RecordKind.BRIEF, state=RecordState.CHANGE_ASKED, mine=ActKind.CHANGE_ASKED, acted_at=START),
    version(3, kind=RecordKind.BRIEF, replaced=True, state=RecordState.CHANGE_ASKED),
    agreed(4, kind=RecordKind.BRIEF),
)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("request", build_request_message(asked(), START)),
        ("request_brief", build_request_message(BRIEF, START)),
        ("request_agreed", build_request_message(asked(agreed()), START + timedelta(minutes=16))),
        ("request_replaced", build_request_message(asked(replaced=True), START)),
        ("request_addendum", build_request_message(asked(version(addendum=1)), START)),
        ("change_asked", build_answer_message(answered())),
        ("not_agreed", build_answer_message(answered(ActKind.NOT_AGREED))),
        ("comments", build_answer_message(answered(ActKind.AGREED_WITH_COMMENTS))),
        ("addendum_asked", build_answer_message(answered(ActKind.COMMENTED))),
        ("tick_too_early", build_tick_message("early", "1.1", 15)),
        ("tick_too_late", build_tick_message("removed", "1.1", 15)),
    ],
)
def test_a_message_is_as_drawn_and_says_no_answer_and_names_no_child(name: str, message: Message) -> None:
    check_golden(f"agreement_{name}", as_json(message))

    assert MARKED not in json.dumps(as_json(message))
    assert "1000" not in message.text, "notification text has no numbers of children"
    assert "·" not in message.text
    assert len(message.blocks) <= 50


def test_the_undo_button_stands_on_the_message_for_as_long_as_it_works() -> None:
    in_time = build_request_message(asked(agreed()), START + timedelta(minutes=15))
    too_late = build_request_message(asked(agreed()), START + timedelta(minutes=16))

    assert button_texts(as_json(in_time)) == ["Read the record", "Undo"]
    assert button_texts(as_json(too_late)) == ["Read the record"]


def test_a_replaced_request_has_no_buttons() -> None:
    assert button_texts(as_json(build_request_message(asked(agreed(), replaced=True), START))) == []


@pytest.mark.parametrize("changed", [{"stands": False}, {"stands": False, "taken_back": True}])
def test_an_answer_that_no_longer_stands_asks_nothing_of_the_supervisor(changed: dict[str, Any]) -> None:
    assert button_texts(as_json(build_answer_message(answered(**changed)))) == []


def test_sixty_brief_records_fit_into_one_message() -> None:
    many = asked(*(version(place, kind=RecordKind.BRIEF) for place in range(1, 61)))

    message = build_request_message(many, START)

    assert len(message.blocks) <= 50
    texts = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert all(len(text) <= 3000 for text in texts)
    assert sum(text.count("waiting for your answer") for text in texts) == 60


def test_a_record_is_read_as_drawn_with_what_changed_first() -> None:
    view, last = build_reading(reading(before=True), 1, START)

    assert last
    check_golden("agreement_reading", view)
    texts = [block["text"]["text"] for block in view["blocks"] if block.get("text")]
    assert texts.index("*What changed since version 1*") < texts.index("*Progress*")
    assert button_texts(view) == ["Agree", "Agree with comments", "Ask for a change", "Do not agree"]


def test_what_people_wrote_is_never_formatted_and_notifies_nobody() -> None:
    view, _ = build_reading(reading(), 1, START)

    carrying = [block for block in view["blocks"] if "<!channel>" in json.dumps(block)]
    assert [block["text"]["type"] for block in carrying] == ["plain_text"]


@pytest.mark.parametrize("letters", [12_000, 200_000])
def test_a_long_record_is_paged_whole_with_answers_on_the_last_page_only(letters: int) -> None:
    long = reading(pages_of=letters)
    first, _ = build_reading(long, 1, START)
    count = int(first["blocks"][0]["elements"][0]["text"].split()[-1])

    views = [build_reading(long, number, START) for number in range(1, count + 1)]

    assert [last for _, last in views] == [False] * (count - 1) + [True]
    read = "".join(
        block["text"]["text"]
        for view, _ in views
        for block in view["blocks"]
        if block["type"] == "section" and block["text"]["type"] == "plain_text"
    )
    assert "word " * (letters // 5) in read
    for number, (view, last) in enumerate(views, 1):
        assert len(view["blocks"]) <= 100
        assert len(json.dumps(view)) < 250_000
        assert f"Page {number} of {count}" in view["blocks"][0]["elements"][0]["text"]
        assert ("Agree" in button_texts(view)) is last
        assert "Ada Brown" in json.dumps(view["blocks"][1]), "every page says whose record it is"
    assert PAGE_BLOCKS < 100
    assert PAGE_BYTES < 250_000


def test_a_page_beyond_the_last_is_the_last_and_the_place_says_which() -> None:
    view, last = build_reading(reading(), 1_000_000, START)

    assert last
    assert read_place(view["private_metadata"]).n == 1


def test_a_reader_who_was_not_asked_gets_no_answers() -> None:
    view, _ = build_reading(Reading(versions=reading().versions, record_id="r" * 32, may_add=True), 1, START)

    assert button_texts(view) == ["Add an addendum"]


def test_after_completion_a_change_is_offered_as_an_addendum() -> None:
    view, _ = build_reading(reading(request=asked(agreed())), 1, START + timedelta(hours=1))

    assert button_texts(view) == ["Ask for an addendum"]


@pytest.mark.parametrize("kind", [ActKind.CHANGE_ASKED, ActKind.AGREED_WITH_COMMENTS, ActKind.NOT_AGREED])
def test_the_step_of_an_answer_asks_which_records_only_where_there_are_several(kind: ActKind) -> None:
    alone = build_answer_step(asked(), kind)
    several = build_answer_step(asked(version(1), version(2), agreed(3)), kind)

    check_golden(f"agreement_step_{kind.value}", several)
    assert [block["type"] for block in alone["blocks"]].count("input") == 1
    options = next(block for block in several["blocks"] if block["block_id"].startswith(ANSWER_WHICH))["element"]
    assert [option["value"][:2] for option in options["options"]] == ["v1", "v2"]


def test_what_was_chosen_and_written_in_a_step_is_read_back() -> None:
    step = build_answer_step(asked(version(1), version(2)), ActKind.CHANGE_ASKED)
    which, words = (block["block_id"] for block in step["blocks"] if block["type"] == "input")

    view = {
        "state": {
            "values": {
                which: {ANSWER_WHICH: {"selected_options": [{"value": "v1"}]}},
                words: {ANSWER_WORDS: {"value": "It was Gran."}},
            }
        }
    }

    assert read_answer_step(view) == (("v1",), "It was Gran.")
    assert read_answer_step({"state": {"values": {words: {ANSWER_WORDS: {"value": None}}}}}) == (None, "")


def test_typed_words_never_move_from_one_answer_or_request_to_another() -> None:
    steps = [
        build_answer_step(request, kind)
        for request in (asked(), asked(request_id="z" * 32))
        for kind in (ActKind.CHANGE_ASKED, ActKind.NOT_AGREED)
    ]

    ids = [block["block_id"] for step in steps for block in step["blocks"] if block["type"] == "input"]
    assert len(set(ids)) == len(steps)


def test_the_supervisor_reads_the_words_in_a_modal_with_the_way_to_mend() -> None:
    check_golden("agreement_answered", build_answered(answered()))
    assert button_texts(build_answered(answered(stands=False))) == []


def test_after_agreeing_the_modal_says_so_and_offers_undo() -> None:
    view = build_done(Acted(asked(agreed()), ActKind.AGREED, (agreed().version_id,)), START)

    check_golden("agreement_done", view)
    assert button_texts(view) == ["Undo"]


def test_the_read_through_is_as_drawn_names_the_recipient_and_carries_one_send() -> None:
    view = build_read_through(shown())

    check_golden("agreement_read_through", view)
    assert view["submit"]["text"] == "Send 2"
    assert "*Send* goes to *Sam Okafor*" in json.dumps(view)
    assert sorted(button_texts(view)) == ["Change it", "Change it", "Go there", "Go there", "Send it again as it is"]
    assert read_place(view["private_metadata"]).stamp == "0123456789abcdef"


def test_what_would_not_go_is_said_before_anything_else() -> None:
    first = json.dumps(build_read_through(shown())["blocks"][1])
    assert "Something is missing, so these would not go" in first


def test_nothing_ready_means_no_send() -> None:
    view = build_read_through(shown(ready(1, unchanged=True)))

    assert "submit" not in view


def test_send_stands_on_the_last_page_only() -> None:
    many = shown(*(ready(place) for place in range(1, 40)))

    first = build_read_through(many, 1)
    last = build_read_through(many, 1_000_000)

    assert "submit" not in first
    assert last["submit"]["text"] == "Send 39"
    assert button_texts(first)[-1] == "Next page"


def test_a_childs_name_in_a_record_about_the_person_is_asked_about_and_keeps_nothing_back() -> None:
    view = build_read_through(shown(ready(1, kind=RecordKind.PERSONAL, named=("Ella *Brown*", "Will"))))

    words = next(text for text in json.dumps(view, ensure_ascii=False).split('"') if "name of a child" in text)
    assert words.startswith(":warning: Is this the name of a child? “Ella ")
    assert "”Will" not in words
    assert "“Will”" in words
    assert view["submit"]["text"] == "Send 1"
    assert view_problems(view, kind="modal") == []


def test_an_empty_meeting_can_be_read_through() -> None:
    view = build_read_through(ReadThrough(**_nothing()))

    assert "submit" not in view
    assert "Nothing is ready" in json.dumps(view)


def _of_a_group(place: int, worker: str) -> ReadyRecord:
    people = [("sam", "Sam Okafor", Part.SUPERVISEE), ("joe", "Joe Whitlock", Part.ATTENDEE)]
    people.append(("ben", "Ben Hale", Part.ATTENDEE))
    parties = (DocumentParty(person_id=one, name=name, part=part, required=one == worker) for one, name, part in people)
    readers = tuple(one for one, *_ in people if one != worker)
    return ready(place, document=document(parties=tuple(parties)), readers=readers)


def test_the_end_of_a_groups_read_through_says_once_what_each_gets() -> None:
    both = build_read_through(shown(_of_a_group(1, "sam"), _of_a_group(2, "joe"), sent=()), 99)
    one = build_read_through(shown(_of_a_group(1, "joe"), sent=()), 99)

    assert (
        "*Send*: each worker is asked to agree the record of their own child. Everybody else of the group gets it to "
        "read, with room for comments. In all: 2 records in depth, one by one. Sending is your own signature."
    ) in _texts(both)
    assert (
        "*Send* goes to *Joe Whitlock* for agreement and to *Sam Okafor and Ben Hale* to read, with room for comments: "
        "1 record in depth. Sending is your own signature."
    ) in _texts(one)


def _texts(view: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]


@pytest.mark.parametrize("kind", [RecordKind.NOTE, RecordKind.CONTRACT])
def test_a_note_or_an_agreement_not_begun_has_a_button_to_write_it(kind: RecordKind) -> None:
    view = build_read_through(ReadThrough(**_nothing() | {"untouched": (Untouched("u" * 32, "Una <Field>", kind),)}))

    [row] = [block for block in view["blocks"] if block.get("accessory", {}).get("action_id") == READ_THROUGH_GO]
    assert row["text"]["text"] == "*Nothing written yet:* Una &lt;Field&gt;"
    assert (row["accessory"]["text"]["text"], row["accessory"]["value"]) == ("Write it", join_ids("u" * 32, ""))
    assert view_problems(view, kind="modal") == []


def _nothing() -> dict[str, Any]:
    some = shown()
    return {
        "supervision_id": some.supervision_id,
        "title": some.title,
        "held_on": some.held_on,
        "records": (),
        "sent": (),
        "mentions": (),
        "untouched": (),
        "stamp": "",
    }


@pytest.mark.parametrize("letter", ["a", "я", "👩‍👩‍👧‍👦"])
def test_every_view_that_is_sent_in_an_ack_stays_small_whatever_the_names(letter: str) -> None:
    names = tuple(letter * (200 // len(letter)) for _ in range(60))
    left = tuple(ready(place, name=names[0]) for place in range(60))
    views = [
        build_sent(Sent("s" * 32, (names[0],), ("sam",), names, left)),
        build_changed("s" * 32, "Something here changed since it was shown. Read it through once more, then send."),
    ]

    assert all(len(json.dumps({"response_action": "update", "view": view})) < ACK_LIMIT for view in views)


def test_the_text_of_a_record_is_posted_plain_and_within_slacks_limits() -> None:
    message = build_text_message(PostedText(text=f"{MARKED} <@U1> *x* " + "w" * 5900, part=2, of=3, taken_away=False))

    assert MARKED not in message.text
    texts = [block["text"] for block in message.blocks if block["type"] == "section"]
    assert {text["type"] for text in texts} == {"plain_text"}
    assert all(len(text["text"]) <= 3000 for text in texts)
    assert "".join(text["text"] for text in texts).startswith(f"{MARKED} <@U1> *x* ")


def test_where_the_text_was_taken_away_a_notice_stands() -> None:
    message = build_text_message(PostedText(text="", part=1, of=3, taken_away=True))

    check_golden("agreement_text_notice", as_json(message))


def test_going_back_from_the_words_of_an_answer_is_asked_about_since_they_are_kept_only_when_sent() -> None:
    for kind in (ActKind.AGREED_WITH_COMMENTS, ActKind.CHANGE_ASKED, ActKind.NOT_AGREED, ActKind.COMMENTED):
        view = build_answer_step(asked(agreed()) if kind is ActKind.COMMENTED else asked(), kind)

        [back] = [one for block in view["blocks"] for one in block.get("elements", []) if one.get("confirm")]
        assert view_problems(view, kind="modal") == []
        assert back["text"]["text"] == "Back to the record"
        assert back["confirm"]["title"]["text"] == "Leave without sending?"
        hints = [block["hint"]["text"] for block in view["blocks"] if block["type"] == "input"]
        assert any("kept only when you send it" in hint for hint in hints)


def test_sixty_answered_records_are_all_named_on_the_last_page() -> None:
    many = asked(*(agreed(place, kind=RecordKind.BRIEF) for place in range(1, 61)))
    view, last = build_reading(reading(request=many), 1, START)

    texts = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert last
    assert sum(text.count("you agreed") for text in texts) == 60
    assert view_problems(view, kind="modal") == []

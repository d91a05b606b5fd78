"""The list of listeners: who may use what, nothing twice, and nothing left without an answer."""

import re
from collections import Counter

from handlers import JOURNEYS
from handlers.blocks.unsent import KIND_WORDS
from handlers.catch_all import CATCH_ALL
from handlers.channels import CHANGES
from handlers.listeners import Listener, Who
from handlers.messages import RENDERERS
from models.vocabulary import MessageKind

LISTENERS: list[Listener] = [listener for journey in JOURNEYS for listener in journey.LISTENERS]

FOR_ANYBODY = {
    ("event", "user_change"),
    ("event", "team_join"),
    ("event", "member_joined_channel"),
    ("event", "member_left_channel"),
    *(("event", change) for change in CHANGES),
}
FOR_ALL_LISTED = {
    ("command", "/supervision"),
    ("shortcut", "start_supervision"),
    ("shortcut", "write_note"),
    ("action", "home_start"),
    ("action", "home_note"),
    ("action", "home_mark"),
    ("action", "home_mark_any"),
    ("action", "^home_page:"),
    ("action", "home_prompts"),
    ("action", "home_leave"),
    ("action", "home_reminders"),
    ("view", "leave"),
    ("action", "leave_change"),
    ("action", "leave_end"),
    ("action", "leave_back"),
    ("action", "^leave_page:"),
    ("options", "leave_cover"),
    ("view", "reminders"),
    ("action", "team_show"),
    ("action", "home_due"),
    ("action", "due_show"),
    ("action", "due_scope"),
    ("action", "^due_page:"),
    ("action", "filing_open"),
    ("action", "filing_scope"),
    ("action", "^filing_page:"),
    ("action", "why_open"),
    ("action", "why_subject"),
    ("view", "mark_child"),
    ("action", "home_records"),
    ("action", "records_of"),
    ("options", "records_of"),
    ("action", "^records_page:"),
    ("action", "who_read"),
    ("action", "^reads_page:"),
    ("event", "app_home_opened"),
    ("event", "message"),
    ("event", "reaction_added"),
    ("event", "reaction_removed"),
}


def name(listener: Listener) -> tuple[str, str]:
    return listener.kind, listener.id.pattern if isinstance(listener.id, re.Pattern) else listener.id


def test_only_words_from_slack_itself_pass_without_the_door() -> None:
    assert {name(listener) for listener in LISTENERS if listener.who is Who.ANYONE} == FOR_ANYBODY


def test_a_listener_for_everybody_in_the_directory_is_on_the_list_here() -> None:
    assert {name(listener) for listener in LISTENERS if listener.who is Who.LISTED} == FOR_ALL_LISTED


def test_a_guest_presses_nothing_but_what_is_for_reading_and_agreeing_their_own() -> None:
    for_guests = {name(listener) for listener in LISTENERS if listener.guests}
    assert for_guests == {
        ("action", "home_records"),
        ("action", "records_of"),
        ("options", "records_of"),
        ("action", "^records_page:"),
        ("action", "who_read"),
        ("action", "^reads_page:"),
    }
    assert not any(one.for_guests for one in LISTENERS if one.who in {Who.SUPERVISOR, Who.GIVER, Who.SENIOR, Who.SELF})


def test_no_id_is_answered_twice() -> None:
    assert [each for each, number in Counter(map(name, LISTENERS)).items() if number > 1] == []


def test_every_kind_of_payload_has_a_last_answer() -> None:
    kinds = {listener.kind for listener in CATCH_ALL}
    assert kinds == {"command", "shortcut", "action", "view", "view_closed", "options"}


def test_every_kind_of_message_can_be_rendered_and_named_when_it_does_not_get_through() -> None:
    assert set(RENDERERS) == set(MessageKind)
    assert set(KIND_WORDS) == set(MessageKind)

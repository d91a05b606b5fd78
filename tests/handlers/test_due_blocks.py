"""The list of what is due, and the proof of one date, as Slack is sent them."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.blocks.due import MINE, build_due, read_due_scope
from handlers.blocks.ids import DUE_PAGE, DUE_SCOPE, WHY_OPEN, WHY_SUBJECT, Place, read_place
from handlers.blocks.why import COUNTED, Asked, Choosing, build_why, read_asked
from handlers.payload import has_typed_more, read_word
from models.values.clocks import DueRow, Explained, Subjects, Words
from models.values.due import CountedFrom, DueState
from models.vocabulary import ClockKind
from sandbox.blockkit.surfaces import view_problems
from tests.handlers.clock_values import EXCEPTION, due, explained, listed, row
from tests.handlers.meeting_values import POLICY, TODAY
from tests.support.golden import check_golden

TEAMS = (("t1", "Long Term East"), ("t2", "Long Term West"))
MIXED = (
    row(ClockKind.PERSON, on=due(-40, DueState.BREACH, breach_on=date(2026, 3, 1)), place=1),
    row(ClockKind.CHILD, -3, place=2),
    row(ClockKind.WRITE_UP, -1, place=3, on=due(-1, counted_on=date(2026, 2, 20))),
    row(ClockKind.CHILD, 0, place=4),
    row(
        ClockKind.CHILD,
        5,
        place=5,
        mine=False,
        owner_id="tom",
        person_id="asha",
        words=Words("CD · 100005", "Asha Example", "Tom Example"),
    ),
    row(ClockKind.CONTRACT, 20, place=6),
)
PLACE = Place(page="why", clock="child", subject="0" * 32)


def text_of(view: dict[str, Any]) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def sections(view: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]


def headings(view: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


def buttons(view: dict[str, Any]) -> list[str]:
    return [
        element["text"]["text"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_the_list_groups_what_is_due_under_headings_in_words_with_the_proof_one_press_away() -> None:
    view = build_due(listed(*MIXED, teams=TEAMS), POLICY, "priya")

    assert view_problems(view, kind="modal") == []
    assert headings(view) == ["In breach", "Overdue", "Due today", "Coming due"]
    assert text_of(view).count(WHY_OPEN) == len(MIXED)
    check_golden("due", view)


def test_a_date_that_may_still_be_kept_for_a_while_is_due_now_and_never_due_today() -> None:
    later = due(-2, DueState.DUE, late_on=TODAY + timedelta(days=12))

    view = build_due(listed(row(ClockKind.PERSON, on=later)), POLICY, "priya")

    assert headings(view) == ["Due now"]
    assert "due since 28 Feb" in text_of(view)
    assert "today" not in text_of(view)


@pytest.mark.parametrize(("scope", "words"), [(MINE, "due from you"), ("team:t1", "within its dates")])
def test_an_empty_list_says_so_kindly(scope: str, words: str) -> None:
    view = build_due(listed(scope=scope, teams=TEAMS), POLICY, "priya")

    assert view_problems(view, kind="modal") == []
    assert words in text_of(view)


def test_a_long_list_is_paged_and_says_its_heading_again_on_each_page() -> None:
    rows = tuple(row(ClockKind.CHILD, -1, place=place) for place in range(1, 46))

    first, last = build_due(listed(*rows), POLICY, "priya"), build_due(listed(*rows), POLICY, "priya", 99)

    assert view_problems(first, kind="modal") == view_problems(last, kind="modal") == []
    assert text_of(first).count(WHY_OPEN) == 20
    assert headings(first) == headings(last) == ["Overdue"]
    assert "41 to 45 of 45" in text_of(last)
    assert f"{DUE_PAGE}:more" in text_of(first)
    assert read_place(last["private_metadata"]).n == 3


def test_whose_dates_are_shown_is_asked_only_of_those_who_may_look_at_a_team_and_read_back() -> None:
    def options(view: dict[str, Any]) -> list[str]:
        menus = [block["accessory"] for block in view["blocks"] if block.get("block_id", "").startswith(DUE_SCOPE)]
        return [option["value"] for menu in menus for option in menu["options"]]

    def choose(value: str) -> dict[str, Any]:
        return {"selected_option": {"value": value}}

    assert options(build_due(listed(), POLICY, "priya")) == []
    assert options(build_due(listed(teams=TEAMS[:1]), POLICY, "priya")) == [MINE, "team:t1"]
    assert options(build_due(listed(teams=TEAMS), POLICY, "priya")) == [MINE, "team:t1", "team:t2", "all"]
    assert read_due_scope(choose("team:t2")) == "team:t2"
    assert read_due_scope({}) == MINE


@pytest.mark.parametrize("clock", ClockKind)
@pytest.mark.parametrize("days", [-40, 0, 5])
def test_every_clock_is_named_in_a_row_and_in_its_proof(clock: ClockKind, days: int) -> None:
    one = row(clock, days, supervision_id="m" * 32, child_id="c" * 32)

    view = build_why([explained(one)], POLICY, PLACE, "priya")

    assert view_problems(build_due(listed(one), POLICY, "priya"), kind="modal") == []
    assert view_problems(view, kind="modal") == []
    assert "B18, I8: Dorset guidance, standard 10" in text_of(view)
    assert "_" not in next(
        words for words in sections(build_due(listed(one), POLICY, "priya")) if one.words.label in words
    )


def test_a_proof_says_when_by_which_rule_from_what_and_what_may_be_done() -> None:
    one = row(ClockKind.CHILD, on=due(-3, breach_on=date(2026, 4, 1), override=EXCEPTION))
    view = build_why([explained(one, reason="*Monthly* for a while", set_by="Olu Example")], POLICY, PLACE, "priya")

    assert view_problems(view, kind="modal") == []
    assert buttons(view) == ["Start", "Held elsewhere", "Change how often", "End the exception", "Snooze"]
    check_golden("why", view)


@pytest.mark.parametrize("counted", CountedFrom)
def test_what_it_counts_from_is_said_in_words(counted: CountedFrom) -> None:
    view = build_why([explained(row(ClockKind.CHILD, on=due(1, counted_from=counted)))], POLICY, PLACE, "priya")

    assert COUNTED[counted] in text_of(view)
    assert counted is CountedFrom.SUPERVISION or "supervision, held here" not in text_of(view)


def test_that_none_is_known_from_before_is_said_once() -> None:
    """The rule says it."""
    assert not any("known" in words for words in COUNTED.values())


def test_the_reason_of_an_exception_is_shown_only_to_those_it_is_for() -> None:
    one = row(ClockKind.PERSON, on=due(5, override=EXCEPTION))

    shown = build_why([explained(one, reason="Night shifts", set_by="Olu Example")], POLICY, PLACE, "priya")
    hidden = build_why([explained(one, reason_withheld=True)], POLICY, PLACE, "priya")

    assert "Night shifts" in text_of(shown)
    assert "until Wed 1 April 2026" in text_of(shown)
    assert "its reason is for the person, the supervisor and the line above" in text_of(hidden)
    assert "Night shifts" not in text_of(hidden)


def test_who_put_it_off_and_why_is_shown_only_to_those_it_is_for_with_the_way_to_end_it() -> None:
    one = row(ClockKind.PERSON, 5, snoozed_until=date(2026, 3, 9))

    shown = build_why([explained(one, snooze_reason="*Night* shifts", snoozed_by="Olu Example")], POLICY, PLACE, "p")
    hidden = build_why([explained(one)], POLICY, PLACE, "p")

    assert view_problems(shown, kind="modal") == []
    assert "*Snoozed* by Olu Example for this reason:" in text_of(shown)
    assert "*Night* shifts" in text_of(shown)
    assert "*Snoozed:* not told again before Mon 9 March 2026" in text_of(hidden)
    assert "for this reason" not in text_of(hidden)
    assert "End the snooze" in buttons(shown)
    assert "End the snooze" not in buttons(build_why([explained(row(ClockKind.PERSON, 5))], POLICY, PLACE, "p"))


def test_whoever_types_a_name_after_the_command_reads_that_names_are_chosen() -> None:
    words = "Names are chosen here, not typed."
    for typed in (True, False):
        assert (words in text_of(build_due(listed(), POLICY, "priya", typed=typed))) is typed
        assert (words in text_of(build_why([], POLICY, PLACE, "priya", typed=typed))) is typed


@pytest.mark.parametrize(
    ("text", "word", "more"),
    [(None, "", False), ("  ", "", False), (" Why ", "why", False), ("due\tSam  O", "due", True)],
)
def test_only_the_first_word_after_the_command_is_looked_at(text: str | None, word: str, *, more: bool) -> None:
    assert (read_word({"text": text}), has_typed_more({"text": text})) == (word, more)


def test_a_pause_says_only_until_when() -> None:
    view = build_why(
        [explained(row(ClockKind.PERSON, on=due(5, paused_until=date(2026, 3, 9))))], POLICY, PLACE, "priya"
    )

    assert "*Paused* until Mon 9 March 2026" in text_of(view)


@pytest.mark.parametrize(
    ("proof", "offered"),
    [
        (row(ClockKind.CHILD, 5, may_settle=False, may_start=False), []),
        (row(ClockKind.CHILD, 5, may_settle=False), ["Start"]),
        (row(ClockKind.CHILD, -5, may_start=False), ["Held elsewhere", "Change how often"]),
        (row(ClockKind.CHILD, on=due(5, DueState.FINE), may_start=False), ["Held elsewhere", "Change how often"]),
        (row(ClockKind.MENTORING, 5, may_start=False), ["Done", "Snooze"]),
        (row(ClockKind.FILING, 5, may_start=False), ["Copy and file"]),
        (row(ClockKind.CONTRACT, 5, may_start=False), ["Snooze"]),
        (row(ClockKind.ACTION, 5, may_start=False), []),
        (row(ClockKind.WRITE_UP, 5, may_start=False), []),
        (row(ClockKind.CHILD, 5, person_id=None), ["Held elsewhere", "Change how often", "Snooze"]),
    ],
)
def test_only_what_this_viewer_may_do_about_this_date_is_offered(proof: DueRow, offered: list[str]) -> None:
    assert buttons(build_why([explained(proof)], POLICY, PLACE, "priya")) == offered


def test_who_asks_chooses_among_many_people_and_children_and_sees_every_date_of_one() -> None:
    people = tuple((f"p{number}", f"Person {number}") for number in range(120))
    children = tuple((f"c{number}", f"AB · {number}") for number in range(2_000))
    proofs = [explained(row(ClockKind.PERSON, -1)), explained(row(ClockKind.CONTRACT, 5))]

    view = build_why(proofs, POLICY, PLACE, "priya", choosing=Choosing(Subjects(people, children), Asked(False, "p3")))

    assert view_problems(view, kind="modal") == []
    menu = next(block for block in view["blocks"] if block.get("block_id", "").startswith(WHY_SUBJECT))["accessory"]
    assert menu["initial_option"]["text"]["text"] == "Person 3"
    assert sum(len(group["options"]) for group in menu["option_groups"]) == 1500
    assert "More than this list can hold" in text_of(view)
    assert len(json.dumps(view)) < 250_000


@pytest.mark.parametrize(
    ("proofs", "choosing", "words"),
    [
        ([], Choosing(Subjects((), ())), "no date to ask about"),
        ([], Choosing(Subjects((("sam", "Sam"),), ()), Asked(False, "sam")), "no clock runs"),
        ([], None, "This date is settled"),
    ],
)
def test_where_there_is_nothing_to_explain_a_sentence_says_so(
    proofs: list[Explained], choosing: Choosing | None, words: str
) -> None:
    view = build_why(proofs, POLICY, PLACE, "priya", choosing=choosing)

    assert view_problems(view, kind="modal") == []
    assert words in text_of(view)


def test_who_was_chosen_is_read_back_with_the_clocks_that_may_run() -> None:
    def choose(value: str) -> dict[str, Any]:
        return {"selected_option": {"value": value}}

    everything = replace_clocks(*ClockKind)
    assert read_asked(choose("child:c1")) == Asked(True, "c1")
    assert read_asked(choose("person:sam")) == Asked(False, "sam")
    assert read_asked({"selected_option": None}) is None
    assert Asked(True, "c1").clocks(everything) == (ClockKind.CHILD, ClockKind.OPEN_CHILD)
    assert ClockKind.MENTORING in Asked(False, "sam").clocks(everything)
    assert Asked(False, "sam").clocks(replace_clocks(ClockKind.PERSON)) == (ClockKind.PERSON,)


def replace_clocks(*clocks: ClockKind) -> Any:
    """Return the policy watching these clocks."""
    return POLICY.model_copy(update={"clocks": clocks})


def test_a_row_is_told_from_where_its_viewer_stands() -> None:
    own, child = row(ClockKind.PERSON, 5), row(ClockKind.CHILD, 5)
    asked = row(ClockKind.AGREEMENT, -1, owner_id="sam", count=8)

    [to_sam, childs, answer] = sections(build_due(listed(own, child, asked), POLICY, "sam"))
    [to_priya, hers, _] = sections(build_due(listed(own, child, asked), POLICY, "priya"))

    assert to_sam == "*You* · supervision\ndue 7 Mar · with Priya Example"
    assert childs == "*AB · 100001* · supervision\ndue 7 Mar · with Priya Example"
    [action] = sections(build_due(listed(row(ClockKind.ACTION, 5)), POLICY, "olu"))
    assert action == "*AB · 100001* · action\ndue 7 Mar · Sam Example for Priya Example to do"
    assert answer == "*You* · 8 records to read and answer\noverdue, was due 1 Mar"
    assert to_priya == "*Sam Example* · supervision\ndue 7 Mar"
    assert hers == "*AB · 100001* · supervision\ndue 7 Mar · Sam Example"


def test_only_what_may_be_put_off_is_listed_for_a_snooze_with_the_way_to_do_it() -> None:
    rows = (
        row(ClockKind.CHILD, on=due(-40, DueState.BREACH, breach_on=TODAY)),
        row(ClockKind.CHILD, -1, place=2),
        row(ClockKind.CHILD, 3, place=3, may_settle=False),
        row(ClockKind.WRITE_UP, 3, place=4),
        row(ClockKind.CHILD, 5, place=5),
    )

    view, nothing = (build_due(listed(*some), POLICY, "priya", snoozing=True) for some in (rows, rows[:4]))

    assert view_problems(view, kind="modal") == view_problems(nothing, kind="modal") == []
    assert [words.split("*")[1] for words in sections(view)] == ["Which date?", "AB · 100005"]
    assert WHY_OPEN not in text_of(view)
    assert "nothing of yours to put off" in text_of(nothing)


def test_what_people_typed_cannot_format_anything() -> None:
    hostile = Words("*AB* · <!channel>", "Sam `Example`", "Priya")
    view = build_due(listed(replace(row(ClockKind.CHILD, 5), words=hostile)), POLICY, "priya")

    [words] = sections(view)
    assert "<!channel>" not in words
    assert "*AB*" not in words
    assert view_problems(view, kind="modal") == []


def test_a_child_whose_supervision_is_due_is_one_row_unless_it_is_the_less_urgent_or_something_is_put_off() -> None:
    both = (row(ClockKind.CHILD, 3), row(ClockKind.OPEN_CHILD, 5))
    talk_first = (row(ClockKind.CHILD, 3, place=2), row(ClockKind.OPEN_CHILD, -5, place=2))

    shown = sections(build_due(listed(*both, *talk_first), POLICY, "priya"))
    put_off = sections(build_due(listed(*both), POLICY, "priya", snoozing=True))

    assert [" ".join(words.split("*")[1::2]) for words in shown] == ["AB · 100001", "AB · 100002", "AB · 100002"]
    assert len([words for words in put_off if "AB · 100001" in words]) == len(both)

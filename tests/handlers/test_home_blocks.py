"""Home, its pages, and the modal that puts a reason on a child."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.blocks.help import build_help
from handlers.blocks.home import HomePage, build_home, is_shown, read_home_page
from handlers.blocks.ids import HOME_PAGE, MARK_CHILD, MARK_REASON
from handlers.blocks.priorities import Mark, build_mark, read_mark
from models.values.agreement import Waiting
from models.values.home import Caseload, Markable
from models.vocabulary import AgendaReason
from sandbox.blockkit.surfaces import block_problems, view_problems
from tests.handlers.meeting_values import CHILDREN, MEETING, POLICY, STILL_OPEN, TODAY, child, home
from tests.support.golden import check_golden

WITH_PRIYA, WITH_SAM = "Supervision with Priya Example", "Supervision with Sam Example"
TWO = ("AB · 100001", "CD · 100002")
TO_READ = Waiting("agree", MEETING, "Priya Example", TODAY, TWO, WITH_PRIYA, request_id="r" * 32)
TO_MEND = Waiting(
    "change", MEETING, "Sam Example", TODAY, ("EF · 200003",), WITH_SAM, record_id="e" * 32, act_id="f" * 32
)


def text_of(view: dict[str, Any]) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def page_buttons(view: dict[str, Any]) -> list[str]:
    return [
        element["value"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"].startswith(HOME_PAGE)
    ]


def test_home_shows_what_is_open_what_waits_and_the_persons_children() -> None:
    view = build_home(home(children=CHILDREN, open_ones=(STILL_OPEN,), waiting=(TO_READ, TO_MEND)))

    assert view_problems(view, kind="home") == []
    check_golden("home", view)


def test_somebody_who_supervises_nobody_is_offered_no_start() -> None:
    view = build_home(home(children=CHILDREN, may_start=False))

    assert view_problems(view, kind="home") == []
    assert "Start a supervision" not in text_of(view)
    assert "Open supervisions" not in text_of(view)


def test_the_longest_home_stays_within_slacks_limits_and_turns_one_list_at_a_time() -> None:
    content = home(
        children=tuple(child(place, place) for place in range(1, 46)),
        open_ones=(STILL_OPEN,) * 45,
        waiting=(TO_MEND,) * 45,
    )

    first, second = build_home(content), build_home(content, read_home_page("children:2"))

    assert view_problems(first, kind="home") == view_problems(second, kind="home") == []
    assert page_buttons(first) == ["waiting:2", "open:2", "children:2"]
    assert page_buttons(second) == ["waiting:2", "open:2", "children:1", "children:3"]
    assert "AB · 100021" in text_of(second)
    assert "AB · 100001" not in text_of(second)


def test_the_same_home_is_known_again_and_another_is_not() -> None:
    shown = build_home(home(children=CHILDREN))

    assert is_shown(build_home(home(children=CHILDREN)), shown | {"id": "V1", "hash": "1.2"})
    assert not is_shown(build_home(home()), shown)
    assert not is_shown(shown, None)
    assert not is_shown(build_home(home(children=CHILDREN), HomePage("children", 1)), {"private_metadata": ""})


def test_the_six_reasons_stand_in_their_order_with_none_last_and_the_present_one_chosen() -> None:
    named = replace(CHILDREN[0], name="Child AB")

    view = build_mark(Markable(POLICY, TODAY, child=named))

    assert view_problems(view, kind="modal") == []
    check_golden("mark_child", view)
    radio = view["blocks"][1]["element"]
    assert [option["value"] for option in radio["options"]] == [*(reason.value for reason in AgendaReason), "none"]
    assert radio["initial_option"]["value"] == "high_risk"


def test_a_supervisor_chooses_the_child_by_worker() -> None:
    long = Caseload("Sam Example", tuple(child(place, place) for place in range(1, 131)))

    view = build_mark(Markable(POLICY, TODAY, caseloads=(long, Caseload("Asha Example", (child(200), child(201))))))

    assert view_problems(view, kind="modal") == []
    groups = view["blocks"][0]["element"]["option_groups"]
    assert [(group["label"]["text"], len(group["options"])) for group in groups] == [
        ("Sam Example", 100),
        ("Sam Example", 30),
        ("Asha Example", 2),
    ]


@pytest.mark.parametrize("caseloads", [(), (Caseload("Sam Example", ()), Caseload("Asha Example", ()))])
def test_without_a_child_to_mark_there_is_a_sentence(caseloads: tuple[Caseload, ...]) -> None:
    view = build_mark(Markable(POLICY, TODAY, caseloads=caseloads))

    assert view_problems(view, kind="modal") == []
    assert "no open child" in view["blocks"][0]["text"]["text"]


def test_the_mark_is_read_back_from_either_modal() -> None:
    one = build_mark(Markable(POLICY, TODAY, child=CHILDREN[0]))
    any_child = build_mark(Markable(POLICY, TODAY, caseloads=(Caseload("Sam Example", CHILDREN),)))
    reason = {MARK_REASON: {"selected_option": {"value": "inactivity"}}}
    none = {MARK_REASON: {"selected_option": {"value": "none"}}}
    chosen = {MARK_CHILD: {MARK_CHILD: {"selected_option": {"value": CHILDREN[1].id}}}}

    def read(view: dict[str, Any], values: dict[str, Any]) -> Mark | None:
        return read_mark(view | {"state": {"values": values}})

    assert read(one, {f"{MARK_REASON}:{CHILDREN[0].id}": reason}) == Mark(CHILDREN[0].id, AgendaReason.INACTIVITY)
    assert read(any_child, {f"{MARK_REASON}:": none} | chosen) == Mark(CHILDREN[1].id, None)
    assert read(any_child, {f"{MARK_REASON}:": none}) is None
    assert read(one, {}) is None


def test_help_says_what_there_is_and_repeats_nothing_typed() -> None:
    for word in ("help", "due", "note", "why", "records", "who-read", "access", "plan", "Jo Example"):
        text, blocks = build_help(word)
        assert block_problems(blocks, surface="message") == []
        assert "Jo Example" not in text + json.dumps(blocks)
        assert "group and for the supervision agreement" in json.dumps(blocks)
    for word in ("due", "why", "plan", "records", "who-read", "access"):
        assert f"`/supervision {word}`" in json.dumps(build_help("help")[1])
    assert build_help("HELP")[0] == "What you can do with /supervision."

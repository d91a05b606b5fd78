"""Starting a group, its card, its own check of actions and what keeps missing, as Slack gets them."""

from dataclasses import replace
from datetime import date
from typing import Any

from handlers.blocks.actions import build_action_rows
from handlers.blocks.card import build_card
from handlers.blocks.group import GroupProblem, build_group, read_group_choices
from handlers.blocks.hub import build_list
from handlers.blocks.ids import (
    ADD_DEPTH,
    GROUP_CHILDREN,
    GROUP_OUTSIDE,
    START_OTHERS,
    START_TEAM,
    read_place,
)
from handlers.blocks.meeting import build_add, read_added
from handlers.blocks.patterns import build_patterns
from handlers.blocks.start import Chosen, StartWay, build_start, read_start_choices
from models.values.action import ActionGroup
from models.values.patterns import Gap, MissingPatterns, Pattern, WorkerPatterns
from models.values.people import Supervisee
from models.values.supervision import Addable, AgendaPlan, GroupChoices, RowState, SupervisionOverview
from models.vocabulary import Depth, Format, RecordKind, SupervisionState
from sandbox.blockkit.surfaces import block_problems, view_problems
from tests.handlers.meeting_values import CHILDREN, MEETING, POLICY, TODAY, overview, row, start_options
from tests.handlers.record_values import CARRIED, NEW
from tests.support.golden import check_golden

FIRST, SECOND, THIRD = (one.id for one in CHILDREN)
GROUP = Chosen("sam", TODAY, StartWay.GROUP, ("asha", "ben"), (FIRST,))
NURSE = "Dee <!channel> Marsh"


def group_choices(children: tuple[Any, ...] = CHILDREN) -> GroupChoices:
    return GroupChoices(
        supervision_id=MEETING,
        presenter_id="sam",
        presenter="Sam Example",
        others=(("asha", "Asha Example"), ("ben", "Ben *Example*")),
        today=TODAY,
        held_on=TODAY,
        children=children,
        workers={child.id: "Asha Example-With-A-Very-Long-Name" for child in children},
        policy=POLICY,
    )


def group_overview(**changes: Any) -> SupervisionOverview:
    rows = tuple(
        replace(row(place, state, RecordKind.CASEWORK), worker=worker)
        for place, state, worker in [(1, RowState.AWAITING, "Sam Example"), (2, RowState.TO_DO, "Asha Example")]
    )
    return replace(
        overview(rows), format=Format.GROUP, others=("Asha Example", "Ben Example"), outside=(NURSE,), **changes
    )


def answered(view: dict[str, Any], **values: dict[str, Any]) -> dict[str, Any]:
    return view | {"state": {"values": values}}


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {block.get("block_id"): block.get("element") or block.get("accessory") for block in view["blocks"]}
    return {block_id: element for block_id, element in found.items() if block_id and element}


def test_with_a_group_chosen_the_first_step_asks_who_was_there_and_keeps_who_was_chosen() -> None:
    options = replace(start_options(), colleagues=(("asha", "Asha Example"), ("ben", "Ben Hale")))

    view = build_start(options, GROUP)

    assert view_problems(view, kind="modal") == []
    check_golden("start_group", view)
    boxes = inputs(view)
    assert [one["value"] for one in boxes[f"{START_TEAM}:0"]["initial_options"]] == ["asha"]
    assert [one["value"] for one in boxes[START_OTHERS]["initial_options"]] == ["ben"], "who is ticked stands once"
    assert read_start_choices(answered(view)) == GROUP, "what nobody touched stands"


def test_who_was_there_is_read_from_both_lists_once_and_can_be_emptied() -> None:
    view = build_start(start_options(), GROUP)
    chosen = {
        f"{START_TEAM}:0": {START_TEAM: {"selected_options": [{"value": "asha"}]}},
        START_OTHERS: {START_OTHERS: {"selected_options": [{"value": "ben"}, {"value": "asha"}]}},
    }
    emptied: dict[str, dict[str, Any]] = {f"{START_TEAM}:0": {START_TEAM: {"selected_options": []}}}

    assert read_start_choices(answered(view, **chosen)).there == ("asha", "ben")
    assert read_start_choices(answered(view, **emptied)).there == ()


def test_who_presents_is_not_asked_about_once_more_and_the_sentence_stands_only_until_then() -> None:
    team = tuple(Supervisee(one, one.title(), None, None, None, None, 0) for one in ("asha", "ben", "sam"))
    options = replace(start_options(), supervisees=team)

    offered = []
    for presenter in (None, "ben"):
        view = build_start(options, Chosen(presenter, None, StartWay.GROUP, ("ben", "sam")))
        [asks] = [block for block in view["blocks"] if block.get("block_id") == f"{START_TEAM}:0"]
        assert ("need not be ticked" in asks["text"]["text"]) is (presenter is None)
        offered.append(
            tuple([one["value"] for one in asks["accessory"][key]] for key in ("options", "initial_options"))
        )

    assert offered == [(["asha", "ben", "sam"], ["ben", "sam"]), (["asha", "sam"], ["sam"])]


def test_a_team_of_more_than_ten_is_ticked_in_several_blocks() -> None:
    team = tuple(Supervisee(f"p{n}", f"Person {n:02}", None, None, None, None, 0) for n in range(23))

    view = build_start(replace(start_options(), supervisees=team), Chosen(None, None, StartWay.GROUP))

    assert view_problems(view, kind="modal") == []
    assert [len(box["options"]) for box in inputs(view).values() if box["type"] == "checkboxes"] == [10, 10, 3]


def test_the_last_step_names_children_by_initials_number_and_worker_and_keeps_ids_only() -> None:
    view = build_group(group_choices(), (SECOND,))

    assert view_problems(view, kind="modal") == []
    check_golden("group", view)
    children = inputs(view)[GROUP_CHILDREN]
    assert children["options"][0]["text"]["text"].startswith("AB · 100001 · Asha Example-With-A-Very… · overdue")
    assert [one["value"] for one in children["initial_options"]] == [SECOND]
    place = read_place(view["private_metadata"])
    assert place.there == ("asha", "ben")
    assert "Example" not in view["private_metadata"]


def test_what_the_last_step_says_is_read_back_with_the_names_typed() -> None:
    view = build_group(group_choices())
    values: dict[str, dict[str, Any]] = {
        GROUP_CHILDREN: {GROUP_CHILDREN: {"selected_options": [{"value": FIRST}]}},
        GROUP_OUTSIDE: {GROUP_OUTSIDE: {"value": "Dee Marsh\n\ndee marsh\nJo "}},
    }

    assert read_group_choices(answered(view, **values)) == AgendaPlan(
        MEETING,
        "sam",
        TODAY,
        (FIRST,),
        (),
        met=Format.GROUP,
        attendees=("asha", "ben"),
        outside=("Dee Marsh", "Jo"),
    )
    assert read_group_choices(build_start(start_options(), GROUP) | {"state": {"values": {}}}) is None


def test_a_problem_stands_under_its_box() -> None:
    view = build_group(group_choices(), problem=GroupProblem(GROUP_OUTSIDE, "A name has at most 80 letters."))

    assert view_problems(view, kind="modal") == []
    place = next(n for n, block in enumerate(view["blocks"]) if block.get("block_id") == GROUP_OUTSIDE)
    assert "at most 80 letters" in view["blocks"][place + 1]["text"]["text"]


def test_a_group_nobody_of_which_has_a_child_to_discuss_says_why() -> None:
    view = build_group(group_choices(()))

    assert view_problems(view, kind="modal") == []
    assert "restricted children are not discussed in a group" in str(view["blocks"])
    assert "submit" not in view


def test_the_card_says_who_was_there_and_whose_child_each_is_and_counts_those_from_outside() -> None:
    message = build_card(group_overview(), TODAY)

    assert block_problems(message.blocks, surface="message") == []
    check_golden("card_group", message.blocks)
    text = str(message.blocks)
    assert "Also there: Asha Example, Ben Example and 1 from outside" in text
    assert "Marsh" not in text, "who came from outside may be a relative"
    assert "Add personal supervision" not in text
    assert message.text == "Group: Sam Example presents: go on from here."


def test_what_keeps_missing_is_offered_on_the_card_only_where_it_may_be_seen() -> None:
    closed = group_overview(state=SupervisionState.CLOSED)

    assert "What keeps missing" not in str(build_card(closed, TODAY).blocks)
    assert "What keeps missing" in str(build_card(replace(closed, may_see_patterns=True), TODAY).blocks)


def test_the_list_of_a_group_says_whose_child_each_is() -> None:
    view = build_list(group_overview(), 1)

    assert view_problems(view, kind="modal") == []
    assert "*AB · 100002* · Asha Example" in str(view["blocks"])


def test_adding_a_child_to_a_group_asks_for_no_depth() -> None:
    addable = Addable(CHILDREN, POLICY, TODAY, in_depth_only=True, workers={FIRST: "Asha Example"})

    view = build_add(addable, MEETING)

    assert view_problems(view, kind="modal") == []
    assert ADD_DEPTH not in inputs(view)
    assert "AB · 100001 · Asha Example" in str(view["blocks"])
    chosen = {"add_child_child": {"add_child_child": {"selected_option": {"value": FIRST}}}}
    assert read_added(answered(view, **chosen)) == (FIRST, Depth.IN_DEPTH)
    nobody = build_add(replace(addable, children=()), MEETING)
    assert "Every child that a group of these people can talk about" in str(nobody["blocks"])


def test_what_keeps_missing_is_said_in_words_with_dates_and_no_name_of_a_child() -> None:
    seen = Pattern(
        "When was the child last seen?", (Gap(TODAY, "AB · 100001"), Gap(date(2026, 2, 2), "CD · 100002")), 5
    )
    found = MissingPatterns(
        MEETING,
        (
            WorkerPatterns("Sam *Example*", 5, (seen,)),
            WorkerPatterns("Asha Example", 6, ()),
            WorkerPatterns("Ben Example", 1, ()),
            WorkerPatterns("Joe Example", 0, ()),
        ),
    )

    view = build_patterns(found)

    assert view_problems(view, kind="modal") == []
    check_golden("patterns", view)
    assert view_problems(build_patterns(MissingPatterns(MEETING, ())), kind="modal") == []


def test_in_a_group_the_actions_of_each_stand_under_their_name_and_those_of_who_is_away_last() -> None:
    groups = (
        ActionGroup("Sam *Example*", (CARRIED, CARRIED), is_there=True),
        ActionGroup("Nell Example", (CARRIED,), is_there=False),
        ActionGroup("", (CARRIED,), is_there=False),
        ActionGroup("", (NEW,), is_there=True),
    )

    blocks = [
        block for row in build_action_rows((), "Actions", groups=groups) for block in row if block["type"] == "section"
    ]
    rows = [block["text"]["text"] for block in blocks if block["text"]["type"] == "mrkdwn"]

    assert rows == [
        "*Actions*",
        "*Sam \u2060*Example\u2060*: 2 to check*",
        "*Nell Example, not here: 1*",
        "*Nobody in the directory: 1*",
        "*Begun here*",
    ]

"""Who hears of a date: whom it falls to, who is there in their place, who is next."""

from dataclasses import replace
from datetime import date

import pytest

from models.values.clocks import DueItem
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import ClockKind, Role
from models.workflow.clocks.audience import find_hearer, find_manager
from models.workflow.clocks.council import Council, Member
from models.workflow.clocks.showing import can_see

TODAY = date(2026, 3, 2)
DUE = Due(TODAY, DueState.OVERDUE, "rule", "row", CountedFrom.SUPERVISION, TODAY)
CHILD = DueItem(ClockKind.CHILD, "c", DUE, person_id="sam", owner_id="priya", child_id="c")
COUNCIL = Council(
    TODAY,
    members={
        "sam": Member("sam", role=Role.PRACTITIONER),
        "nell": Member("nell", role=Role.PRACTITIONER),
        "priya": Member("priya", role=Role.SUPERVISOR),
        "tom": Member("tom", role=Role.SUPERVISOR),
        "olu": Member("olu", role=Role.SERVICE_MANAGER),
        "helen": Member("helen", role=Role.SERVICE_MANAGER),
    },
    supervisors={"sam": "priya", "priya": "olu", "olu": "helen"},
    stand_ins={"sam": "tom"},
)


def without(council: Council, *people: str) -> Council:
    left = {person: replace(council.members[person], role=None, left_on=TODAY) for person in people}
    return replace(council, members={**council.members, **left})


@pytest.mark.parametrize(
    ("covers", "left", "hearer"),
    [
        ({}, (), "priya"),
        ({"priya": "nell"}, (), "nell"),
        ({"priya": None}, (), "tom"),
        ({"priya": None, "tom": None}, (), "olu"),
        ({"priya": "nell", "nell": None, "tom": None}, (), "olu"),
        ({"priya": None, "tom": None, "olu": "nell"}, (), "nell"),
        ({"priya": None, "tom": None, "olu": None}, (), "helen"),
        ({"priya": None, "tom": None, "olu": None, "helen": None}, (), None),
        ({}, ("priya",), "olu"),
        ({"olu": None}, ("priya",), "tom"),
        ({"priya": "nell"}, ("nell",), "tom"),
    ],
)
def test_it_falls_to_the_next_who_is_there(
    covers: dict[str, str | None], left: tuple[str, ...], hearer: str | None
) -> None:
    assert find_hearer(CHILD, without(replace(COUNCIL, covers=covers), *left)) == hearer


@pytest.mark.parametrize(
    "item",
    [
        replace(CHILD, restricted=True),
        DueItem(ClockKind.CONTRACT, "sam", DUE, person_id="sam", owner_id="priya"),
        DueItem(ClockKind.PERSON, "sam", DUE, person_id="sam", owner_id="priya", ordinary=False),
        DueItem(ClockKind.ACTION, "a", DUE, person_id="sam", owner_id="priya"),
        DueItem(ClockKind.WRITE_UP, "m", DUE, person_id="sam", owner_id="priya", personal=True),
    ],
)
def test_what_is_private_goes_up_the_line_and_to_nobody_beside_it(item: DueItem) -> None:
    assert find_hearer(item, replace(COUNCIL, covers={"priya": "nell"})) == "olu"
    assert find_hearer(item, replace(COUNCIL, covers={"priya": "helen"})) == "helen"
    assert find_manager(item, replace(COUNCIL, covers={"olu": "tom"})) == "helen"


def test_an_answer_waits_for_who_was_asked() -> None:
    asked = DueItem(ClockKind.AGREEMENT, "r", DUE, person_id="sam", owner_id="sam")
    assert find_hearer(asked, COUNCIL) == "sam"
    assert find_hearer(asked, replace(COUNCIL, covers={"sam": "nell"})) is None
    assert find_hearer(asked, without(COUNCIL, "sam")) is None


@pytest.mark.parametrize(
    ("owner", "covers", "manager"),
    [
        ("priya", {}, "olu"),
        ("sam", {}, "olu"),
        ("olu", {}, "helen"),
        ("helen", {}, None),
        ("priya", {"olu": "tom"}, "tom"),
        ("priya", {"olu": None}, "helen"),
    ],
)
def test_the_nearest_service_manager_above_hears_later(
    owner: str, covers: dict[str, str | None], manager: str | None
) -> None:
    assert find_manager(replace(CHILD, owner_id=owner), replace(COUNCIL, covers=covers)) == manager


def test_nobody_hears_of_what_falls_to_nobody() -> None:
    nobodys = replace(CHILD, owner_id=None)
    assert (find_hearer(nobodys, COUNCIL), find_manager(nobodys, COUNCIL)) == (None, None)


ELSEWHERE = replace(
    COUNCIL,
    members={
        **COUNCIL.members,
        "rosa": Member("rosa", role=Role.SUPERVISOR),
        "ines": Member("ines", role=Role.SERVICE_MANAGER),
    },
    supervisors={**COUNCIL.supervisors, "nell": "rosa", "tom": "rosa", "rosa": "ines"},
)
"""Nell and Tom are of another line than Sam."""


@pytest.mark.parametrize(
    "item",
    [
        DueItem(ClockKind.ACTION, "a", DUE, person_id="sam", owner_id="nell", child_id="c", restricted=True),
        DueItem(ClockKind.ACTION, "a", DUE, person_id="sam", owner_id="nell"),
        DueItem(ClockKind.MENTORING, "sam", DUE, person_id="sam", owner_id="tom"),
        DueItem(ClockKind.AGREEMENT, "x", DUE, person_id="sam", owner_id="tom", child_id="c", restricted=True),
        DueItem(ClockKind.AGREEMENT, "x", DUE, person_id="sam", owner_id="tom"),
    ],
)
def test_what_is_private_and_falls_to_somebody_elsewhere_goes_up_the_line_it_is_about(item: DueItem) -> None:
    assert find_hearer(item, ELSEWHERE) == item.owner_id
    away = dict.fromkeys(("nell", "tom"), "rosa")
    assert find_hearer(item, replace(ELSEWHERE, covers=away)) == "priya"
    assert find_hearer(item, replace(ELSEWHERE, covers={**away, "priya": None})) == "olu"
    assert find_hearer(item, without(ELSEWHERE, "nell", "tom")) == "priya"
    assert find_manager(item, ELSEWHERE) == "olu"
    assert [who for who in ("rosa", "ines", "priya", "olu", "helen") if can_see(item, ELSEWHERE, who)] == [
        "priya",
        "olu",
        "helen",
    ]


def test_what_is_not_private_goes_up_the_line_of_whom_it_falls_to() -> None:
    item = DueItem(ClockKind.ACTION, "a", DUE, person_id="sam", owner_id="nell", child_id="c")
    assert find_hearer(item, replace(ELSEWHERE, covers={"nell": None, "tom": None})) == "rosa"
    assert find_manager(item, ELSEWHERE) == "ines"
    assert all(can_see(item, ELSEWHERE, who) for who in ("rosa", "ines", "priya", "olu"))

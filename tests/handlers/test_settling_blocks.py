"""The small forms in which a due date is settled, and what is read back from them."""

from datetime import date
from typing import Any

import pytest

from handlers.blocks.ids import (
    SETTLE_BY,
    SETTLE_DONE_ON,
    SETTLE_DUE_ON,
    SETTLE_EVERY,
    SETTLE_LINE,
    SETTLE_REASON,
    SETTLE_UNIT,
    SETTLE_UNTIL,
    Place,
)
from handlers.blocks.settling import (
    BOX_OF,
    Exceptional,
    Noted,
    PutOff,
    build_done,
    build_held,
    build_override,
    build_snooze,
    read_exception,
    read_noted,
    read_put_off,
)
from models.vocabulary import ClockKind
from sandbox.blockkit.surfaces import view_problems
from tests.handlers.clock_values import explained, row
from tests.handlers.meeting_values import POLICY
from tests.support.golden import check_golden

PLACE = Place(page="settle", clock="child", subject="0" * 32)
PROOF = explained(row(ClockKind.CHILD, 5))
BUILDERS = {"held": build_held, "done": build_done, "override": build_override, "snooze": build_snooze}


def filled(**given: str) -> dict[str, Any]:
    """Return a view filled in: a day, a choice or words by the field's id."""
    kinds = {SETTLE_DONE_ON: "selected_date", SETTLE_DUE_ON: "selected_date", SETTLE_UNTIL: "selected_date"}
    values: dict[str, Any] = {}
    for name, value in given.items():
        unit = name == SETTLE_UNIT
        values[name] = {name: {"selected_option": {"value": value}} if unit else {kinds.get(name, "value"): value}}
    return {"state": {"values": values}}


@pytest.mark.parametrize("name", BUILDERS)
def test_each_form_is_drawn_as_before(name: str) -> None:
    view = BUILDERS[name](PROOF, POLICY, PLACE, "priya")

    assert view_problems(view, kind="modal") == []
    check_golden(f"settle_{name}", view)


def test_every_field_that_can_be_wrong_has_a_box_to_say_so_under() -> None:
    boxes = {
        block["block_id"]
        for build in BUILDERS.values()
        for block in build(PROOF, POLICY, PLACE, "priya")["blocks"]
        if block["type"] == "input"
    }
    assert set(BOX_OF.values()) == boxes - {SETTLE_UNIT}


def test_what_was_filled_in_is_read_back() -> None:
    noted = filled(**{SETTLE_DONE_ON: "2026-02-03", SETTLE_BY: "Tom", SETTLE_LINE: "Mosaic"})
    assert read_noted(noted) == Noted(date(2026, 2, 3), "Tom", "Mosaic")
    weeks = filled(**{SETTLE_EVERY: "3", SETTLE_UNIT: "weeks", SETTLE_UNTIL: "2026-05-01", SETTLE_REASON: "New"})
    assert read_exception(weeks) == Exceptional(21, None, date(2026, 5, 1), "New")
    days = filled(**{SETTLE_EVERY: "3", SETTLE_UNIT: "days"})
    assert read_exception(days) == Exceptional(3, None, None, "")
    assert read_exception(filled(**{SETTLE_DUE_ON: "2026-03-20"})).due_on == date(2026, 3, 20)
    assert read_put_off(filled(**{SETTLE_UNTIL: "2026-03-05", SETTLE_REASON: "Away"})) == PutOff(
        date(2026, 3, 5), "Away"
    )


def test_nothing_filled_in_is_read_as_nothing() -> None:
    assert read_noted(filled()) == Noted(None, "", "")
    assert read_exception(filled()) == Exceptional(None, None, None, "")
    assert read_put_off(filled()) == PutOff(None, "")

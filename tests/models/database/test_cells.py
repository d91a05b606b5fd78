"""Cells of every kind go into a backup and come back, and what does not fit its column is refused unseen."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from models.database.cells import CellError, read_cell, spell_cell
from models.database.keyed import all_tables
from models.vocabulary import RecordState

TABLES = {table.name: table for table in all_tables()}
LATE = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("record", "state", RecordState.NOT_AGREED),
        ("record", "started_at", LATE),
        ("record", "started_at", LATE.astimezone(UTC)),
        ("record", "purged_at", None),
        ("record", "revision", 7),
        ("version", "document", bytes(range(256))),
        ("version", "facts", {"kind": "casework", "words": "Zoë “said”"}),
        ("version", "replaced", True),
        ("supervision", "held_on", date(2026, 3, 2)),
        ("person", "name", "Zoë \x00 ‘Ó Faoláin’ 🙂"),
    ],
)
def test_a_value_comes_back_as_it_was(table: str, column: str, value: Any) -> None:
    assert read_cell(TABLES[table].c[column], spell_cell(value)) == value


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("record", "state", "imagined"),
        ("record", "head", None),
        ("record", "revision", "7"),
        ("record", "revision", True),
        ("record", "started_at", "2026-03-02T09:00:00"),
        ("record", "started_at", "soon"),
        ("record", "started_at", 7),
        ("version", "document", "no base64!"),
        ("version", "facts", ["secret words"]),
        ("version", "replaced", 1),
        ("supervision", "held_on", "2026-02-30"),
        ("person", "name", 7),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_its_column(table: str, column: str, value: Any) -> None:
    with pytest.raises(CellError) as told:
        read_cell(TABLES[table].c[column], value)
    assert str(told.value) == f"a value does not fit the column {table}.{column}"


def test_every_column_of_every_table_is_of_a_kind_that_can_be_read() -> None:
    for table in all_tables():
        for column in table.columns:
            with pytest.raises(CellError):
                read_cell(column, object())

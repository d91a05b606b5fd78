"""Row by row: every form and prompt that the source documents ask for is content, or is out for a reason."""

import csv

import pytest
from pydantic import BaseModel

from models.content.checking import Checked, check_folder
from models.content.sources import list_rows, read_rows, sources_in
from tests.conftest import CONTENT, ROOT

KINDS = {"form", "prompt", "clock", "access", "record", "out"}
NUMBERS = {"A": range(1, 12), "B": range(1, 45), "C": range(1, 26), "D": range(1, 9), "E": range(10)}
READINGS = {f"I{number}" for number in range(1, 32)}
"""How the documents are read where they clash; content may cite these too."""

with (ROOT / "tests" / "data" / "requirements.csv").open(encoding="utf-8", newline="") as file:
    ROWS = {row["row"]: row for row in csv.DictReader(file)}

WANTED = sorted(row for row, facts in ROWS.items() if facts["kind"] in {"form", "prompt"})


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Everything content holds."""
    found = check_folder(CONTENT)
    assert not found.complaints
    return found


def test_every_row_of_the_documents_is_listed_once_and_in_order() -> None:
    assert list(ROWS) == [f"{letter}{number}" for letter, numbers in NUMBERS.items() for number in numbers]


def test_every_row_has_a_kind_and_a_few_words() -> None:
    assert {facts["kind"] for facts in ROWS.values()} == KINDS
    assert all(facts["about"].strip() for facts in ROWS.values())


def test_what_is_out_says_why_and_nothing_else_needs_to() -> None:
    assert {row for row, facts in ROWS.items() if facts["kind"] == "out"} == {"C2", "C3"}
    assert all(bool(facts["reason"].strip()) is (facts["kind"] == "out") for facts in ROWS.values())


@pytest.mark.parametrize("row", WANTED)
def test_a_row_that_asks_for_a_form_or_prompts_is_cited_by_content(row: str, checked: Checked) -> None:
    assert row in checked.rows, ROWS[row]["about"]


def test_no_source_cites_a_row_that_is_not_there(checked: Checked) -> None:
    parts: list[BaseModel] = [*checked.forms, *checked.banks, *checked.policies]
    known = set(ROWS) | READINGS
    wrong = {source for part in parts for source in sources_in(part) if not read_rows(source) <= known}
    assert not wrong


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("A5: Mosaic record of supervision, point 3", {"A5"}),
        ("B22, B23: Dorset guidance, section 4", {"B22", "B23"}),
        ("B9 to B11: Dorset guidance", {"B9", "B10", "B11"}),
        ("A7 to A9: points 4 to 6; owner and date by I19", {"A7", "A8", "A9", "I19"}),
        ("A, B, E: the source documents", set()),
        ("Our own: nothing of theirs", set()),
    ],
)
def test_a_source_names_its_rows_one_by_one_or_as_a_range(source: str, rows: set[str]) -> None:
    assert read_rows(source) == rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [(set(), ""), ({"B2"}, "B2"), ({"A10", "A9"}, "A9, A10"), ({"C1", "B3", "B1", "B2"}, "B1 to B3, C1")],
)
def test_rows_are_listed_in_order_with_neighbours_together(rows: set[str], said: str) -> None:
    assert list_rows(rows) == said

"""A directory with one supervisor, one practitioner, and as many children as are asked for."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from models.workflow.importing.rows import CHILD_COLUMNS, PERSON_COLUMNS
from tests.support.directory import MANAGER, PRACTITIONER, SERVICE, Row, child, to_csv

__all__ = ["write_directory"]

HELD = date(2026, 3, 2)
EMAILS = {"Priya Nair": "priya.nair@ashmere.example", "Sam Okafor": "sam.okafor@ashmere.example"}
PLANS = ("child_in_need", "looked_after", "early_help", "care_leaver")


def write_directory(folder: Path, children: int) -> tuple[Path, Path]:
    """Write `people.csv` and `children.csv`; return where they are."""
    people = [{**row, "email": EMAILS.get(row["name"], row["email"])} for row in (SERVICE, MANAGER, PRACTITIONER)]
    paths = folder / "people.csv", folder / "children.csv"
    paths[0].write_bytes(to_csv(PERSON_COLUMNS, people))
    paths[1].write_bytes(to_csv(CHILD_COLUMNS, _children(children)))
    return paths


def _children(count: int) -> Iterator[Row]:
    """Yield children of every plan, brothers and sisters among them, discussed at all sorts of times."""
    for place in range(count):
        yield child(
            str(600_001 + place),
            name=f"{chr(65 + place % 26)}ann {chr(65 + place // 26)}elder",
            family=f"F{place // 2}",
            plan_status=PLANS[place % len(PLANS)],
            child_protection_plan="yes" if place % 7 == 0 else "no",
            last_supervised=(HELD - timedelta(days=7 + place)).isoformat(),
        )

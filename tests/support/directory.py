"""Small made-up directories as CSV files, and the example council of the sandbox."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from sqlmodel import col, select

from models.tables import Child, Person
from models.values.directory import ImportSummary
from models.workflow.directory import DirectoryFiles, import_directory
from models.workflow.importing.rows import CHILD_COLUMNS, PERSON_COLUMNS
from models.workflow.parts import Parts

__all__ = [
    "EXAMPLE",
    "MANAGER",
    "PRACTITIONER",
    "SERVICE",
    "bring_in",
    "child",
    "child_ids",
    "example_files",
    "person_ids",
    "to_csv",
]

EXAMPLE = Path(__file__).parent.parent.parent / "content" / "example"

Row = Mapping[str, str]

_PERSON = {"role": "practitioner", "staff_kind": "qualified", "team": "Elm", "start_date": "2020-01-06"}
_CHILD = {
    "plan_status": "child_in_need",
    "child_protection_plan": "no",
    "in_proceedings": "no",
    "emergency_or_unsuitable_placement": "no",
    "restricted": "no",
    "opened": "2025-03-03",
}

SERVICE: Row = {
    **_PERSON,
    "staff_number": "1",
    "name": "Helen Marsh",
    "email": "helen@ashmere.example",
    "role": "service_manager",
    "team": "",
}
MANAGER: Row = {
    **_PERSON,
    "staff_number": "2",
    "name": "Priya Nair",
    "email": "priya@ashmere.example",
    "role": "supervisor",
    "supervisor": "1",
    "team_channel": "C0ELM",
}
PRACTITIONER: Row = {
    **_PERSON,
    "staff_number": "3",
    "name": "Sam Okafor",
    "email": "sam@ashmere.example",
    "supervisor": "2",
}


def child(number: str = "500", **cells: str) -> Row:
    """Return a good row about a child whose worker is the practitioner, with some cells changed."""
    return {**_CHILD, "mosaic_number": number, "name": "Juniper Pebblewick", "family": "F1", "worker": "3", **cells}


def to_csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Return the bytes of a file with these columns; cells that a row does not name are empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def example_files() -> DirectoryFiles:
    """Return the made-up council that the sandbox loads."""
    return DirectoryFiles((EXAMPLE / "people.csv").read_bytes(), (EXAMPLE / "children.csv").read_bytes())


async def bring_in(
    parts: Parts,
    now: datetime,
    people: Iterable[Row] = (SERVICE, MANAGER, PRACTITIONER),
    children: Iterable[Row] = (),
    *,
    effective: date | None = None,
    dry_run: bool = False,
) -> ImportSummary:
    """Import a small directory."""
    files = DirectoryFiles(to_csv(PERSON_COLUMNS, people), to_csv(CHILD_COLUMNS, children))
    return await import_directory(parts.database, parts.keyring, files, now=now, effective=effective, dry_run=dry_run)


async def person_ids(parts: Parts) -> dict[str, str]:
    """Return the ids of people by staff number."""
    async with parts.read() as session:
        return dict((await session.exec(select(col(Person.staff_number), col(Person.id)))).all())


async def child_ids(parts: Parts) -> dict[str, str]:
    """Return the ids of children by Mosaic number."""
    async with parts.read() as session:
        return dict((await session.exec(select(col(Child.mosaic_number), col(Child.id)))).all())

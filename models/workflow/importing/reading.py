"""Reading both files and checking them against each other and against the directory as known."""

from dataclasses import dataclass
from datetime import date

from models.values.directory import ImportRefused
from models.workflow.importing.check_children import check_children
from models.workflow.importing.check_people import check_people
from models.workflow.importing.known import Known
from models.workflow.importing.rows import CHILD_COLUMNS, PERSON_COLUMNS, ChildRow, PersonRow, read_rows
from models.workflow.importing.sheet import Sheet, read_sheet
from models.workflow.importing.staff import Named, Standing, build_staff

__all__ = ["Directory", "DirectoryFiles", "read_directory"]


@dataclass(frozen=True, slots=True)
class DirectoryFiles:
    """The bytes of the two files, and what to call them when something is wrong with one."""

    people: bytes
    children: bytes
    people_file: str = "people.csv"
    children_file: str = "children.csv"


@dataclass(frozen=True, slots=True)
class Directory:
    """Both files read and found good, and the people as they will be."""

    people: tuple[PersonRow, ...]
    children: tuple[ChildRow, ...]
    staff: dict[str, Standing]
    notes: tuple[str, ...]


def read_directory(files: DirectoryFiles, known: Known, on: date) -> Directory:
    """Read and check both files.

    Raises
    ------
    ImportRefused
        With everything that is wrong in either.
    """
    people_sheet = read_sheet(files.people_file, files.people, PERSON_COLUMNS, PersonRow.newer_columns())
    child_sheet = read_sheet(files.children_file, files.children, CHILD_COLUMNS, ChildRow.newer_columns())
    people, people_problems = read_rows(people_sheet, PersonRow)
    children, child_problems = read_rows(child_sheet, ChildRow)
    staff = build_staff(people, known)
    problems = [*people_sheet.problems, *child_sheet.problems, *people_problems, *child_problems]
    named = _name(people_sheet, people)
    problems += check_people(files.people_file, people, named, staff, known, on)
    teams = {*known.teams, *(row.team for row in people if row.team is not None)}
    problems += check_children(files.children_file, children, named, staff, teams, on)
    if problems:
        raise ImportRefused(problems)
    return Directory(people, children, staff, people_sheet.notes + child_sheet.notes)


def _name(sheet: Sheet, rows: tuple[PersonRow, ...]) -> Named:
    good = {row.line for row in rows}
    broken = [line.cells for line in sheet.lines if line.number not in good]
    return Named(
        numbers=frozenset(cells["staff_number"] for cells in broken),
        teams=frozenset(cells["team"] for cells in broken),
        complete=not sheet.torn,
    )

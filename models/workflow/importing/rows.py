"""The columns of the two files, as plain models that check each cell; `docs/directory.md` shows them as tables.

A column's description is its meaning there, and its example stands beside it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.values.directory import Problem
from models.vocabulary import ChannelDetail, ChildFlag, PlanStatus, Role, StaffKind
from models.workflow.importing.cells import (
    Address,
    Day,
    Number,
    OptionalChannel,
    OptionalDay,
    OptionalInitials,
    OptionalNumber,
    OptionalText,
    Text,
    YesNo,
    optional_word,
    word,
)
from models.workflow.importing.sheet import Line, Sheet

__all__ = ["CHILD_COLUMNS", "PERSON_COLUMNS", "ChildRow", "PersonRow", "Row", "read_rows"]


def _column(meaning: str, example: str) -> object:
    return Field(description=meaning, examples=[example])


class Row(BaseModel):
    """A row of a file: `line` is where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: Annotated[int, Field(exclude=True)]

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the names of the file's columns."""
        return tuple(name for name in cls.model_fields if name != "line")

    @classmethod
    def newer_columns(cls) -> tuple[str, ...]:
        """Return those that a file made before they came may lack: each is as if its cells were empty."""
        return tuple(name for name, field in cls.model_fields.items() if not field.is_required())


class PersonRow(Row):
    """A row of people.csv."""

    staff_number: Annotated[Number, _column("The council's number for the person; the key of a row.", "1001")]
    name: Annotated[Text, _column("First name and surname, as colleagues say it.", "Priya Nair")]
    email: Annotated[Address, _column("The address of the person's Slack account.", "priya.nair@ashmere.example")]
    team: Annotated[
        OptionalText, _column("The team. Needed for practitioners and supervisors who have not left.", "Elm")
    ]
    team_channel: Annotated[
        OptionalChannel, _column("The id of the team's Slack channel; on one row of the team is enough.", "C0TEAMELM")
    ]
    channel_detail: Annotated[
        ChannelDetail | None,
        optional_word(ChannelDetail),
        _column(
            "How much the team's channel may hear: counts or references (see below); empty: counts. "
            "On one row of the team is enough.",
            "references",
        ),
    ] = None
    role: Annotated[
        Role,
        word(Role),
        _column("practitioner, supervisor, service_manager, quality_assurance or administrator.", "supervisor"),
    ]
    staff_kind: Annotated[
        StaffKind, word(StaffKind), _column("qualified, not_qualified, asye or student.", "qualified")
    ]
    start_date: Annotated[OptionalDay, _column("The first day in this council's employment.", "2019-09-02")]
    asye_start: Annotated[
        OptionalDay, _column("The first day of the assessed and supported year. Needed for staff kind asye.", "")
    ]
    student_fortnightly_from: Annotated[
        OptionalDay, _column("For a student: the day from which supervision is fortnightly instead of weekly.", "")
    ]
    supervisor: Annotated[
        OptionalNumber,
        _column("Staff number of the supervisor. Needed for practitioners and supervisors who have not left.", "1000"),
    ]
    stand_in: Annotated[
        OptionalNumber, _column("Staff number of somebody who may supervise in the supervisor's place.", "2001")
    ]
    stand_in_agreed_by: Annotated[
        OptionalText, _column("Which senior manager agreed to the stand-in. Needed where there is one.", "Helen Marsh")
    ]
    mentor: Annotated[OptionalNumber, _column("Staff number of the mentor of a newly qualified worker.", "")]
    last_supervised: Annotated[
        OptionalDay, _column("The day of the person's last supervision, if known.", "2026-02-09")
    ]
    last_contract_review: Annotated[
        OptionalDay, _column("The day the supervision agreement was last made or reviewed.", "2025-06-16")
    ]
    last_observed: Annotated[OptionalDay, _column("The day the person's practice was last observed.", "2025-11-05")]
    left_on: Annotated[OptionalDay, _column("The first day the person no longer works here; access ends with it.", "")]

    def has_left(self, on: date) -> bool:
        """Return whether the person no longer works here that day."""
        return self.left_on is not None and self.left_on <= on


class ChildRow(Row):
    """A row of children.csv."""

    mosaic_number: Annotated[Number, _column("The child's Mosaic number; the key of a row.", "500101")]
    name: Annotated[Text, _column("The child's name. Stored sealed, shown in modals only.", "Juniper Pebblewick")]
    initials: Annotated[OptionalInitials, _column("One to four letters; empty: made from the name.", "JP")]
    date_of_birth: Annotated[OptionalDay, _column("May be left empty. Stored sealed.", "2014-05-21")]
    family: Annotated[Number, _column("A number that brothers and sisters have in common, never a surname.", "F101")]
    worker: Annotated[
        OptionalNumber,
        _column("Staff number of the allocated worker; empty: the child is the team's supervisor's.", "1002"),
    ]
    team: Annotated[
        OptionalText, _column("The team. Needed for a child without a worker; else the worker's team.", "Elm")
    ]
    plan_status: Annotated[
        PlanStatus,
        word(PlanStatus),
        _column("early_help, child_in_need, looked_after, care_leaver or other.", "child_in_need"),
    ]
    child_protection_plan: Annotated[YesNo, _column("yes or no.", "no")]
    in_proceedings: Annotated[YesNo, _column("yes or no.", "no")]
    emergency_or_unsuitable_placement: Annotated[YesNo, _column("yes or no; yes for custody too.", "no")]
    restricted: Annotated[
        YesNo, _column("yes keeps the child out of every list but the worker's and the line's; see below.", "no")
    ]
    opened: Annotated[Day, _column("The day the child was opened to the service.", "2025-03-10")]
    closed: Annotated[OptionalDay, _column("The first day the child is no longer open.", "")]
    next_review: Annotated[OptionalDay, _column("The day of the next review or conference.", "2026-03-24")]
    last_supervised: Annotated[
        OptionalDay, _column("The day the child was last discussed in a recorded supervision.", "2026-01-26")
    ]

    @property
    def flags(self) -> frozenset[ChildFlag]:
        """Return the flags whose column says yes."""
        return frozenset(flag for flag in ChildFlag if getattr(self, flag.value))

    def is_closed(self, on: date) -> bool:
        """Return whether the child is no longer open that day."""
        return self.closed is not None and self.closed <= on


PERSON_COLUMNS = PersonRow.columns()
CHILD_COLUMNS = ChildRow.columns()

R = TypeVar("R", bound=Row)


def read_rows(sheet: Sheet, kind: type[R]) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
    """Return the rows of a sheet that are good by themselves, and what is wrong with the others."""
    rows: list[R] = []
    problems: list[Problem] = []
    for line in sheet.lines:
        row = _read_row(sheet.file, line, kind)
        if isinstance(row, Row):
            rows.append(row)
        else:
            problems += row
    return tuple(rows), tuple(problems)


def _read_row(file: str, line: Line, kind: type[R]) -> R | Sequence[Problem]:
    cells = {name: "" if name in line.faulty else cell for name, cell in line.cells.items()}
    try:
        row = kind.model_validate({"line": line.number, **cells})
    except ValidationError as error:
        found = [(str(fault["loc"][0]), fault["msg"]) for fault in error.errors(include_input=False, include_url=False)]
        return [Problem(file, line.number, column, why) for column, why in found if column not in line.faulty]
    return [] if line.faulty else row

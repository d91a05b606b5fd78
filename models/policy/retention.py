"""How long what the bot holds is kept, by class (source rows B38, C17, I11, I27)."""

from typing import Annotated

from pydantic import Field

from models.policy.clocks import Part, Words

__all__ = ["Retention"]

MOST_YEARS = 100
LEAST_YEARS_OF_A_STAFF_FILE = 2

PurgeDays = Annotated[int, Field(ge=1, le=366)]
StaffFileYears = Annotated[int, Field(ge=LEAST_YEARS_OF_A_STAFF_FILE, le=MOST_YEARS)]
ChildYears = Annotated[int, Field(ge=0, le=MOST_YEARS)]


class Retention(Part):
    """When the text of a filed record goes, when a leaver's file goes, and whether records of children ever do.

    `purge_days` run from the day the record was filed, or its outcome was pasted where that came later. A staff
    file is due for disposal `staff_file_years` after somebody left, never earlier than two (C17). What is about
    a child follows the child's own file and never the staff rule (I11): it is due `child_record_years` after the
    child was closed, and without that key never by time alone.
    """

    purge_days: PurgeDays
    staff_file_years: StaffFileYears
    child_record_years: ChildYears | None = None
    source: Words

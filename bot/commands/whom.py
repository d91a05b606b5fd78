"""Whom a command is about, and who gives it: both by the numbers of the directory."""

from datetime import datetime

from models.tables import Child, Person
from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import Way
from models.workflow.parts import Parts
from models.workflow.retention.holds import find_child, find_person

__all__ = ["call_of", "find_subject"]

_ONE = "Say whom it is about: --person STAFF_NUMBER or --child MOSAIC_NUMBER, one of the two."


async def call_of(parts: Parts, staff_number: str, now: datetime) -> Call:
    """Return an act of somebody at the command line; what they may do is judged where it is done."""
    async with parts.read() as session:
        return Call((await find_person(session, staff_number)).id, now, way=Way.COMMAND)


async def find_subject(parts: Parts, person: str | None, child: str | None) -> Child | Person:
    """Return whom a command is about.

    Raises
    ------
    Refusal
        Without exactly one of the two, or when nobody has that number.
    """
    if (person is None) == (child is None):
        raise Refusal(_ONE)
    async with parts.read() as session:
        return await find_person(session, person) if person is not None else await find_child(session, child or "")

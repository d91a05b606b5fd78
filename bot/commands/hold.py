"""`python -m bot hold ...`: legal holds, under which nothing of a child or person is let go."""

import sys
from datetime import datetime

from bot.opening import open_parts
from models.tables import Child, Person
from models.values.call import LONDON, Call
from models.values.errors import Refusal
from models.vocabulary import Way
from models.workflow.parts import Parts
from models.workflow.retention.holds import end_hold, find_child, find_person, list_holds, set_hold

__all__ = ["call_of", "end", "find_subject", "list_", "set_"]

_ONE = "Say whom it is about: --person STAFF_NUMBER or --child MOSAIC_NUMBER, one of the two."
_TYPE = "Why is it held? Type the reason, then Ctrl-D on a line of its own."


async def set_(*, by: str, person: str | None = None, child: str | None = None) -> None:
    """Hold everything about a person or child; the reason is read from standard input and sealed.

    Parameters
    ----------
    by
        The staff number of the administrator who does it.
    person
        The staff number of whom it is about.
    child
        The Mosaic number of whom it is about.
    """
    async with open_parts(existing=True) as (parts, clock):
        call, subject = await call_of(parts, by, clock.now()), await find_subject(parts, person, child)
        if sys.stdin.isatty():
            print(_TYPE, file=sys.stderr)
        await set_hold(parts, call, subject=subject, reason=sys.stdin.read())
    print("Held: nothing about this subject is let go until `hold end`.")


async def end(*, by: str, person: str | None = None, child: str | None = None) -> None:
    """End a hold; what is due goes in the next hours out of office, or is listed for confirmation.

    Parameters
    ----------
    by
        The staff number of the administrator who does it.
    person
        The staff number of whom it is about.
    child
        The Mosaic number of whom it is about.
    """
    async with open_parts(existing=True) as (parts, clock):
        call, subject = await call_of(parts, by, clock.now()), await find_subject(parts, person, child)
        await end_hold(parts, call, subject=subject)
    print("The hold has ended.")


async def list_() -> None:
    """List the holds that last, without their reasons."""
    async with open_parts(existing=True) as (parts, _clock):
        holds = await list_holds(parts)
    for hold in holds:
        on = hold.set_at.astimezone(LONDON).date()
        print(f"{hold.about} {hold.number}: since {on}, set by staff number {hold.set_by}")
    if not holds:
        print("There is no legal hold.")


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

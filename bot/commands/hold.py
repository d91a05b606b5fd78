"""`python -m bot hold ...`: legal holds, under which nothing of a child or person is let go."""

import sys

from bot.commands.whom import call_of, find_subject
from bot.opening import open_parts
from models.values.call import LONDON
from models.workflow.retention.holds import end_hold, list_holds, set_hold

__all__ = ["end", "list_", "set_"]

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

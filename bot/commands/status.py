"""`python -m bot status`: what the bot has promised to post and has not settled."""

from datetime import datetime
from typing import Final

from bot.opening import open_parts
from handlers.blocks.unsent import KIND_WORDS
from models.outbox import claims
from models.values.call import LONDON
from models.values.outbox import Unsettled
from models.vocabulary import OutboxState, SendingMode

__all__ = ["status"]

_ROWS: Final = 50
_STATES: Final = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNSURE, OutboxState.FAILED)
_MODES: Final = {
    SendingMode.POST: "",
    SendingMode.REFRESH: "a change of ",
}


async def status() -> None:
    """Say how many messages wait, are in doubt or failed, since when, and why."""
    async with open_parts() as (parts, clock), parts.read() as session:
        numbers = await claims.counts(session)
        oldest = await claims.oldest(session, clock.now())
        rows = await claims.unsettled(session, _ROWS)
    print(f"Messages: {', '.join(f'{numbers.get(state, 0)} {state.value}' for state in _STATES)}.")
    if oldest is not None:
        print(f"The oldest that is due was promised on {_at(oldest)}.")
    for row in rows:
        print(build_line(row))


def build_line(row: Unsettled) -> str:
    """Return one row in words, without a name."""
    whom = f" for staff number {row.staff_number}" if row.staff_number else f" for {row.team}" if row.team else ""
    tries = f", tried {row.attempts} time{'' if row.attempts == 1 else 's'}" if row.attempts else ""
    why = f": {row.reason}" if row.reason else ""
    return f"{row.state.value:8} {_at(row.promised_at)}  {_MODES[row.mode]}{KIND_WORDS[row.kind]}{whom}{tries}{why}"


def _at(when: datetime) -> str:
    return f"{when.astimezone(LONDON):%Y-%m-%d %H:%M}"

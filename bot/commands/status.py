"""`python -m bot status`: when the bot last looked, and what it has promised to post and has not settled."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from bot.opening import open_parts
from handlers.blocks.unsent import KIND_WORDS
from models.outbox import standing
from models.values.call import LONDON
from models.values.outbox import Unsettled
from models.vocabulary import OutboxState, SendingMode
from models.workflow.clocks.heartbeats import DELIVER, PLAN, TICK, Beat, read_beats, read_directory_day
from models.workflow.posted_files import Standing, count_files
from models.workflow.seals import last_sealed

__all__ = ["status"]

_ROWS: Final = 50
_STATES: Final = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNSURE, OutboxState.FAILED)
_BEATS: Final = {
    TICK: {"ticks": "ticks", "failed": "without a plan"},
    PLAN: {"checked": "checked", "planned": "planned", "withdrawn": "withdrawn"},
    DELIVER: {"sent": "sent", "failed": "failed", "unsure": "unsure"},
}
_MODES: Final = {
    SendingMode.POST: "",
    SendingMode.REFRESH: "a change of ",
}


async def status() -> None:
    """Say when the bot last ticked, planned and delivered; how many messages wait, are in doubt or failed, and why."""
    async with open_parts(existing=True) as (parts, clock):
        async with parts.read() as session:
            numbers = await standing.counts(session)
            oldest = await standing.oldest(session, clock.now())
            rows = await standing.unsettled(session, _ROWS)
        beats = await read_beats(parts)
        directory_on = await read_directory_day(parts)
        sealed_on = await last_sealed(parts)
        today = clock.now().astimezone(LONDON).date()
        files = await count_files(parts, clock.now())
    for line in (*build_beats(beats), f"Last seal: {sealed_on or 'never yet'}.", build_directory(directory_on, today)):
        print(line)
    for line in build_files(files):
        print(line)
    print(f"Messages: {', '.join(f'{numbers.get(state, 0)} {state.value}' for state in _STATES)}.")
    if oldest is not None:
        print(f"The oldest that is due was promised on {_at(oldest)}.")
    for row in rows:
        print(build_line(row))


def build_beats(beats: Mapping[str, Beat]) -> Iterator[str]:
    """Yield when, outside, the bot last ticked, planned and delivered, and what came of it that day.

    By the bot's clock planning may never have been: that is set back when something makes it stale.
    """
    for name, words in _BEATS.items():
        found = beats.get(name)
        if found is None:
            yield f"Last {name}: never yet."
            continue
        counts = ", ".join(f"{found.facts[fact]} {said}" for fact, said in words.items() if fact in found.facts)
        yield f"Last {name}: {_at(found.real_at)}{f', that day {counts}' if counts else ''}."


def build_directory(directory_on: date | None, today: date) -> str:
    """Return how old the directory is."""
    if directory_on is None:
        return "Directory: never imported."
    age = (today - directory_on).days
    return f"Directory: as of {directory_on}, {age} day{'' if age == 1 else 's'} old."


def build_files(files: Standing) -> Iterator[str]:
    """Yield how many records stand in Slack as files; nothing where there are none."""
    if files.asked or files.posted:
        yield f"Files in Slack: {files.posted} there, {files.asked} to be posted, {files.late} that should be gone."


def build_line(row: Unsettled) -> str:
    """Return one row in words, without a name."""
    whom = f" for staff number {row.staff_number}" if row.staff_number else f" for {row.team}" if row.team else ""
    tries = f", tried {row.attempts} time{'' if row.attempts == 1 else 's'}" if row.attempts else ""
    why = f": {row.reason}" if row.reason else ""
    return f"{row.state.value:8} {_at(row.promised_at)}  {_MODES[row.mode]}{KIND_WORDS[row.kind]}{whom}{tries}{why}"


def _at(when: datetime) -> str:
    return f"{when.astimezone(LONDON):%Y-%m-%d %H:%M}"

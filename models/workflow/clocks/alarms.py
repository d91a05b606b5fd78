"""Telling the people who look after the bot that it stood still, cannot plan, or works with an old directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.outbox import promise
from models.rules.office_hours import hours_between, is_in_hours, next_in_hours
from models.values.alarms import Alarm
from models.values.call import LONDON
from models.values.outbox import Promised
from models.vocabulary import AlarmCause, MessageKind
from models.workflow.clocks.heartbeats import PLAN, TICK, Beat, read_beats, read_directory_day
from models.workflow.delivery import find_caretakers
from models.workflow.parts import Parts

__all__ = ["Patience", "raise_alarms", "read_alarm"]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long nothing may be checked, and how old the directory may be, before somebody is told."""

    silence: timedelta
    directory: timedelta


async def raise_alarms(parts: Parts, patience: Patience, now: datetime, real: datetime, started: datetime) -> None:
    """Look whether anything stands still, and promise word of it: once a day and cause, within office hours.

    Called at each tick after planning and before the tick is noted. `started` is when this process began,
    outside: planning has had no chance before.
    """
    beats = await read_beats(parts)
    alarms = [
        *_find_silence(parts, patience, beats.get(TICK), now, real),
        *_find_no_plan(parts, patience, beats, now, real, started),
        *_find_old_directory(patience, await read_directory_day(parts), now),
    ]
    for cause, facts in alarms:
        await _tell(parts, cause, facts, now)


def _find_silence(
    parts: Parts, patience: Patience, tick: Beat | None, now: datetime, real: datetime
) -> list[tuple[AlarmCause, dict[str, str]]]:
    """Find a gap that is over now. A clock that was moved in the sandbox is none: outside no time has passed."""
    if tick is None or real - tick.real_at < patience.silence:
        return []
    if hours_between(parts.library.policy, tick.last_at, now) < patience.silence:
        return []
    return [(AlarmCause.NOT_RUNNING, {"since": tick.last_at.isoformat(), "until": now.isoformat()})]


def _find_no_plan(
    parts: Parts, patience: Patience, beats: Mapping[str, Beat], now: datetime, real: datetime, started: datetime
) -> list[tuple[AlarmCause, dict[str, str]]]:
    """Find planning that does not get done although the bot runs."""
    plan = beats.get(PLAN)
    quiet_since = started if plan is None else max(started, plan.real_at)
    if real - quiet_since < patience.silence or not is_in_hours(parts.library.policy, now):
        return []
    return [(AlarmCause.NOT_PLANNING, {"since": (now - (real - quiet_since)).isoformat()})]


def _find_old_directory(
    patience: Patience, directory_on: date | None, now: datetime
) -> list[tuple[AlarmCause, dict[str, str]]]:
    today = now.astimezone(LONDON).date()
    if directory_on is None or today - directory_on <= patience.directory:
        return []
    return [(AlarmCause.OLD_DIRECTORY, {"directory": directory_on.isoformat()})]


async def _tell(parts: Parts, cause: AlarmCause, facts: Mapping[str, str], now: datetime) -> None:
    due_at = next_in_hours(parts.library.policy, now)
    day = due_at.astimezone(LONDON).date()
    async with parts.database.write(None, now) as session:
        for person_id in await find_caretakers(session, now):
            await promise(
                session,
                key=f"alarm:{cause.value}:{day.isoformat()}:{person_id}",
                kind=MessageKind.ALARM,
                recipient_id=person_id,
                facts={"cause": cause.value, **facts},
                now=now,
                due_at=due_at,
            )


async def read_alarm(parts: Parts, promised: Promised, now: datetime) -> Alarm | None:
    """Return what there is to tell; nothing where the directory was imported since."""
    facts = promised.facts
    cause = AlarmCause(facts["cause"])
    today = now.astimezone(LONDON).date()
    if cause is AlarmCause.OLD_DIRECTORY:
        directory_on = await read_directory_day(parts)
        if directory_on is None or directory_on > date.fromisoformat(facts["directory"]):
            return None
        return Alarm(cause, directory_on=directory_on, today=today)
    until = facts.get("until")
    return Alarm(
        cause,
        since=datetime.fromisoformat(facts["since"]),
        until=None if until is None else datetime.fromisoformat(until),
        today=today,
    )

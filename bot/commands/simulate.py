"""`python -m bot simulate --from 2026-03-02 --weeks 4`: who would hear what, and when, in the example council."""

from datetime import date
from typing import Annotated, Final

from cyclopts import Parameter

from bot.settings import ContentSettings, SettingsError, read_settings
from bot.simulation import Line, simulate_weeks

__all__ = ["build_line", "simulate"]

_MOST_WEEKS: Final = 60


async def simulate(*, from_: Annotated[str, Parameter("--from")], weeks: str = "4", policy: str | None = None) -> None:
    """Run the clocks over the example council, and print one line a nudge.

    Each line is: date, time, kind, audience, subject, why; a tab stands between them. Nothing of the database
    of the settings is read or written. Nobody acts in it: what is due becomes overdue.

    Parameters
    ----------
    from_
        The first day, such as 2026-03-02; the example council is imported as of that day.
    weeks
        How many weeks, 1 to 60.
    policy
        Which policy is in force, such as dorset; that of the settings when left out.
    """
    settings = read_settings(ContentSettings)
    chosen = policy or settings.policy
    async for line in simulate_weeks(settings.content_folder, chosen, _read_day(from_), _read_weeks(weeks)):
        print(build_line(line))


def build_line(line: Line) -> str:
    """Return one nudge as a line, its columns divided by tabs."""
    columns = (f"{line.at:%Y-%m-%d}", f"{line.at:%H:%M}", line.kind, line.audience, line.subject, line.why)
    return "\t".join(" ".join(column.split()) for column in columns)


def _read_day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise SettingsError(f"--from: “{given}” is no date; write it as 2026-03-02.") from None


def _read_weeks(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= _MOST_WEEKS:
        raise SettingsError(f"--weeks: “{given}” is no number of weeks from 1 to {_MOST_WEEKS}.")
    return int(given)

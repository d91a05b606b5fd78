"""When a person has been without supervision for so long that a limit the policy names is broken (C7, I4, I5)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.policy import PersonClock
from models.rules.clocks.absences import wholly_away
from models.rules.clocks.dates import MONTHS_IN_A_YEAR, ONE_DAY, after_months, first_of_next_month
from models.rules.clocks.words import say_months
from models.values.clock_facts import Away
from models.vocabulary import Nation

__all__ = ["Limit", "find_limits", "find_year_limit", "needed_in_a_year"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, with the last day on which it is still kept."""

    last_on: date
    words: str

    @property
    def breach_on(self) -> date:
        """Return the first day in breach."""
        return self.last_on + ONE_DAY


def find_limits(start: date, clock: PersonClock, away: Sequence[Away], nation: Nation, *, met: bool) -> Iterator[Limit]:
    """Yield the limits on the time since the last supervision, or where none is known since the start.

    Over so many months: they end on the same day of a later month, or on the last of a month that has no such
    day. A calendar month counts when it passed from its first day to its last without a supervision: not the
    month of the last one, and none on no working day of which the person was here. Where the last one is known,
    so is that a month before the go-live date passed with none; where none is, no month counts that had begun
    before the start or the go-live date.
    """
    if clock.most_months is not None:
        words = f"over {say_months(clock.most_months)} without one"
        yield Limit(after_months(start, clock.most_months), words)
    if clock.calendar_month:
        month = start if not met and start.day == 1 else first_of_next_month(start)
        while away and wholly_away(month, away, nation):
            month = first_of_next_month(month)
        yield Limit(first_of_next_month(month) - ONE_DAY, "a calendar month without one")


def find_year_limit(days: Collection[date], least: int, observed_on: date) -> Limit:
    """Return until when at least so many supervisions lie in the twelve months up to each day.

    Days are counted, so that two on one day are one. The number can be judged only once a person has been
    observed for a whole year: from twelve months after their start or the go-live date, whichever is later. The
    limit is that of the present spell: where it was broken before the latest supervision and still is, it has
    been broken all along.
    """
    words = f"fewer than {least} in {say_months(MONTHS_IN_A_YEAR)}"
    known_on = after_months(observed_on, MONTHS_IN_A_YEAR)
    latest = sorted(set(days), reverse=True)
    for place, day in enumerate(latest):
        if place + least > len(latest):
            break
        short_on = _out_of_the_year(latest[place + least - 1])
        if short_on > day:
            return Limit(max(short_on, known_on) - ONE_DAY, words)
    return Limit(known_on - ONE_DAY, words)


def _out_of_the_year(day: date) -> date:
    """Return the first day whose twelve months no longer hold a day: of a leap day it is the first of March."""
    later = after_months(day, MONTHS_IN_A_YEAR)
    return later if later.day == day.day else later + ONE_DAY


def needed_in_a_year(least: int, away: Sequence[Away], nation: Nation, today: date) -> int:
    """Return how many are needed in the twelve months up to today: none for the months somebody was wholly away."""
    first = after_months(today.replace(day=1), -MONTHS_IN_A_YEAR)
    months = [after_months(first, n) for n in range(1, MONTHS_IN_A_YEAR)]
    gone = sum(wholly_away(month, away, nation) for month in months)
    return least * (MONTHS_IN_A_YEAR - gone) // MONTHS_IN_A_YEAR

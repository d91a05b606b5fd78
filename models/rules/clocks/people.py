"""When a person's own supervision is due, and which limits it may break (B4, B5, B27, C7, C8, E6, I4, I5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.policy import Policy
from models.rules.clocks.absences import first_day_back, join, move
from models.rules.clocks.dates import after_days
from models.rules.clocks.limits import Limit, find_limits, find_year_limit, needed_in_a_year
from models.rules.clocks.overrides import find_override, move_by_override
from models.rules.clocks.rhythms import Rhythm, find_lead, find_rhythm, rhythm_since
from models.rules.clocks.starts import SINCE_GO_LIVE, find_start
from models.rules.clocks.states import judge
from models.rules.clocks.words import every, say_date, say_days
from models.values.clock_facts import Away, Override, PersonFacts
from models.values.due import CountedFrom, Due, Overridden

__all__ = ["build_person_due", "is_ordinary"]

_MET = frozenset({CountedFrom.SUPERVISION, CountedFrom.ELSEWHERE, CountedFrom.DIRECTORY})


@dataclass(frozen=True, slots=True)
class _Interval:
    """A date by the interval alone, before absences and limits; `start` is the last supervision or a beginning."""

    start: tuple[CountedFrom, date]
    rhythm: Rhythm
    due_on: date
    rule: str
    counted: tuple[CountedFrom, date]
    override: Override | None = None


def build_person_due(facts: PersonFacts, policy: Policy, today: date) -> Due:
    """Return when a person's own supervision is due, with every limit the policy names kept at once (I5).

    *The interval* counts from the latest supervision held here, held elsewhere or told by the directory; where
    none is known since the start, from that, or from the go-live date for who started before it. In the
    assessed year and as a student it is the interval of the stage in which the last one lay. Whoever has begun
    that year since the last one has so many days from its beginning as every change leaves, but never more than
    before. Own frequencies and exceptions stand in its place while they are in force.

    *Late*: where the policy names a longest time, whoever has the usual interval or a longer one is overdue only
    after it. *Breach*: the earliest of the limits in `limits.py`, which no own frequency moves; the due date is
    never later than the last day within a limit on the time since the last supervision.

    *Away*: a last day within an absence becomes the first day back and the days every change leaves. Any other
    day stays: short leave in between gives no more time, and what had passed before is as late after it.
    """
    clock = policy.person
    interval = _find_interval(facts, policy, today)
    (counted_from, start), due_on = interval.start, interval.due_on
    late_on, rule, counted = due_on, interval.rule, interval.counted
    if clock.most_days is not None and interval.rhythm.usual and due_on >= after_days(start, clock.usual_days):
        late_on = max(due_on, after_days(start, clock.most_days))
        rule += f"; overdue after {say_days(clock.most_days)}" if late_on > due_on else ""
    if counted_from is CountedFrom.GO_LIVE:
        rule += SINCE_GO_LIVE
    away = join(facts.away) if facts.away else ()
    nation = policy.deadlines.bank_holidays
    limits = list(find_limits(start, clock, away, nation, met=counted_from in _MET))
    if away:
        due_on, back = move(due_on, away, clock.after_change_days)
        late_on, _ = move(late_on, away, clock.after_change_days)
        limits = _move(limits, away, clock.after_change_days)
        if back is not None:
            rule += f"; {say_days(clock.after_change_days)} from the return"
            counted = CountedFrom.RETURN, back
    last_on = min((limit.last_on for limit in limits), default=date.max)
    if due_on > last_on:
        due_on = last_on
        rule += f"; not later than {say_date(last_on)}"
    late_on = min(max(due_on, late_on), last_on)
    if clock.least_in_a_year is not None:
        limits += _move(_find_year_limit(facts, policy, away, today), away, clock.after_change_days)
    nearest = min(limits, key=lambda limit: limit.last_on, default=None)
    if nearest is not None:
        rule += f"; in breach from {say_date(nearest.breach_on)}: {nearest.words}"
    late, breach_on = None if late_on == due_on else late_on, None if nearest is None else nearest.breach_on
    told = interval.override
    return Due(
        due_on,
        judge(due_on, today, interval.rhythm.lead, late_on=late, breach_on=breach_on),
        rule,
        interval.rhythm.source,
        *counted,
        late_on=late,
        breach_on=breach_on,
        override=None if told is None else Overridden(told.id, told.until_on),
        paused_until=first_day_back(away, today),
    )


def is_ordinary(facts: PersonFacts, policy: Policy, today: date) -> bool:
    """Say whether a person is on the interval of everybody: of others a team's channel hears nothing."""
    interval = _find_interval(facts, policy, today)
    return interval.rhythm.usual and interval.override is None


def _find_interval(facts: PersonFacts, policy: Policy, today: date) -> _Interval:
    clock = policy.person
    unknown = facts.kind_since if facts.go_live_on is None else date.min  # a start nobody told of lies before
    start = find_start(
        max(facts.held, default=None),
        None,
        max(facts.elsewhere, default=None),
        facts.told_on,
        began_as=CountedFrom.STARTED,
        began_on=facts.started_on or unknown,
        go_live_on=facts.go_live_on,
    )
    interval = _find_stage(facts, policy, start, today)
    override = find_override(facts.exceptions, today) if facts.exceptions else None
    if override is None:
        return interval
    instead = move_by_override(override, start, interval.due_on, clock.after_change_days)
    if instead is None:
        return interval
    days = override.every_days or clock.usual_days
    usual = instead.due_on >= after_days(start[1], clock.usual_days)
    rhythm = Rhythm(days, instead.rule, find_lead(days, policy), clock.source, usual=usual)
    return _Interval(start, rhythm, instead.due_on, instead.rule, instead.counted, override)


def _find_stage(facts: PersonFacts, policy: Policy, start: tuple[CountedFrom, date], today: date) -> _Interval:
    """Return the date by the interval of the stage the last supervision lay in, or that has begun since."""
    clock, (_, on), since = policy.person, start, rhythm_since(facts)
    rhythm = find_rhythm(facts, policy, on)
    due_on = after_days(on, rhythm.days)
    if since is None or not on < since <= today:
        return _Interval(start, rhythm, due_on, rhythm.words, start)
    usual_on, rhythm = due_on, find_rhythm(facts, policy, since)
    due_on, moved = after_days(on, rhythm.days), after_days(since, clock.after_change_days)
    if moved <= due_on:
        return _Interval(start, rhythm, due_on, rhythm.words, start)
    if moved < usual_on:
        rule = f"{rhythm.words}; {say_days(clock.after_change_days)} from the change"
        return _Interval(start, rhythm, moved, rule, (CountedFrom.CHANGE, since))
    rule = f"{every(clock.usual_days)}, as before the change to {rhythm.words}"
    return _Interval(start, replace(rhythm, lead=clock.coming_due_days), usual_on, rule, start)


def _find_year_limit(facts: PersonFacts, policy: Policy, away: Sequence[Away], today: date) -> list[Limit]:
    least = policy.person.least_in_a_year or 0
    if away:
        least = needed_in_a_year(least, away, policy.deadlines.bank_holidays, today)
    if not least:
        return []
    days = {*facts.held, *facts.elsewhere}
    if facts.told_on is not None:
        days.add(facts.told_on)
    return [find_year_limit(days, least, _find_observed(facts))]


def _find_observed(facts: PersonFacts) -> date:
    """Return since when it is known whether a person had supervision."""
    return max((day for day in (facts.started_on, facts.go_live_on) if day is not None), default=facts.kind_since)


def _move(limits: Sequence[Limit], away: Sequence[Away], after_change_days: int) -> list[Limit]:
    return [Limit(move(limit.last_on, away, after_change_days)[0], limit.words) for limit in limits]

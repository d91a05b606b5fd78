"""A second opinion on what is due, written from the source rows alone and day by day.

It shares words and the numbers of a policy with the bot, and no rule: no date here comes from `models.rules`. Slow
and plain on purpose. A change of interval, a pause or a breach is found by asking each day, one after the other.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import holidays

from models.policy import Policy
from models.values.due import DueState
from models.vocabulary import ClockKind, Format, Nation, NudgeStage, StaffKind

__all__ = [
    "Ask",
    "Council",
    "Exempted",
    "Key",
    "Leave",
    "LifeOfChild",
    "LifeOfPerson",
    "Meeting",
    "Noted",
    "Oracle",
    "Said",
    "Span",
]

ONE_DAY = timedelta(days=1)
SATURDAY = 5
MONTHS = 12
AHEAD = 30

Key = tuple[ClockKind, str]


@dataclass(frozen=True)
class Span:
    """Something that was so from a day until the day it no longer was."""

    what: str
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether it was so that day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass
class LifeOfChild:
    """A child, with the worker of each day."""

    id: str
    opened: date
    workers: list[Span]
    closed: date | None = None
    told: date | None = None
    flags: list[Span] = field(default_factory=list)


@dataclass
class LifeOfPerson:
    """A member of staff: what kind on which days, and who supervised them."""

    id: str
    kinds: list[Span]
    seniors: list[Span]
    started: date | None = None
    asye_started: date | None = None
    fortnightly_from: date | None = None
    told: date | None = None
    contract_told: date | None = None
    left: date | None = None


@dataclass
class Meeting:
    """A meeting: what it was held about, and the day its records were sent, it was closed and they were filed.

    Where they were answered after that, `pasted` is the day the outcome was pasted.
    """

    id: str
    held: date
    met: Format
    supervisor: str
    supervisee: str
    casework: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    personal: bool = False
    contract: bool = False
    sent: date | None = None
    closed: date | None = None
    filed: date | None = None
    pasted: date | None = None

    @property
    def has_records(self) -> bool:
        """Say whether anything is to be written up."""
        return bool(self.casework or self.brief or self.personal or self.contract)

    @property
    def counted(self) -> date | None:
        """The day its mentions count from being known: sent or closed, whichever came first."""
        return min((day for day in (self.sent, self.closed) if day is not None), default=None)


@dataclass(frozen=True)
class Noted:
    """A supervision held elsewhere, noted here some day."""

    clock: ClockKind
    subject: str
    done: date
    noted: date


@dataclass(frozen=True)
class Exempted:
    """Another interval, or a fixed date, for a while; set on a day."""

    clock: ClockKind
    subject: str
    from_on: date
    until_on: date
    every_days: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Leave:
    """Days away, known from the day it was set; the last is the first day back."""

    person: str
    from_on: date
    until_on: date
    set_on: date


@dataclass(frozen=True)
class Ask:
    """A request for an answer, or an action to be done: whose, since when, by when, until it was settled."""

    id: str
    whose: str
    asked: date
    due: date | None = None
    settled: date | None = None
    about: str | None = None

    def waits(self, on: date) -> bool:
        """Say whether it was still to be settled that evening."""
        return self.asked <= on and (self.settled is None or on < self.settled)


@dataclass
class Council:
    """Everything that happened, in any order."""

    go_live: date
    children: list[LifeOfChild] = field(default_factory=list)
    people: list[LifeOfPerson] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    exempted: list[Exempted] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    requests: list[Ask] = field(default_factory=list)
    actions: list[Ask] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """What is due, when, and how it stands; `paused_until` is the first day back of somebody away."""

    due: date
    state: DueState
    paused_until: date | None = None


class Oracle:
    """Answers for one council under one policy."""

    def __init__(self, council: Council, policy: Policy) -> None:
        self._council = council
        self._policy = policy

    def ask(self, today: date) -> dict[Key, Said]:
        """Return what each clock of each subject says that evening."""
        asked = (*self._children(today), *self._people(today), *self._meetings(today), *self._promises(today))
        return {key: said for key, said in asked if key[0] in self._policy.clocks}

    # Children: every eight weeks, or four while a flag holds (B18, I8); each open child every month (E7).

    def _children(self, today: date) -> Iterator[tuple[Key, Said]]:
        for child in self._council.children:
            if child.opened <= today and (child.closed is None or today < child.closed):
                yield (ClockKind.CHILD, child.id), self._child(child, today)
                if self._policy.open_child.monthly:
                    yield (ClockKind.OPEN_CHILD, child.id), self._open_child(child, today)

    def _child(self, child: LifeOfChild, today: date) -> Said:
        clock = self._policy.child
        known = [child.told, *self._held_about(child.id, today), *self._elsewhere(ClockKind.CHILD, child.id, today)]
        last = _latest(known, today) or max(child.opened, self._council.go_live)

        def every(on: date) -> int:
            short = any(span.what in clock.shorter_for and span.holds(on) for span in child.flags)
            return clock.shorter_days if short else clock.usual_days

        due = _follow(last, every, today, clock.after_change_days)
        one = self._exempted(ClockKind.CHILD, child.id, today)
        if one is not None:
            exempt = _except(one, last, due, clock.after_change_days)
            # Whoever became more urgent after it was agreed gets no more time by it.
            urgent = [every(on) < every(on - ONE_DAY) for on in _days(one.from_on + ONE_DAY, today)]
            due = due if exempt > due and any(urgent) and every(today) == clock.shorter_days else exempt
        return Said(due, _state(due, today, clock.coming_due_days))

    def _open_child(self, child: LifeOfChild, today: date) -> Said:
        lead = self._policy.open_child.coming_due_days
        known = [
            child.told,
            *self._held_about(child.id, today),
            *self._elsewhere(ClockKind.CHILD, child.id, today),
            *self._elsewhere(ClockKind.OPEN_CHILD, child.id, today),
        ]
        for meeting in self._council.meetings:
            counted = meeting.counted
            if child.id in meeting.mentioned and counted is not None and counted <= today:
                known.append(meeting.held)
        last = _latest(known, today)
        if last is not None:
            due = _month_end(_month_end(last) + ONE_DAY)
        else:
            begun = max(child.opened, self._council.go_live)
            due = _month_end(begun)
            # Opened within the last days of a month, it is the next month's.
            if (due - begun).days < lead:
                due = _month_end(due + ONE_DAY)
        return Said(due, _state(due, today, lead))

    def _held_about(self, child_id: str, today: date) -> Iterator[date]:
        """Give the days of meetings with a record about the child that was sent; alone or in a group (B30, I6)."""
        for meeting in self._council.meetings:
            met = meeting.met in {Format.ONE_TO_ONE, Format.GROUP}
            if met and child_id in (*meeting.casework, *meeting.brief) and _by(meeting.sent, today):
                yield meeting.held

    # People: B4, C7, E6, I4, I5; the assessed year and students: B27, E6.

    def _people(self, today: date) -> Iterator[tuple[Key, Said]]:
        for person in self._council.people:
            here = (person.started is None or person.started <= today) and not _by(person.left, today)
            if here and any(span.holds(today) for span in person.seniors):
                yield (ClockKind.PERSON, person.id), self._person(person, today)
                yield (ClockKind.CONTRACT, person.id), self._contract(person, today)

    def _person(self, person: LifeOfPerson, today: date) -> Said:
        clock = self._policy.person
        begun = max(person.started or self._council.go_live, self._council.go_live)
        held = [*self._held_with(person.id, today), *self._elsewhere(ClockKind.PERSON, person.id, today)]
        last = _latest([person.told, *held], today)
        since = last or begun

        days = self._every(person, today, since)
        due = _follow(since, lambda on: self._every(person, on, since), today, clock.after_change_days)
        usual = days == clock.usual_days
        one = self._exempted(ClockKind.PERSON, person.id, today)
        if one is not None:
            due = _except(one, since, due, clock.after_change_days)
            days, usual = one.every_days or days, True
        away = [leave for leave in self._council.leaves if leave.person == person.id and leave.set_on <= today]
        late = due
        if clock.most_days is not None and usual and due >= since + timedelta(days=clock.usual_days):
            late = max(due, since + timedelta(days=clock.most_days))
        year = date.max
        limits = list(self._limits(since, away, unknown=last is None))
        if clock.least_in_a_year is not None:
            year = self._limit_of_a_year(begun, {*held, *([person.told] if person.told else [])}, away, today)
        # A last day within an absence moves; but nothing is due later than the last day that keeps a limit.
        due, late, year, *limits = (
            _after_absence(day, away, clock.after_change_days) for day in (due, late, year, *limits)
        )
        due = min(due, *limits)
        late = min(max(due, late), *limits)
        lead = clock.coming_due_days
        if days <= self._policy.asye.fortnightly_days:
            lead = self._policy.asye.coming_due_days
        state = _state(due, today, lead, late=late)
        kept = min(year, *limits)
        if today > kept:
            state = DueState.BREACH
        elif state is DueState.FINE and (kept - today).days < lead:
            state = DueState.COMING_DUE
        return Said(due, state, _back_on(away, today))

    def _every(self, person: LifeOfPerson, on: date, since: date) -> int:
        kind = _what(person.kinds, on)
        if kind == StaffKind.ASYE:
            return self._phase_days(person, since)
        if kind == StaffKind.STUDENT:
            agreed = person.fortnightly_from
            weekly = agreed is None or since < agreed
            return self._policy.student.weekly_days if weekly else self._policy.student.fortnightly_days
        return self._policy.person.usual_days

    def _phase_days(self, person: LifeOfPerson, since: date) -> int:
        asye = self._policy.asye
        first = person.asye_started
        if first is None or since < first + timedelta(weeks=asye.weekly_weeks):
            return asye.weekly_days
        if since < _add_months(first, asye.fortnightly_months):
            return asye.fortnightly_days
        return self._policy.person.usual_days

    def _held_with(self, person_id: str, today: date) -> Iterator[date]:
        """Give the days on which the person was met alone, a record of it sent; a group is not that (I6)."""
        for meeting in self._council.meetings:
            alone = meeting.met is Format.ONE_TO_ONE and meeting.supervisee == person_id
            if alone and (meeting.casework or meeting.brief or meeting.personal) and _by(meeting.sent, today):
                yield meeting.held

    def _limits(self, since: date, away: list[Leave], *, unknown: bool) -> Iterator[date]:
        """Give the last days on which the limits on the time since the last supervision are kept (C7, I4)."""
        clock = self._policy.person
        yield date.max if clock.most_months is None else _add_months(since, clock.most_months)
        if clock.calendar_month:
            # One who began on the first of a month was there for the whole of it. Where the last time is known,
            # so is that the months since had none; also those before the bot looked on.
            first = since if unknown and since.day == 1 else _month_end(since) + ONE_DAY
            while self._wholly_away(first, away):
                first = _month_end(first) + ONE_DAY
            yield _month_end(first)

    def _limit_of_a_year(self, begun: date, held: set[date], away: list[Leave], today: date) -> date:
        """Return the last day on which at least so many lay in the twelve months before (C7, I5)."""
        firsts = [_add_months(today.replace(day=1), -number) for number in range(1, MONTHS)]
        gone = sum(self._wholly_away(first, away) for first in firsts)
        needed = (self._policy.person.least_in_a_year or 0) * (MONTHS - gone) // MONTHS

        def broken(on: date) -> bool:
            within = sum(_add_months(on, -MONTHS) < day <= on for day in held)
            return on >= _add_months(begun, MONTHS) and within < needed

        on = today
        while broken(on):
            on -= ONE_DAY
        # When it is still to come, it is looked for as far ahead as anybody would be told.
        while on >= today and not broken(on + ONE_DAY):
            on += ONE_DAY
            if (on - today).days > AHEAD:
                return date.max
        return on

    def _wholly_away(self, first: date, away: list[Leave]) -> bool:
        """Say whether somebody was there on no working day of a month."""
        return not any(
            self.is_working_day(day) and not any(_is_away(one, day) for one in away)
            for day in _days(first, _month_end(first))
        )

    def _contract(self, person: LifeOfPerson, today: date) -> Said:
        clock = self._policy.contract
        # An agreement is one once the other has agreed to it (C10); other records count as soon as they are sent.
        agreed = {one.id for one in self._council.requests if _by(one.settled, today)}
        mine = [one for one in self._council.meetings if one.contract and one.supervisee == person.id]
        made = [one.held for one in mine if f"request-{one.id}" in agreed]
        last = _latest([person.contract_told, *made, *self._elsewhere(ClockKind.CONTRACT, person.id, today)], today)
        if last is None:
            begun = max(person.started or self._council.go_live, self._council.go_live)
            due = begun + timedelta(days=clock.after_change_days)
        else:
            due = _add_months(last, clock.review_months)
            present = next(span for span in person.seniors if span.holds(today))
            if present.from_on > last:
                due = min(due, present.from_on + timedelta(days=clock.after_change_days))
        return Said(due, _state(due, today, clock.coming_due_days))

    # Meetings and promises: E9, B37, I9, C15, A7, B25.

    def _meetings(self, today: date) -> Iterator[tuple[Key, Said]]:
        deadlines = self._policy.deadlines
        for meeting in self._council.meetings:
            open_still = meeting.has_records and meeting.held <= today and not _by(meeting.sent, today)
            if open_still and not _by(meeting.closed, today):
                for kind, days in (
                    (ClockKind.WRITE_UP, deadlines.filing_working_days),
                    (ClockKind.COPY, deadlines.copy_working_days),
                ):
                    due = self._working_days_after(meeting.held, days)
                    yield (kind, meeting.id), Said(due, self._working_state(due, today))
            counted = self._to_file(meeting, today)
            if counted is not None:
                due = self._working_days_after(counted, deadlines.filing_working_days)
                yield (ClockKind.FILING, meeting.id), Said(due, self._working_state(due, today))

    def _to_file(self, meeting: Meeting, today: date) -> date | None:
        """Return the day from which the time to file counts: of the meeting, or of an answer after it was filed."""
        if not (meeting.has_records and _by(meeting.sent, today)):
            return None
        if not _by(meeting.filed, today):
            return meeting.held
        settled = next((one.settled for one in self._council.requests if one.id == f"request-{meeting.id}"), None)
        assert meeting.filed is not None
        late = settled is not None and meeting.filed <= settled <= today
        return settled if late and not _by(meeting.pasted, today) else None

    def _promises(self, today: date) -> Iterator[tuple[Key, Said]]:
        for request in self._council.requests:
            if request.waits(today):
                due = self._working_days_after(request.asked, self._policy.agreement.answer_working_days)
                # No lead time is named: a reminder is for who has not answered by then.
                yield (ClockKind.AGREEMENT, request.id), Said(due, _state(due, today, 0))
        closed = {child.id for child in self._council.children if _by(child.closed, today)}
        for action in self._council.actions:
            if action.waits(today) and action.due is not None and action.about not in closed:
                state = _state(action.due, today, self._policy.action.coming_due_days)
                yield (ClockKind.ACTION, action.id), Said(action.due, state)

    # Working days, and when anybody is told at all (danger 7).

    def is_working_day(self, on: date) -> bool:
        """Say whether people work that day."""
        return on.weekday() < SATURDAY and on not in _bank_holidays(self._policy.deadlines.bank_holidays)

    def may_tell(self, person_id: str, on: date) -> bool:
        """Say whether a nudge may go to somebody that day: it is worked, and they are not away."""
        away = any(one.person == person_id and one.set_on <= on and _is_away(one, on) for one in self._council.leaves)
        return self.is_working_day(on) and not away

    @staticmethod
    def stage(said: Said) -> NudgeStage | None:
        """Say how far something has come for a nudge; nothing is told of what is fine or paused."""
        if said.state is DueState.FINE or said.paused_until is not None:
            return None
        return NudgeStage(said.state.value)

    def owner(self, key: Key, today: date) -> str | None:
        """Say who is to see to it and hears of it first: who supervises, who was asked, whose action it is.

        A child goes with the worker; without one there, with whoever supervises in the team (not known here).
        """
        clock, subject = key
        supervises = {person.id: _present(person.seniors, today) for person in self._council.people}
        if clock in {ClockKind.CHILD, ClockKind.OPEN_CHILD}:
            child = next(child for child in self._council.children if child.id == subject)
            return supervises.get(_present(child.workers, today) or "")
        if clock in {ClockKind.PERSON, ClockKind.CONTRACT}:
            return supervises.get(subject)
        if clock in {ClockKind.WRITE_UP, ClockKind.COPY, ClockKind.FILING}:
            return self._holder(next(one for one in self._council.meetings if one.id == subject), today)
        return next(one.whose for one in (*self._council.requests, *self._council.actions) if one.id == subject)

    def _holder(self, meeting: Meeting, today: date) -> str:
        """Say who holds what is left of a meeting: who held it, or whom the person was handed over to (B39)."""
        person = next(one for one in self._council.people if one.id == meeting.supervisee)
        day = person.left - ONE_DAY if person.left is not None and person.left <= today else today
        now = _present(person.seniors, day)
        before = {span.what for span in person.seniors if span.until_on is not None and span.until_on <= today}
        return now if now is not None and meeting.supervisor in before else meeting.supervisor

    def _working_days_after(self, start: date, days: int) -> date:
        on = start
        while days:
            on += ONE_DAY
            days -= self.is_working_day(on)
        return on

    def _working_state(self, due: date, today: date) -> DueState:
        left = sum(self.is_working_day(day) for day in _days(today + ONE_DAY, due))
        near = left <= self._policy.deadlines.coming_due_working_days
        return _state(due, today, (due - today).days if near else 0)

    # Exceptions (B5, C8) and what was held elsewhere.

    def _elsewhere(self, clock: ClockKind, subject: str, today: date) -> Iterator[date]:
        for one in self._council.noted:
            if one.clock is clock and one.subject == subject and one.noted <= today:
                yield one.done

    def _exempted(self, clock: ClockKind, subject: str, on: date) -> Exempted | None:
        return next(
            (
                one
                for one in self._council.exempted
                if one.clock is clock and one.subject == subject and one.from_on <= on < one.until_on
            ),
            None,
        )


def _except(one: Exempted, last: date, due: date, after_change: int) -> date:
    """Return when it is due by an exception: a fixed date until it was met, or other days, like any change.

    A longer interval gives no time beyond the last day on which it holds.
    """
    if one.due_on is not None:
        return due if last > one.from_on else one.due_on
    own = last + timedelta(days=one.every_days or 0)
    if own > due:
        return min(own, max(due, one.until_on - ONE_DAY))
    return min(due, max(own, one.from_on + timedelta(days=after_change))) if one.from_on > last else own


def _follow(last: date, every: Callable[[date], int], today: date, after_change: int) -> date:
    """Return when it is due after each change of interval since: a longer one counts from the last time at once,
    a shorter one leaves some days from the change, and never gives more time than there was before it."""
    due, before = last + timedelta(days=every(last)), every(last)
    for on in _days(last + ONE_DAY, today):
        now = every(on)
        if now > before:
            due = last + timedelta(days=now)
        elif now < before:
            due = min(due, max(last + timedelta(days=now), on + timedelta(days=after_change)))
        before = now
    return due


def _after_absence(due: date, away: list[Leave], days: int) -> date:
    """Move a date that lies in an absence to some days after the first day back; one that passed before stays."""
    while _is_any_away(away, due):
        while _is_any_away(away, due):
            due += ONE_DAY
        due += timedelta(days=days)
    return due


def _state(due: date, today: date, lead: int, *, late: date | None = None) -> DueState:
    if today > (late or due):
        return DueState.OVERDUE
    if today >= due:
        return DueState.DUE
    return DueState.COMING_DUE if (due - today).days <= lead else DueState.FINE


def _is_away(leave: Leave, on: date) -> bool:
    return leave.from_on <= on < leave.until_on


def _is_any_away(away: Iterable[Leave], on: date) -> bool:
    return any(_is_away(one, on) for one in away)


def _back_on(away: list[Leave], today: date) -> date | None:
    """Return the first day on which somebody away today is there again."""
    on = today
    while _is_any_away(away, on):
        on += ONE_DAY
    return None if on == today else on


def _what(spans: Iterable[Span], on: date) -> str:
    known = sorted(spans, key=lambda span: span.from_on)
    return next((span.what for span in known if span.holds(on)), known[0].what)


def _present(spans: Iterable[Span], on: date) -> str | None:
    return next((span.what for span in spans if span.holds(on)), None)


def _latest(days: Iterable[date | None], today: date) -> date | None:
    return max((day for day in days if day is not None and day <= today), default=None)


def _by(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _month_end(on: date) -> date:
    return on.replace(day=monthrange(on.year, on.month)[1])


def _add_months(on: date, months: int) -> date:
    """Return the same day of the month so many months on; where there is none, the last of that month."""
    first = on.replace(day=1)
    for _ in range(abs(months)):
        first = (_month_end(first) + ONE_DAY if months > 0 else first - ONE_DAY).replace(day=1)
    return min(first + timedelta(days=on.day - 1), _month_end(first))


@cache
def _bank_holidays(nation: Nation) -> holidays.HolidayBase:
    subdivision = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}[nation.value]
    return holidays.country_holidays("GB", subdiv=subdivision)

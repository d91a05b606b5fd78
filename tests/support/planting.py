"""Writes a made-up council into the database, each thing on the day on which the bot would have heard of it.

What has not happened yet is not there, as in life. Facts go straight into the tables, without the workflow that
would have made them: a year of it takes a second.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.sealing import seal
from models.tables import (
    Act,
    ActionEntry,
    AgendaItem,
    Allocation,
    Attendance,
    Child,
    ChildFlagged,
    ChildPlan,
    ClockDone,
    ClockOverride,
    DirectoryImport,
    Filing,
    Mention,
    Person,
    PersonRole,
    Record,
    Request,
    RequestVersion,
    SmartAction,
    Supervision,
    SupervisionLine,
    Team,
    TeamMember,
    Version,
)
from models.tables import Leave as LeaveRow
from models.vocabulary import (
    ActionState,
    ActKind,
    AgendaOutcome,
    ChildFlag,
    Filed,
    LineKind,
    Part,
    PlanStatus,
    RecordKind,
    RecordState,
    Role,
    StaffKind,
    SupervisionState,
    Way,
)
from models.workflow.parts import Parts
from tests.support.oracle import Ask, Council, Exempted, Leave, LifeOfChild, LifeOfPerson, Meeting, Noted, Span
from tests.support.year import LONG_AGO, MANAGER, TEAMS

__all__ = ["Planter"]

Write = Callable[[AsyncSession], Awaitable[None]]


class Planter:
    """Goes through a council's days in their order."""

    def __init__(self, parts: Parts, council: Council) -> None:
        self._parts = parts
        self._council = council
        self._of_day: dict[date, list[Write]] = defaultdict(list)
        self._done = LONG_AGO
        for day, write in self._plan():
            # What was so before the bot came it hears of on its first day.
            self._of_day[max(day, council.go_live)].append(write)

    async def go_on_to(self, today: date) -> None:
        """Write everything that happened up to and with that day."""
        async with self._parts.database.write(None, _at(today)) as session:
            for day in sorted(day for day in self._of_day if self._done < day <= today):
                for write in self._of_day[day]:
                    await write(session)
                    await session.flush()
        self._done = today

    def _plan(self) -> Iterator[tuple[date, Write]]:
        yield self._council.go_live, self._write_ground
        for person in self._council.people:
            yield from self._plan_person(person)
        for child in self._council.children:
            yield from self._plan_child(child)
        for meeting in self._council.meetings:
            yield from self._plan_meeting(meeting)
        yield from _plan_promises(self._council)
        yield from ((noted.noted, partial(_note, noted)) for noted in self._council.noted)
        yield from ((one.from_on, partial(_exempt, one)) for one in self._council.exempted)
        yield from ((leave.set_on, partial(_go_on_leave, leave)) for leave in self._council.leaves)

    def _plan_person(self, person: LifeOfPerson) -> Iterator[tuple[date, Write]]:
        yield person.started or self._council.go_live, partial(self._write_person, person)
        for was, now in pairwise(person.kinds):
            yield now.from_on, partial(_change_kind, person, was, now)
        for was, now in pairwise(person.seniors):
            yield now.from_on, partial(_change_senior, person, was, now)
        if person.left is not None:
            yield person.left, partial(_set, Person, person.id, left_on=person.left)

    def _plan_child(self, child: LifeOfChild) -> Iterator[tuple[date, Write]]:
        yield child.opened, partial(self._write_child, child)
        for was, now in pairwise(child.workers):
            yield now.from_on, partial(self._hand_over, child, was, now)
        for flag in child.flags:
            yield flag.from_on, partial(_flag, child, flag)
            if flag.until_on is not None:
                yield flag.until_on, partial(_unflag, child, flag)
        if child.closed is not None:
            yield child.closed, partial(_set, Child, child.id, closed_on=child.closed)

    def _plan_meeting(self, meeting: Meeting) -> Iterator[tuple[date, Write]]:
        yield meeting.held, partial(self._hold, meeting)
        if meeting.sent is not None:
            yield meeting.sent, partial(_send, meeting)
        if meeting.closed is not None:
            yield meeting.closed, partial(_close, meeting)
        if meeting.filed is not None:
            yield meeting.filed, partial(_file, meeting)

    async def _write_ground(self, session: AsyncSession) -> None:
        on = self._council.go_live
        session.add(DirectoryImport(effective_on=on, imported_at=_at(on), people=12, children=20))
        session.add_all(Team(id=team, name=team.title()) for team in TEAMS)
        session.add(_person_row(self._parts, LifeOfPerson(MANAGER, [], [], LONG_AGO)))
        await session.flush()
        session.add(_role(MANAGER, Role.SERVICE_MANAGER, StaffKind.QUALIFIED, LONG_AGO))

    async def _write_person(self, person: LifeOfPerson, session: AsyncSession) -> None:
        kind, senior = person.kinds[0], person.seniors[0]
        leads = [team for team, lead in TEAMS.items() if lead == person.id]
        teams = leads or [team for team, lead in TEAMS.items() if lead == senior.what]
        session.add(_person_row(self._parts, person))
        await session.flush()
        role = Role.SUPERVISOR if leads else Role.PRACTITIONER
        session.add(_role(person.id, role, StaffKind(kind.what), kind.from_on))
        session.add(TeamMember(person_id=person.id, team_id=teams[0], from_on=kind.from_on))
        session.add(_line(person.id, senior))

    async def _write_child(self, child: LifeOfChild, session: AsyncSession) -> None:
        key, wrapped = self._parts.keyring.new_key()
        session.add(
            Child(
                id=child.id,
                mosaic_number=child.id,
                initials="AB",
                name=seal(key, "child", child.id, "name", f"Example {child.id}"),
                family=f"F-{child.id}",
                opened_on=child.opened,
                last_supervised_on=child.told,
                wrapped_key=wrapped,
            )
        )
        await session.flush()
        session.add(ChildPlan(child_id=child.id, status=PlanStatus.CHILD_IN_NEED, from_on=child.opened))
        session.add(self._allocate(child, child.workers[0]))

    async def _hand_over(self, child: LifeOfChild, was: Span, now: Span, session: AsyncSession) -> None:
        before = update(Allocation).where(col(Allocation.child_id) == child.id, col(Allocation.until_on).is_(None))
        await session.exec(before.values(until_on=was.until_on))
        session.add(self._allocate(child, now))

    def _allocate(self, child: LifeOfChild, worker: Span) -> Allocation:
        """Give a child to a worker, in the team the worker began in."""
        lead = next(person.seniors[0].what for person in self._council.people if person.id == worker.what)
        team = next(team for team, leader in TEAMS.items() if leader == lead)
        return Allocation(child_id=child.id, person_id=worker.what, team_id=team, from_on=worker.from_on)

    async def _hold(self, meeting: Meeting, session: AsyncSession) -> None:
        """Begin a meeting, its records as drafts, and mentions that do not count yet."""
        at = _at(meeting.held)
        session.add(
            Supervision(
                id=meeting.id, format=meeting.met, held_on=meeting.held, typed_at=at, state=SupervisionState.OPEN
            )
        )
        await session.flush()
        for person, part in ((meeting.supervisor, Part.SUPERVISOR), (meeting.supervisee, Part.SUPERVISEE)):
            session.add(Attendance(supervision_id=meeting.id, person_id=person, part=part))
        for place, (subject, kind) in enumerate(_subjects(meeting)):
            about: dict[str, Any] = {"person_id" if kind.about_person else "child_id": subject}
            session.add(
                AgendaItem(
                    supervision_id=meeting.id,
                    kind=kind,
                    worker_id=meeting.supervisee,
                    place=place,
                    outcome=AgendaOutcome.RECORD,
                    **about,
                )
            )
            session.add(
                Record(
                    id=_record_id(meeting, subject),
                    supervision_id=meeting.id,
                    kind=kind,
                    form_id="made-up",
                    form_number=1,
                    state=RecordState.DRAFT,
                    started_at=at,
                    saved_at=at,
                    wrapped_key=self._parts.keyring.new_key()[1],
                    **about,
                )
            )
        for place, child in enumerate(meeting.mentioned, 100):
            session.add(
                AgendaItem(
                    supervision_id=meeting.id,
                    child_id=child,
                    kind=RecordKind.BRIEF,
                    worker_id=meeting.supervisee,
                    place=place,
                    outcome=AgendaOutcome.MENTION,
                )
            )
            session.add(Mention(supervision_id=meeting.id, child_id=child, made_by=meeting.supervisor, made_at=at))


def _plan_promises(council: Council) -> Iterator[tuple[date, Write]]:
    for one in council.requests:
        if one.settled is not None:
            yield one.settled, partial(_agree, one)
    for meeting in council.meetings:
        if meeting.pasted is not None:
            yield meeting.pasted, partial(_paste_outcome, meeting)
    for one in council.actions:
        yield one.asked, partial(_begin_action, one)
        if one.settled is not None:
            yield one.settled, partial(_set, SmartAction, one.id, state=ActionState.ACHIEVED)


def _subjects(meeting: Meeting) -> Iterator[tuple[str, RecordKind]]:
    yield from ((child, RecordKind.CASEWORK) for child in meeting.casework)
    yield from ((child, RecordKind.BRIEF) for child in meeting.brief)
    if meeting.personal:
        yield meeting.supervisee, RecordKind.PERSONAL
    if meeting.contract:
        yield meeting.supervisee, RecordKind.CONTRACT


async def _send(meeting: Meeting, session: AsyncSession) -> None:
    """Send all records of a meeting in one request."""
    assert meeting.sent is not None
    at = _at(meeting.sent)
    await _set(Supervision, meeting.id, session, first_sent_at=at)
    await _count_mentions(meeting, at, session)
    if not meeting.has_records:
        return
    request = f"request-{meeting.id}"
    session.add(
        Request(
            id=request,
            supervision_id=meeting.id,
            addressee_id=meeting.supervisee,
            asked_by=meeting.supervisor,
            asked_at=at,
        )
    )
    drafts = update(Record).where(col(Record.supervision_id) == meeting.id)
    await session.exec(drafts.values(state=RecordState.AWAITING, version=1))
    for subject, _ in _subjects(meeting):
        session.add(
            Version(
                id=_record_id(meeting, subject),
                record_id=_record_id(meeting, subject),
                number=1,
                document=b"sealed",
                state=RecordState.AWAITING,
                sent_by=meeting.supervisor,
                sent_at=at,
            )
        )
    await session.flush()
    for place, (subject, _) in enumerate(_subjects(meeting)):
        session.add(RequestVersion(request_id=request, version_id=_record_id(meeting, subject), place=place))


async def _close(meeting: Meeting, session: AsyncSession) -> None:
    """Close a meeting; what was not sent goes with it."""
    assert meeting.closed is not None
    at = _at(meeting.closed)
    await _set(Supervision, meeting.id, session, state=SupervisionState.CLOSED, closed_at=at, actual_minutes=90)
    await _count_mentions(meeting, at, session)
    drafts = update(Record).where(col(Record.supervision_id) == meeting.id, col(Record.state) == RecordState.DRAFT)
    await session.exec(drafts.values(state=RecordState.DISCARDED))


async def _file(meeting: Meeting, session: AsyncSession) -> None:
    """File every version of a meeting as it stands."""
    assert meeting.filed is not None
    records = select(Record.id).where(Record.supervision_id == meeting.id)
    for version in (await session.exec(select(Version).where(col(Version.record_id).in_(records)))).all():
        session.add(
            Filing(
                record_id=version.record_id,
                version_id=version.id,
                place=Filed.MOSAIC,
                state=version.state,
                filed_on=meeting.filed,
                filed_by=meeting.supervisor,
                filed_at=_at(meeting.filed),
            )
        )


async def _paste_outcome(meeting: Meeting, session: AsyncSession) -> None:
    """Paste how the agreement of a meeting's records ended."""
    assert meeting.pasted is not None
    records = select(Record.id).where(Record.supervision_id == meeting.id)
    outcome = update(Filing).where(col(Filing.record_id).in_(records))
    await session.exec(outcome.values(outcome_at=_at(meeting.pasted), outcome_state=RecordState.COMPLETE))


async def _count_mentions(meeting: Meeting, at: datetime, session: AsyncSession) -> None:
    mine = update(Mention).where(col(Mention.supervision_id) == meeting.id, col(Mention.counted_at).is_(None))
    await session.exec(mine.values(counted_at=at))


async def _agree(request: Ask, session: AsyncSession) -> None:
    """Agree to every version of a request."""
    assert request.settled is not None
    at, meeting_id = _at(request.settled), request.id.removeprefix("request-")
    found = await session.exec(select(col(RequestVersion.version_id)).where(RequestVersion.request_id == request.id))
    versions = found.all()
    for number, version in enumerate(versions):
        session.add(
            Act(
                version_id=version,
                request_id=request.id,
                person_id=request.whose,
                kind=ActKind.AGREED,
                way=Way.BUTTON,
                at=at,
                sequence=number,
            )
        )
    of_request = update(Version).where(col(Version.id).in_(versions))
    await session.exec(of_request.values(state=RecordState.COMPLETE))
    of_meeting = update(Record).where(col(Record.supervision_id) == meeting_id)
    await session.exec(of_meeting.values(state=RecordState.COMPLETE))


async def _begin_action(action: Ask, session: AsyncSession) -> None:
    """Agree an action about a child of its meeting."""
    meeting_id, at = action.id.removeprefix("action-"), _at(action.asked)
    facts: dict[str, Any] = {"state": ActionState.OPEN, "owner_id": action.whose, "due_on": action.due}
    session.add(SmartAction(id=action.id, child_id=action.about, created_at=at, **facts))
    await session.flush()
    session.add(
        ActionEntry(
            action_id=action.id,
            record_id=f"{meeting_id}-{action.about}",
            version=1,
            text=b"sealed",
            saved_by=action.whose,
            saved_at=at,
            sent_at=at,
            **facts,
        )
    )


async def _note(noted: Noted, session: AsyncSession) -> None:
    session.add(
        ClockDone(
            clock=noted.clock,
            done_on=noted.done,
            text=b"sealed",
            recorded_by=MANAGER,
            recorded_at=_at(noted.noted),
            **_about(noted.subject),
        )
    )


async def _exempt(exempted: Exempted, session: AsyncSession) -> None:
    session.add(
        ClockOverride(
            clock=exempted.clock,
            every_days=exempted.every_days,
            due_on=exempted.due_on,
            from_on=exempted.from_on,
            until_on=exempted.until_on,
            text=b"sealed",
            set_by=MANAGER,
            set_at=_at(exempted.from_on),
            **_about(exempted.subject),
        )
    )


async def _go_on_leave(leave: Leave, session: AsyncSession) -> None:
    session.add(
        LeaveRow(
            person_id=leave.person,
            from_on=leave.from_on,
            until_on=leave.until_on,
            set_by=MANAGER,
            set_at=_at(leave.set_on),
        )
    )


async def _change_kind(person: LifeOfPerson, was: Span, now: Span, session: AsyncSession) -> None:
    before = update(PersonRole).where(col(PersonRole.person_id) == person.id, col(PersonRole.until_on).is_(None))
    await session.exec(before.values(until_on=was.until_on))
    session.add(_role(person.id, Role.PRACTITIONER, StaffKind(now.what), now.from_on))


async def _change_senior(person: LifeOfPerson, was: Span, now: Span, session: AsyncSession) -> None:
    before = update(SupervisionLine).where(
        col(SupervisionLine.person_id) == person.id, col(SupervisionLine.until_on).is_(None)
    )
    await session.exec(before.values(until_on=was.until_on))
    session.add(_line(person.id, now))


async def _flag(child: LifeOfChild, flag: Span, session: AsyncSession) -> None:
    session.add(ChildFlagged(child_id=child.id, flag=ChildFlag(flag.what), from_on=flag.from_on))


async def _unflag(child: LifeOfChild, flag: Span, session: AsyncSession) -> None:
    mine = update(ChildFlagged).where(
        col(ChildFlagged.child_id) == child.id,
        col(ChildFlagged.flag) == ChildFlag(flag.what),
        col(ChildFlagged.from_on) == flag.from_on,
    )
    await session.exec(mine.values(until_on=flag.until_on))


async def _set(table: type[Any], row_id: str, session: AsyncSession, **values: Any) -> None:
    await session.exec(update(table).where(table.id == row_id).values(**values))


def _person_row(parts: Parts, person: LifeOfPerson) -> Person:
    return Person(
        id=person.id,
        staff_number=person.id,
        name=f"{person.id.title()} Example",
        email=f"{person.id}@council.example",
        slack_id=f"U{person.id.upper()}",
        started_on=person.started,
        asye_started_on=person.asye_started,
        student_fortnightly_from=person.fortnightly_from,
        last_supervised_on=person.told,
        last_contract_review_on=person.contract_told,
        wrapped_key=parts.keyring.new_key()[1],
    )


def _role(person_id: str, role: Role, kind: StaffKind, on: date) -> PersonRole:
    return PersonRole(person_id=person_id, role=role, staff_kind=kind, from_on=on)


def _line(person_id: str, senior: Span) -> SupervisionLine:
    return SupervisionLine(person_id=person_id, senior_id=senior.what, kind=LineKind.SUPERVISOR, from_on=senior.from_on)


def _about(subject: str) -> dict[str, Any]:
    return {"child_id" if subject.startswith("child") else "person_id": subject}


def _record_id(meeting: Meeting, subject: str) -> str:
    return f"{meeting.id}-{subject}"


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)

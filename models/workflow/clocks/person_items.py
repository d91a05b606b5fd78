"""Clocks of people: their own supervision, the supervision agreement, and what is only noted here."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.clocks.contracts import build_contract_due
from models.rules.clocks.people import build_person_due, is_ordinary
from models.rules.clocks.schedules import build_schedule_due, count_reviews
from models.rules.clocks.stages import offers_preparing
from models.tables import Record, Supervision
from models.values.clock_facts import ContractFacts, YearlyFacts
from models.values.clocks import DueItem
from models.values.due import Due
from models.vocabulary import ClockKind, RecordKind, RecordState, Role, StaffKind
from models.workflow.clocks.columns import among, raw, rows, table
from models.workflow.clocks.council import Member
from models.workflow.clocks.ground import Ground
from models.workflow.clocks.person_facts import build_person_facts, read_held

__all__ = ["read_person_items"]

_SCHEDULES = (
    ClockKind.OBSERVATION,
    ClockKind.ASYE_REVIEW,
    ClockKind.MENTORING,
    ClockKind.FILE_AUDIT,
    ClockKind.MONTHLY_AUDIT,
    ClockKind.SAMPLE_AUDIT,
    ClockKind.LEAVER_FILE,
)


async def read_person_items(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return what is due of people."""
    found: list[DueItem] = []
    if ground.policy.watches(ClockKind.PERSON):
        found += await _read_supervision(session, ground)
    if ground.policy.watches(ClockKind.CONTRACT):
        found += await _read_contracts(session, ground)
    for kind in _SCHEDULES:
        if ground.policy.watches(kind):
            found += _build_schedule(ground, kind)
    return found


async def _read_supervision(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return when each is supervised next; the supervisor is to see to it."""
    wanted = _wanted(ground)
    held = await read_held(session, ground.policy, ground.today, _narrow(ground, wanted))
    items = []
    for person_id in wanted:
        facts = build_person_facts(
            ground.council,
            person_id,
            held=held,
            done=ground.done,
            exceptions=ground.exceptions,
            go_live_on=ground.go_live_on,
        )
        due = build_person_due(facts, ground.policy, ground.today)
        if person_id not in ground.bookings and not ground.shows(due):
            continue
        ordinary = is_ordinary(facts, ground.policy, ground.today)
        item = _build(ground, ClockKind.PERSON, person_id, due, ordinary=ordinary)
        if ground.shows(due) or offers_preparing(item, ground.policy, ground.today):
            items.append(item)
    return items


async def _read_contracts(session: AsyncSession, ground: Ground) -> list[DueItem]:
    wanted = _wanted(ground)
    record, meeting = table(Record), table(Supervision)
    made: dict[str, date] = dict(
        tuple(row)
        for row in await rows(
            session,
            select(record.c.person_id, func.max(meeting.c.held_on))
            .join(meeting, meeting.c.id == record.c.supervision_id)
            .where(
                record.c.person_id.is_not(None),
                raw(record.c.kind) == RecordKind.CONTRACT.value,
                raw(record.c.state) == RecordState.COMPLETE.value,
                among(record.c.person_id, _narrow(ground, wanted)),
            )
            .group_by(record.c.person_id),
        )
    )
    items = []
    for person_id in wanted:
        member = ground.council.members[person_id]
        known = (
            made.get(person_id),
            member.last_contract_review_on,
            *ground.done.get((ClockKind.CONTRACT, person_id), ()),
        )
        facts = ContractFacts(
            last_on=max((on for on in known if on is not None), default=None),
            lines=tuple(ground.council.lines.get(person_id, ())),
            started_on=member.started_on,
            go_live_on=ground.go_live_on,
        )
        due = build_contract_due(facts, ground.policy.contract, ground.today)
        if ground.shows(due):
            items.append(_build(ground, ClockKind.CONTRACT, person_id, due))
    return items


def _build_schedule(ground: Ground, kind: ClockKind) -> Iterator[DueItem]:
    for member in ground.council.members.values():
        if not _has_schedule(ground, kind, member):
            continue
        if not ground.scope.covers(member.id, _owner_of(ground, kind, member.id)):
            continue
        facts = _facts_of(ground, kind, member)
        due = None if facts is None else build_schedule_due(kind, facts, ground.policy, ground.today)
        if due is not None and ground.shows(due):
            yield _build(ground, kind, member.id, due)


def _has_schedule(ground: Ground, kind: ClockKind, member: Member) -> bool:
    """Say whether such a schedule runs for somebody (B27, B31, B38, B41, I13)."""
    if kind is ClockKind.LEAVER_FILE:
        left_on = member.left_on
        began = ground.go_live_on or date.min
        return left_on is not None and began <= left_on <= ground.today and member.id in ground.council.supervisors
    supervised = member.role in {Role.PRACTITIONER, Role.SUPERVISOR} and member.id in ground.council.supervisors
    return {
        ClockKind.OBSERVATION: supervised,
        ClockKind.ASYE_REVIEW: supervised and member.kind is StaffKind.ASYE and member.asye_started_on is not None,
        ClockKind.MENTORING: supervised and member.kind is StaffKind.ASYE and member.asye_started_on is not None,
        ClockKind.FILE_AUDIT: member.role is Role.SUPERVISOR,
        ClockKind.MONTHLY_AUDIT: member.role is Role.SERVICE_MANAGER,
        ClockKind.SAMPLE_AUDIT: member.role is Role.QUALITY_ASSURANCE,
    }[kind]


def _facts_of(ground: Ground, kind: ClockKind, member: Member) -> YearlyFacts | None:
    """Return from when a schedule counts: what lies before the bot began here is not asked for."""
    done = ground.done.get((kind, member.id), ())
    if kind is ClockKind.LEAVER_FILE and member.left_on is not None:
        return YearlyFacts(member.left_on, max(done, default=None), len(done))
    began = ground.go_live_on or ground.today
    if kind is ClockKind.ASYE_REVIEW:
        first = member.asye_started_on
        if first is None:
            return None
        return YearlyFacts(first, max(done, default=None), count_reviews(first, ground.policy.asye, done, began))
    started = member.asye_started_on if kind is ClockKind.MENTORING else member.started_on
    told = [member.last_observed_on] if kind is ClockKind.OBSERVATION and member.last_observed_on is not None else []
    return YearlyFacts(max(started or began, began), max([*done, *told], default=None), len(done))


def _owner_of(ground: Ground, clock: ClockKind, person_id: str) -> str | None:
    council = ground.council
    if clock in {ClockKind.MONTHLY_AUDIT, ClockKind.SAMPLE_AUDIT}:
        return person_id
    if clock is ClockKind.FILE_AUDIT:
        above = (one for one in council.above(person_id) if council.members[one].role is Role.SERVICE_MANAGER)
        return next(above, None)
    if clock is ClockKind.MENTORING and person_id in council.mentors:
        return council.mentors[person_id]
    return council.supervisors.get(person_id)


def _build(ground: Ground, clock: ClockKind, person_id: str, due: Due, *, ordinary: bool = True) -> DueItem:
    first = sorted(line.from_on for line in ground.council.lines.get(person_id, ()))[:1]
    return DueItem(
        clock=clock,
        subject_id=person_id,
        due=due,
        person_id=person_id,
        owner_id=_owner_of(ground, clock, person_id),
        team_id=ground.council.teams.get(person_id),
        ordinary=ordinary,
        booked_on=ground.bookings.get(person_id) if clock is ClockKind.PERSON else None,
        snoozed_until=ground.snoozed(clock, person_id, due),
        watched_from=ground.watched_from(ground.council.members[person_id].started_on, *first),
    )


def _wanted(ground: Ground) -> list[str]:
    supervisors = ground.council.supervisors
    return [one for one in ground.supervised() if ground.scope.covers(one, supervisors[one])]


def _narrow(ground: Ground, wanted: Collection[str]) -> Collection[str] | None:
    return None if ground.scope.whole else wanted

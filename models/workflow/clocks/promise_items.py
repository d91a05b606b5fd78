"""What somebody waits for: answers to requests (C15), and SMART actions by their date (A7, B25)."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.agreement import last_acts
from models.rules.clocks.actions import build_action_due
from models.rules.clocks.agreements import build_agreement_due
from models.tables import (
    Act,
    ActionEntry,
    AgendaItem,
    Allocation,
    Attendance,
    Child,
    Record,
    Request,
    RequestVersion,
    SmartAction,
    Version,
)
from models.values.agreement import ActFact
from models.values.clock_facts import ActionFacts, AgreementFacts
from models.values.clocks import DueItem
from models.vocabulary import ActionState, ActKind, ClockKind, Part, RecordKind, RecordState
from models.workflow.clocks.child_items import MANY, Holder, find_holder, may_hold
from models.workflow.clocks.columns import raw, rows, table
from models.workflow.clocks.ground import Ground, day_of
from models.workflow.dated import holds
from models.workflow.sealing import is_there

__all__ = ["read_promise_items"]

_ACTS = {kind.value: kind for kind in ActKind}


async def read_promise_items(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return the answers and the actions that are due."""
    found: list[DueItem] = []
    if ground.policy.watches(ClockKind.AGREEMENT):
        found += await _read_unanswered(session, ground)
        found += await _read_changes(session, ground)
    if ground.policy.watches(ClockKind.ACTION):
        found += await _read_actions(session, ground)
    return found


async def _read_unanswered(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return the requests to agree whose addressee has not answered."""
    request, asked, version, record = table(Request), table(RequestVersion), table(Version), table(Record)
    statement = (
        select(
            request.c.id,
            request.c.addressee_id,
            request.c.asked_at,
            request.c.supervision_id,
            record.c.child_id,
            raw(record.c.kind),
        )
        .join(asked, asked.c.request_id == request.c.id)
        .join(version, version.c.id == asked.c.version_id)
        .join(record, record.c.id == version.c.record_id)
        .where(
            request.c.to_agree.is_(True),
            version.c.replaced.is_(False),
            raw(version.c.state) == RecordState.AWAITING.value,
            is_there(),
        )
    )
    some = _some(ground)
    if some is not None:
        statement = statement.where(request.c.addressee_id.in_(some[0]))
    requests: dict[str, list[Any]] = {}
    for row in await rows(session, statement):
        requests.setdefault(row[0], []).append(row)
    items = []
    for request_id, versions in requests.items():
        _, addressee_id, asked_at, supervision_id, child_id, kind = versions[0]
        one = len(versions) == 1
        if not ground.scope.covers(addressee_id):
            continue
        due = build_agreement_due(AgreementFacts(day_of(asked_at)), ground.policy, ground.today)
        if ground.shows(due):
            items.append(
                DueItem(
                    clock=ClockKind.AGREEMENT,
                    subject_id=request_id,
                    due=due,
                    person_id=addressee_id,
                    owner_id=addressee_id,
                    team_id=ground.council.teams.get(addressee_id),
                    child_id=child_id if one else None,
                    supervision_id=supervision_id,
                    restricted=any(version[4] in ground.restricted for version in versions),
                    count=len(versions),
                    record_kind=RecordKind(kind) if one else None,
                )
            )
    return items


async def _read_changes(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return the changes asked of a supervisor, by the act that asks."""
    request, asked, version, record = table(Request), table(RequestVersion), table(Version), table(Record)
    item, attendance = table(AgendaItem), table(Attendance)
    about = or_(item.c.child_id == record.c.child_id, item.c.person_id == record.c.person_id)
    statement = (
        select(
            version.c.id,
            request.c.addressee_id,
            request.c.asked_by,
            request.c.supervision_id,
            record.c.child_id,
            item.c.worker_id,
            attendance.c.part,
        )
        .join(asked, asked.c.request_id == request.c.id)
        .join(version, version.c.id == asked.c.version_id)
        .join(record, record.c.id == version.c.record_id)
        .join(item, and_(item.c.supervision_id == record.c.supervision_id, about))
        .outerjoin(
            attendance,
            and_(
                attendance.c.supervision_id == request.c.supervision_id,
                attendance.c.person_id == request.c.asked_by,
            ),
        )
        .where(
            request.c.to_agree.is_(True),
            version.c.replaced.is_(False),
            raw(version.c.state) == RecordState.CHANGE_ASKED.value,
            is_there(),
        )
    )
    found = await rows(session, statement)
    if not found:
        return []
    acts = await _read_acts(session)
    items = []
    for version_id, addressee_id, asked_by, supervision_id, child_id, worker_id, part in found:
        asking = last_acts(acts.get(version_id, ())).get(addressee_id)
        if asking is None or asking.kind is not ActKind.CHANGE_ASKED:
            continue
        owner_id = _answers_for(ground, asked_by, worker_id, was_supervisor=part == Part.SUPERVISOR)
        if not ground.scope.covers(owner_id, worker_id):
            continue
        due = build_agreement_due(AgreementFacts(day_of(asking.at)), ground.policy, ground.today)
        if ground.shows(due):
            items.append(
                DueItem(
                    clock=ClockKind.AGREEMENT,
                    subject_id=asking.id,
                    due=due,
                    person_id=worker_id,
                    owner_id=owner_id,
                    team_id=ground.council.teams.get(worker_id),
                    child_id=child_id,
                    supervision_id=supervision_id,
                    restricted=child_id in ground.restricted,
                )
            )
    return items


def _answers_for(ground: Ground, asked_by: str, worker_id: str, *, was_supervisor: bool) -> str:
    """Return who is to make a change: as `requests.answerable` says for one, from what is known of everybody."""
    council = ground.council
    seniors = (council.supervisors.get(worker_id), council.stand_ins.get(worker_id))
    finishes = was_supervisor and not council.has_handed_over(worker_id, asked_by)
    if council.is_here(asked_by) and (finishes or asked_by in seniors):
        return asked_by
    return council.last_supervisor(worker_id) or asked_by


async def _read_acts(session: AsyncSession) -> dict[str, list[ActFact]]:
    act, version = table(Act), table(Version)
    found: dict[str, list[ActFact]] = {}
    statement = (
        select(act.c.version_id, act.c.id, act.c.person_id, raw(act.c.kind), act.c.at, act.c.sequence, act.c.withdraws)
        .join(version, version.c.id == act.c.version_id)
        .where(version.c.replaced.is_(False), raw(version.c.state) == RecordState.CHANGE_ASKED.value)
        .order_by(act.c.at, act.c.sequence)
    )
    for version_id, id_, person_id, kind, *rest in await rows(session, statement):
        found.setdefault(version_id, []).append(ActFact(id_, person_id, _ACTS[kind], *rest))
    return found


async def _read_actions(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return the open actions; whose owner is not here any more is the worker's, or the person's."""
    action, entry, child, allocation = table(SmartAction), table(ActionEntry), table(Child), table(Allocation)
    today = ground.today
    agreed = (
        select(func.max(entry.c.sent_at)).where(entry.c.action_id == action.c.id).correlate(action).scalar_subquery()
    )
    statement = (
        select(
            action.c.id,
            action.c.child_id,
            action.c.person_id,
            action.c.owner_id,
            action.c.due_on,
            func.coalesce(agreed, action.c.created_at),
            allocation.c.person_id,
            allocation.c.team_id,
        )
        .outerjoin(child, child.c.id == action.c.child_id)
        .outerjoin(allocation, and_(allocation.c.child_id == action.c.child_id, holds(allocation.c, today)))
        .where(
            raw(action.c.state) == ActionState.OPEN.value,
            action.c.due_on.is_not(None),
            or_(child.c.id.is_(None), child.c.closed_on.is_(None), child.c.closed_on > today),
        )
    )
    if not ground.everything:
        last = today + timedelta(days=ground.policy.action.coming_due_days)
        statement = statement.where(action.c.due_on <= last)
    some = _some(ground)
    if some is not None:
        people, children = some
        statement = statement.where(
            or_(
                action.c.owner_id.in_(people),
                action.c.person_id.in_(people),
                action.c.child_id.in_(children),
                may_hold(ground, allocation, people),
            )
        )
    items = []
    for id_, child_id, person_id, owner_id, due_on, agreed_at, worker_id, team_id in await rows(session, statement):
        holder = Holder(person_id, None, None)
        if child_id is not None:
            holder = find_holder(ground, worker_id, team_id, child_id)
        owner = _first_here(ground, (owner_id, holder.person_id))
        if owner is None or not ground.scope.covers(owner, holder.person_id, holder.worker_id, child_id=child_id):
            continue
        due = build_action_due(ActionFacts(due_on, day_of(agreed_at)), ground.policy.action, today)
        if ground.shows(due):
            items.append(
                DueItem(
                    clock=ClockKind.ACTION,
                    subject_id=id_,
                    due=due,
                    person_id=holder.person_id,
                    owner_id=owner,
                    team_id=team_id or (None if person_id is None else ground.council.teams.get(person_id)),
                    child_id=child_id,
                    restricted=child_id in ground.restricted,
                    watched_from=day_of(agreed_at),
                    worker_id=holder.worker_id,
                )
            )
    return items


def _some(ground: Ground) -> tuple[Collection[str], Collection[str]] | None:
    """Return the people and children a reading is about, where they are few enough to ask a database for."""
    people, children = ground.scope.people or frozenset(), ground.scope.children or frozenset()
    return None if ground.scope.whole or len(people) + len(children) > MANY else (people, children)


def _first_here(ground: Ground, people: Iterable[str | None]) -> str | None:
    return next((person for person in people if person is not None and ground.council.is_here(person)), None)

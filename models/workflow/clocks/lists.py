"""What one viewer may see of what is due, and the proof of one date."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.access import Deed, can
from models.rules.settling import OF_A_CHILD
from models.sealing import unseal
from models.tables import Child, ClockOverride, Person, Snooze, Team
from models.values.call import Call
from models.values.clocks import DueItem, DueList, Explained, Subjects
from models.values.due import DueState
from models.values.errors import Missing
from models.vocabulary import ClockKind
from models.workflow.clocks.audience import find_hearer
from models.workflow.clocks.columns import rows, table
from models.workflow.clocks.council import Council, read_council
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.showing import build_rows, by_urgency, can_see, circle, relate
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.people import directory_as_of

__all__ = ["ALL", "MINE", "read_due", "read_subjects", "read_why"]

MINE: Final = "mine"
ALL: Final = "all"
_TEAM: Final = "team:"
_WORKER: Final = "worker:"


async def read_due(parts: Parts, call: Call, scope: str = MINE) -> DueList:
    """Return what is due, most urgent first: `mine`, `team:ID`, or `all` of the viewer's line.

    `worker:ID` is that worker's children who are to be talked about, as far as the viewer sees them.

    A team somebody may not look at is shown as having nothing due.
    """
    async with parts.read() as session:
        council = await read_council(session, call.today)
        items = await read_items(session, parts, call.today, people=circle(council, call.person_id), council=council)
        due = [item for item in items if item.due.state is not DueState.FINE]
        seen = [item for item in due if can_see(item, council, call.person_id)]
        wanted = sorted((item for item in seen if _is_in(item, scope, council, call.person_id)), key=by_urgency)
        return DueList(
            rows=await build_rows(session, wanted, council, call.person_id),
            today=call.today,
            directory_on=await directory_as_of(session),
            scope=scope,
            teams=await _read_teams(session, council, call.person_id),
        )


async def read_why(
    parts: Parts, call: Call, *, clock: ClockKind, subject_id: str, with_reason: bool = True
) -> Explained:
    """Return why something is due when it is, also what is fine; reading the reason of an exception is noted.

    A form that shows no reason asks for none.

    Raises
    ------
    Missing
        When there is no such date, or the viewer has no tie to whom it is about.
    """
    async with parts.read() as session:
        council = await read_council(session, call.today)
        item = await _find(session, parts, call, council, clock, subject_id)
        (row,) = await build_rows(session, [item], council, call.person_id)
        explained = Explained(row, call.today)
        if with_reason and item.snoozed_until is not None and item.snoozed_until > call.today:
            explained = await _explain_snooze(session, parts, call, council, explained)
    if item.due.override is None or not with_reason:
        return explained
    async with parts.write(replace(call, key=None)) as session:
        return await _explain_override(session, parts, call, council, explained, item.due.override.id)


async def read_subjects(parts: Parts, call: Call) -> Subjects:
    """Return of whom and of which children the viewer may ask why, by name and by number."""
    async with parts.read() as session:
        council = await read_council(session, call.today)
        found = await read_items(
            session, parts, call.today, people=circle(council, call.person_id), everything=True, council=council
        )
        seen = [item for item in found if can_see(item, council, call.person_id)]
        named = await build_rows(session, seen, council, call.person_id)
    people = {row.item.subject_id: row.words.label for row in named if row.item.clock is ClockKind.PERSON}
    children = {row.item.subject_id: row.words.label for row in named if row.item.clock in OF_A_CHILD}
    return Subjects(_by_label(people), _by_label(children))


def _by_label(labels: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items(), key=lambda one: (one[1], one[0])))


def _is_in(item: DueItem, scope: str, council: Council, viewer_id: str) -> bool:
    if scope == ALL:
        return True
    if scope.startswith(_TEAM):
        return item.team_id == scope.removeprefix(_TEAM) and item.team_id in _teams_of(council, viewer_id)
    if scope.startswith(_WORKER):
        return item.clock is ClockKind.OPEN_CHILD and item.allocated_to == scope.removeprefix(_WORKER)
    mine = {item.owner_id, *item.about, find_hearer(item, council)}
    if item.worker_id is not None:
        mine.add(council.supervisors.get(item.worker_id))
    return viewer_id in mine


def _teams_of(council: Council, viewer_id: str) -> set[str]:
    """Return the teams of whom a viewer supervises somebody, directly or as the line above."""
    return {
        team
        for person, team in council.teams.items()
        if person in council.supervisors and viewer_id in council.above(person)
    }


async def _read_teams(session: AsyncSession, council: Council, viewer_id: str) -> tuple[tuple[str, str], ...]:
    team = table(Team)
    of = _teams_of(council, viewer_id)
    found = await rows(session, select(team.c.id, team.c.name).where(team.c.id.in_(of)).order_by(team.c.name))
    return tuple((team_id, name) for team_id, name in found)


async def _find(
    session: AsyncSession, parts: Parts, call: Call, council: Council, clock: ClockKind, subject_id: str
) -> DueItem:
    of_a_child = clock in OF_A_CHILD
    items: Iterable[DueItem] = await read_items(
        session,
        parts,
        call.today,
        people=None if of_a_child else {subject_id, *circle(council, call.person_id)},
        children={subject_id} if of_a_child else None,
        everything=True,
        council=council,
    )
    for item in items:
        if item.key == (clock, subject_id) and can_see(item, council, call.person_id):
            return item
    raise Missing


async def _explain_override(
    session: AsyncSession, parts: Parts, call: Call, council: Council, explained: Explained, override_id: str
) -> Explained:
    """Add who set an exception, and its reason for those it concerns: the person, the supervisor, the line above.

    The person is a child's own worker, also while a colleague covers. Who set it may read what they wrote.
    """
    override = await fetch(session, ClockOverride, override_id)
    set_by = (await read_names(session, {override.set_by})).get(override.set_by)
    may = _may_read_reason(explained.row.item, council, call.person_id)
    if not may and override.set_by != call.person_id:
        return replace(explained, set_by=set_by, reason_withheld=True)
    reason = unseal(await _read_key(session, parts, override), "clockoverride", override.id, "text", override.text)
    subject, subject_id = ("child", override.child_id) if override.child_id else ("person", override.person_id)
    await note(session, call, "override_reason_read", subject, subject_id or "", override=override.id)
    return replace(explained, reason=reason, set_by=set_by)


async def _explain_snooze(
    session: AsyncSession, parts: Parts, call: Call, council: Council, explained: Explained
) -> Explained:
    """Add who put a date off and why, for the same people."""
    item = explained.row.item
    if not _may_read_reason(item, council, call.person_id):
        return explained
    about = col(Snooze.child_id if item.clock in OF_A_CHILD else Snooze.person_id) == item.subject_id
    found = await session.exec(
        select_rows(Snooze)
        .where(
            about, Snooze.clock == item.clock, Snooze.due_on == item.due.due_on, Snooze.until_on == item.snoozed_until
        )
        .order_by(col(Snooze.set_at).desc(), col(Snooze.id))
    )
    snooze = found.first()
    if snooze is None:
        return explained
    by = (await read_names(session, {snooze.set_by})).get(snooze.set_by)
    reason = unseal(await _read_key(session, parts, snooze), "snooze", snooze.id, "text", snooze.text)
    return replace(explained, snoozed_by=by, snooze_reason=reason)


def _may_read_reason(item: DueItem, council: Council, viewer_id: str) -> bool:
    about = item.worker_id or item.person_id
    return about is not None and can(Deed.SEE_OWN_DUE, relate(council, viewer_id, about))


async def _read_key(session: AsyncSession, parts: Parts, row: ClockOverride | Snooze) -> bytes:
    """Return the key of the child or person a reason is about."""
    if row.child_id is not None:
        return parts.keyring.unwrap((await fetch(session, Child, row.child_id)).wrapped_key)
    return parts.keyring.unwrap((await fetch(session, Person, row.person_id or "")).wrapped_key)

"""Planning what a good children.csv changes. Name and date of birth are sealed by the child's own key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from models.sealing import Keyring, seal, unseal
from models.tables import Allocation, Child, ChildFlagged, ChildPlan, Table, new_id
from models.vocabulary import ChildFlag, PlanStatus
from models.workflow.importing.changes import Changes, Span, move_dated
from models.workflow.importing.known import KnownChild
from models.workflow.importing.rows import ChildRow
from models.workflow.importing.staff import Standing

__all__ = ["Places", "plan_children"]

LONGEST_INITIALS = 4

Fact = Callable[[date, date | None], Table]


@dataclass(frozen=True, slots=True)
class Places:
    """Where children can be: ids of people by staff number and of teams by name, and who is in which team."""

    people: Mapping[str, str]
    teams: Mapping[str, str]
    staff: Mapping[str, Standing]

    def find(self, row: ChildRow) -> tuple[str | None, str] | None:
        """Return the ids of a child's worker and team; None where a closed child names no team."""
        worker = None if row.worker is None else self.people.get(row.worker)
        team = row.team
        if team is None and row.worker is not None:
            team = self.staff[row.worker].team if row.worker in self.staff else None
        return None if team is None else (worker, self.teams[team])


def plan_children(
    changes: Changes,
    rows: Iterable[ChildRow],
    known: Mapping[str, KnownChild],
    places: Places,
    keyring: Keyring,
    on: date,
) -> None:
    """Plan children and their dated facts."""
    rows = tuple(rows)
    for row in rows:
        child = known.get(row.mosaic_number)
        before = changes.size
        child_id = _add(changes, row, keyring) if child is None else _change(changes, row, child, keyring)
        _move_facts(changes, row, child, child_id, places, on)
        _count(changes, row, child, touched=changes.size > before, on=on)
    named = {row.mosaic_number for row in rows}
    changes.children.absent = sum(number not in named and not _was_closed(child, on) for number, child in known.items())
    changes.without_worker = sum(row.worker is None and not row.is_closed(on) for row in rows)


def _add(changes: Changes, row: ChildRow, keyring: Keyring) -> str:
    child_id = new_id()
    key, wrapped = keyring.new_key()
    changes.inserts.append(
        Child(
            id=child_id,
            mosaic_number=row.mosaic_number,
            name=seal(key, "child", child_id, "name", row.name),
            born_on=_seal_birth(key, child_id, row.date_of_birth),
            wrapped_key=wrapped,
            **_plain(row),
        )
    )
    return child_id


def _change(changes: Changes, row: ChildRow, child: KnownChild, keyring: Keyring) -> str:
    """Plan the columns that differ; what is sealed is sealed anew only when its words differ."""
    stored = child.row
    key = keyring.unwrap(stored.wrapped_key)
    values = _plain(row)
    if unseal(key, "child", stored.id, "name", stored.name) != row.name:
        values["name"] = seal(key, "child", stored.id, "name", row.name)
    born = None if stored.born_on is None else unseal(key, "child", stored.id, "born_on", stored.born_on)
    if born != (row.date_of_birth.isoformat() if row.date_of_birth else None):
        values["born_on"] = _seal_birth(key, stored.id, row.date_of_birth)
    changes.update(Child, stored, values)
    return stored.id


def _seal_birth(key: bytes, child_id: str, born: date | None) -> bytes | None:
    return None if born is None else seal(key, "child", child_id, "born_on", born.isoformat())


def _plain(row: ChildRow) -> dict[str, Any]:
    return {
        "initials": row.initials or _find_initials(row.name),
        "family": row.family,
        "opened_on": row.opened,
        "closed_on": row.closed,
        "next_review_on": row.next_review,
        "last_supervised_on": row.last_supervised,
    }


def _find_initials(name: str) -> str:
    firsts = [next((letter for letter in word if letter.isalpha()), "") for word in name.split()]
    return "".join(firsts)[:LONGEST_INITIALS].upper()


def _move_facts(
    changes: Changes, row: ChildRow, child: KnownChild | None, child_id: str, places: Places, on: date
) -> None:
    closed = row.closed if row.is_closed(on) else None
    gone = child is not None and closed is not None
    span = Span(opens=row.opened if child is None else on, closes=closed or on, ends=closed)
    place = places.find(row)
    allocations: dict[Any, Fact] = {} if place is None else {place: partial(_allocation, child_id, *place)}
    plans: dict[Any, Fact] = {row.plan_status: partial(_plan, child_id, row.plan_status)}
    flags: dict[Any, Fact] = {flag: partial(_flagged, child_id, flag) for flag in sorted(row.flags)}
    allocation = child.allocation if child else None
    plan = child.plan if child else None
    held = {(allocation.person_id, allocation.team_id): allocation} if allocation else {}
    move_dated(changes, held, {} if gone else allocations, span)
    move_dated(changes, {plan.status: plan} if plan else {}, {} if gone else plans, span)
    move_dated(changes, child.flags if child else {}, {} if gone else flags, span)


def _allocation(child_id: str, person: str | None, team: str, from_on: date, until_on: date | None) -> Table:
    return Allocation(
        id=new_id(), child_id=child_id, person_id=person, team_id=team, from_on=from_on, until_on=until_on
    )


def _plan(child_id: str, status: PlanStatus, from_on: date, until_on: date | None) -> Table:
    return ChildPlan(id=new_id(), child_id=child_id, status=status, from_on=from_on, until_on=until_on)


def _flagged(child_id: str, flag: ChildFlag, from_on: date, until_on: date | None) -> Table:
    return ChildFlagged(id=new_id(), child_id=child_id, flag=flag, from_on=from_on, until_on=until_on)


def _was_closed(child: KnownChild, on: date) -> bool:
    return child.row.closed_on is not None and child.row.closed_on <= on


def _count(changes: Changes, row: ChildRow, child: KnownChild | None, *, touched: bool, on: date) -> None:
    if child is None:
        changes.children.added += 1
    elif row.is_closed(on) and not _was_closed(child, on):
        changes.children.ended += 1
    elif touched:
        changes.children.changed += 1
    else:
        changes.children.unchanged += 1

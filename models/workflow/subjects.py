"""What a record is about: a child, or the person met; and the items of an agenda that stand for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.passages import KIND_WORDS
from models.tables import AgendaItem, Child, Person, Record
from models.vocabulary import AgendaOutcome, RecordKind
from models.workflow.children import read_child_names
from models.workflow.names import read_names
from models.workflow.parts import Parts

__all__ = ["Subject", "person_item", "read_subject_names", "record_of_item", "record_of_subject", "with_subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The child or the person of a record, with the key that seals what its records hand on."""

    row: Child | Person
    key: bytes

    @property
    def id(self) -> str:
        """Its id, which no child shares with a person."""
        return self.row.id

    @property
    def child(self) -> Child | None:
        """The child, where it is one."""
        return self.row if isinstance(self.row, Child) else None

    @property
    def person(self) -> Person | None:
        """The person, where it is one."""
        return self.row if isinstance(self.row, Person) else None

    @property
    def columns(self) -> dict[str, Any]:
        """The column that names it in a row of its own, with its id."""
        return {"person_id" if self.child is None else "child_id": self.id}

    def owns(self, table: Any) -> ColumnElement[bool]:
        """Return the condition that a row belongs to it: no row of a child to a person, nor the reverse."""
        return col(table.person_id if self.child is None else table.child_id) == self.id


def person_item(supervision_id: str, person_id: str, kind: RecordKind = RecordKind.PERSONAL) -> AgendaItem:
    """Return the item of the agenda that stands for a record about the person met; it comes before the children."""
    return AgendaItem(
        supervision_id=supervision_id,
        person_id=person_id,
        kind=kind,
        worker_id=person_id,
        place=0,
        outcome=AgendaOutcome.WAITING,
    )


def record_of_item() -> ColumnElement[bool]:
    """Return the condition that joins a record to the item of the agenda it was written for."""
    return and_(record_of_subject(), col(Record.kind) == col(AgendaItem.kind))


def record_of_subject() -> ColumnElement[bool]:
    """Return the condition that joins a record to the item of whom it is about, whatever kind that wants now."""
    same = or_(col(Record.child_id) == col(AgendaItem.child_id), col(Record.person_id) == col(AgendaItem.person_id))
    return and_(col(Record.supervision_id) == col(AgendaItem.supervision_id), same)


def with_subject(table: Any, ids: Iterable[str | None]) -> ColumnElement[bool]:
    """Return the condition that a row is about one of these children or people."""
    wanted = {one for one in ids if one is not None}
    return or_(col(table.child_id).in_(wanted), col(table.person_id).in_(wanted))


async def read_subject_names(session: AsyncSession, parts: Parts, items: Iterable[AgendaItem]) -> dict[str, str]:
    """Return the names of those on an agenda by id; the caller has checked that the viewer may see them."""
    known = list(items)
    names = await read_child_names(session, parts, [item.child_id for item in known if item.child_id is not None])
    people = {item.person_id for item in known if item.person_id is not None}
    found = await read_names(session, people)
    kinds = {item.person_id: KIND_WORDS[item.kind] for item in known if item.person_id is not None}
    return names | {person_id: f"{name} ({kinds[person_id]})" for person_id, name in found.items()}

"""What belongs to somebody: the ids by which rows of every table are found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import (
    Act,
    AgendaItem,
    Attendance,
    Child,
    Grant,
    Mention,
    Person,
    Record,
    Request,
    RequestVersion,
    SmartAction,
    Version,
)

__all__ = ["Scope", "find_scope"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of what somebody's data hang on, by table; `hidden` are grants of which the subject may not know yet.

    `secret` are all grants nobody may know of yet, also those that are about somebody else.
    """

    subject: Child | Person
    ids: Mapping[str, frozenset[str]]
    hidden: tuple[Grant, ...] = field(default=())
    secret: tuple[Grant, ...] = field(default=())

    @property
    def of_child(self) -> bool:
        """Say whether it is about a child."""
        return isinstance(self.subject, Child)

    @property
    def everything(self) -> frozenset[str]:
        """All ids, for columns that name a row of any table."""
        return frozenset(one for name, ids in self.ids.items() for one in ids if name != "supervision" or self.of_child)


async def find_scope(session: AsyncSession, subject: Child | Person, today: date) -> Scope:
    """Return what belongs to a child or a person.

    What is about a child is the child's, whoever wrote it; a person's are the records about that person, and what
    they themselves did, chose and answered.
    """
    of_child = isinstance(subject, Child)
    about = Record.child_id if of_child else Record.person_id
    records = await _ids(session, select(col(Record.id)).where(about == subject.id))
    versions = await _ids(session, select(col(Version.id)).where(col(Version.record_id).in_(records)))
    requests = await _ids(
        session, select(col(RequestVersion.request_id)).where(col(RequestVersion.version_id).in_(versions))
    )
    if of_child:
        actions = await _ids(session, select(col(SmartAction.id)).where(SmartAction.child_id == subject.id))
        meetings = await _ids(
            session,
            select(col(AgendaItem.supervision_id)).where(AgendaItem.child_id == subject.id),
            select(col(Mention.supervision_id)).where(Mention.child_id == subject.id),
            select(col(Record.supervision_id)).where(Record.child_id == subject.id),
        )
    else:
        requests |= await _ids(session, select(col(Request.id)).where(Request.addressee_id == subject.id))
        actions = await _ids(
            session,
            select(col(SmartAction.id)).where(
                or_(col(SmartAction.person_id) == subject.id, col(SmartAction.owner_id) == subject.id)
            ),
        )
        meetings = await _ids(session, select(col(Attendance.supervision_id)).where(Attendance.person_id == subject.id))
    acts = await _ids(session, select(col(Act.id)).where(col(Act.version_id).in_(versions)))
    secret = await _find_secret(session, subject, today)
    return Scope(
        subject=subject,
        ids={
            "child": frozenset({subject.id} if of_child else ()),
            "person": frozenset(() if of_child else {subject.id}),
            "record": records,
            "version": versions,
            "request": requests,
            "smartaction": actions,
            "supervision": meetings,
            "act": acts,
        },
        hidden=tuple(grant for grant in secret if _may_be_about(grant, subject)),
        secret=secret,
    )


async def _find_secret(session: AsyncSession, subject: Child | Person, today: date) -> tuple[Grant, ...]:
    """Return the grants of others that are hidden from those they are about, until they end."""
    found = await session.exec(
        select(Grant).where(
            col(Grant.hidden),
            col(Grant.ended_at).is_(None),
            or_(col(Grant.until_on).is_(None), col(Grant.until_on) > today),
        )
    )
    return tuple(grant for grant in found.all() if grant.reader_id != subject.id)


def _may_be_about(grant: Grant, subject: Child | Person) -> bool:
    """Say whether a grant lets somebody read of this subject; one for a team or the whole council may."""
    if grant.child_id is None and grant.person_id is None:
        return True
    return subject.id in {grant.child_id, grant.person_id}


async def _ids(session: AsyncSession, *statements: object) -> frozenset[str]:
    found: set[str] = set()
    for statement in statements:
        found.update((await session.exec(statement)).all())  # type: ignore[call-overload]
    return frozenset(found)

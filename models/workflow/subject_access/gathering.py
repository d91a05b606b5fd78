"""Gathering everything held about somebody: every table, by what its columns refer to, so that none is forgotten."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, or_
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

import models.tables
from models.database import allow_seconds
from models.rules.subject_access import find_others
from models.tables import AuditEvent, Child, Person, PostedFile, Table
from models.values.call import LONDON
from models.values.subject_access import Gathered, Leaf, Mentioned, Shelf
from models.vocabulary import Way
from models.workflow.parts import Parts
from models.workflow.subject_access.opening import Opened, load_opened, sealed_in
from models.workflow.subject_access.scope import Scope, find_scope
from models.workflow.subject_access.wording import Names, column_words, heading_of, line_of, order_of

__all__ = ["ABOUT_NOBODY", "SHELVES", "all_tables", "gather", "note_gathered"]

SHELVES: Final[Sequence[tuple[str, str, tuple[str, ...]]]] = (
    (
        "directory",
        "As the directory and Slack know them",
        (
            "child",
            "childplan",
            "childflagged",
            "childpriority",
            "allocation",
            "person",
            "personrole",
            "teammember",
            "supervisionline",
            "slackuser",
            "channelmember",
            "personsetting",
            "nudgechoice",
        ),
    ),
    ("records", "Records, all versions", ("record", "version")),
    ("drafts", "Drafts, addenda being written, and what was prepared", ("answer", "addendum", "preparation")),
    ("agreement", "Requests, answers and comments", ("request", "requestversion", "act", "reaction")),
    ("carried", "What is handed on to the next record", ("carriedanswer",)),
    ("actions", "Actions with their history", ("smartaction", "actionentry")),
    ("meetings", "Meetings", ("supervision", "attendance", "agendaitem", "mention", "booking")),
    (
        "dates",
        "Dates, exceptions, absences and nudges told",
        ("clockoverride", "clockdone", "snooze", "leave", "nudge"),
    ),
    (
        "access",
        "Who may read, and legal holds. Look twice: what a hold is for may be exempt, where it is against the person",
        ("access_grant", "legalhold"),
    ),
    ("filing", "Filed, and let go", ("filing", "disposal", "link")),
    ("messages", "Messages promised and sent", ("outbox",)),
    ("log", "The audit trail: who did, read and changed what", ("auditevent",)),
)
"""Which table stands on which shelf; one that is not named here stands on the last, `more`."""

_PATIENCE: Final = 120
"""Seconds for each statement: nobody waits for it, and the audit trail is long."""

MORE: Final = ("more", "Everything else")

ABOUT_NOBODY: Final = frozenset(
    {"dayseal", "directoryimport", "formrelease", "heartbeat", "inbound", "mark", "team", "teamchannel"}
)
"""Tables that hold nothing about a child or person."""

_BY_SLACK_ID: Final = {"reaction": "slack_user", "slackuser": "slack_id", "channelmember": "slack_id"}
_OF_ANY: Final = {"nudge": "subject_id", "preparation": "subject_id", "auditevent": "subject_id"}
_WITH_MEETING: Final = frozenset({"supervision", "attendance"})
"""Of a meeting only that it was, and who was there: what else it talked about is about others."""


def all_tables() -> dict[str, type[Table]]:
    """Return every table by name."""
    known = (getattr(models.tables, name) for name in models.tables.__all__)
    return {one.__table__.name: one for one in known if isinstance(one, type) and hasattr(one, "__table__")}


async def gather(parts: Parts, subject: Child | Person, now: datetime) -> Gathered:
    """Return everything held about a child or person, as text, with others who are named in it.

    What investigations hide until their end is left out, and counted.
    """
    async with parts.read() as session:
        await allow_seconds(session, _PATIENCE)
        scope = await find_scope(session, subject, now.astimezone(LONDON).date())
        opened = await load_opened(session, parts, scope)
        names = await Names.load(session, parts)
        leaves = {
            name: [leaf async for leaf in _leaves(session, opened, scope, names, table)]
            for name, table in all_tables().items()
            if name not in ABOUT_NOBODY
        }
    shelves = tuple(_shelve(leaves))
    return Gathered(
        about=f"Mosaic number {subject.mosaic_number}"
        if isinstance(subject, Child)
        else f"staff number {subject.staff_number}",
        shelves=shelves,
        others=_others(shelves, subject, names),
        kept_back=len(scope.hidden),
    )


async def note_gathered(
    parts: Parts, by: str | None, now: datetime, subject: Child | Person, gathered: Gathered
) -> None:
    """Write down that it was gathered, before anybody gets it; `by` is whoever did, where they said so."""
    async with parts.database.write(None, now) as session:
        session.add(
            AuditEvent(
                at=now,
                person_id=by,
                what="subject_access",
                subject="child" if isinstance(subject, Child) else "person",
                subject_id=subject.id,
                way=Way.COMMAND,
                facts={"leaves": str(sum(len(shelf.leaves) for shelf in gathered.shelves))},
            )
        )


def _shelve(leaves: Mapping[str, Sequence[Leaf]]) -> Iterator[Shelf]:
    placed = {table for _, _, tables in SHELVES for table in tables}
    for name, title, tables in SHELVES:
        yield Shelf(name, title, tuple(leaf for table in tables for leaf in leaves.get(table, ())))
    rest = tuple(leaf for table in sorted(leaves.keys() - placed) for leaf in leaves[table])
    if rest:
        yield Shelf(*MORE, rest)


async def _leaves(
    session: AsyncSession, opened: Opened, scope: Scope, names: Names, table: type[Table]
) -> AsyncIterator[Leaf]:
    which = list(_conditions(scope, table))
    if not which:
        return
    columns = table.__table__.columns  # type: ignore[attr-defined]
    found = await session.exec(select(table).where(or_(*which)))
    rows = [row for row in found.all() if not _is_hidden(scope, row)]
    for row in sorted(rows, key=order_of):
        lines = [line for column in columns for line in line_of(column, row, names)]
        for sealed in sealed_in(table):
            text = opened.read(table.__table__.name, sealed, row)  # type: ignore[attr-defined]
            if text:
                lines += [
                    f"{column_words(sealed)}:",
                    *(f"    {names.with_people(line)}" for line in text.splitlines()),
                ]
        yield Leaf(heading_of(table, row), tuple(lines))


def _conditions(scope: Scope, table: type[Table]) -> Iterator[ColumnElement[bool]]:
    """Yield by which columns a row of a table is somebody's."""
    known = table.__table__  # type: ignore[attr-defined]
    for column in known.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        if column.primary_key and known.name in scope.ids:
            targets.add(known.name)
        for target in sorted(targets & scope.ids.keys()):
            if target == "supervision" and (known.name not in _WITH_MEETING or not _may_tell(scope, known.name)):
                continue
            if scope.ids[target]:
                yield column.in_(scope.ids[target])
    if known.name in _OF_ANY:
        yield known.columns[_OF_ANY[known.name]].in_(scope.everything)
    slack_id = scope.subject.slack_id if isinstance(scope.subject, Person) else None
    if known.name in _BY_SLACK_ID and slack_id is not None:
        yield known.columns[_BY_SLACK_ID[known.name]] == slack_id


def _may_tell(scope: Scope, table: str) -> bool:
    """Say whether who else was there is told: of a child's meetings; a person's attendance is found by the person."""
    return scope.of_child or table == "supervision"


def _is_hidden(scope: Scope, row: Any) -> bool:
    """Say whether a row would tell of a grant that is hidden: the grant itself, and what was done by it."""
    grants = {grant.id for grant in scope.secret}
    if not grants:
        return False
    if isinstance(row, PostedFile):
        return any(row.person_id == grant.reader_id and row.asked_at >= grant.given_at for grant in scope.secret)
    if isinstance(row, AuditEvent):
        named = {row.subject_id, *row.facts.values()}
        by_it = any(row.person_id == grant.reader_id and row.at >= grant.given_at for grant in scope.hidden)
        return by_it or not grants.isdisjoint(named)
    return getattr(row, "id", None) in grants


def _others(shelves: Sequence[Shelf], subject: Child | Person, names: Names) -> tuple[Mentioned, ...]:
    """Return everybody else of the directory who is named, children by name and number as well."""
    people = {name for one, name in names.people.items() if one != subject.id}
    children = {name for one, name in names.children.items() if one != subject.id and name}
    numbers = {number for one, number in names.numbers.items() if one != subject.id}
    return find_others(shelves, people | children, numbers)

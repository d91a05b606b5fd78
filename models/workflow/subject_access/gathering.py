"""Gathering everything held about somebody: every table, by what its columns refer to, so that none is forgotten."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
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
from models.workflow.children import read_child_names
from models.workflow.parts import Parts
from models.workflow.subject_access.opening import NOT_TEXT, Opened, load_opened, sealed_in
from models.workflow.subject_access.scope import Scope, find_scope

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
        names = await _Names.load(session, parts)
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


class _Names:
    """Names of everybody by id, to say who did what, and to find who else is named."""

    def __init__(self, people: Sequence[Person], children: Sequence[Child], names: Mapping[str, str]) -> None:
        self.people = {one.id: one.name for one in people}
        self.children = {one.id: names.get(one.id, "") for one in children}
        self.numbers = {one.id: one.mosaic_number for one in children}
        self.known = self.people | self.numbers

    @classmethod
    async def load(cls, session: AsyncSession, parts: Parts) -> "_Names":
        """Read the whole directory, which only this command does."""
        people = (await session.exec(select(Person))).all()
        children = (await session.exec(select(Child))).all()
        return cls(people, children, await read_child_names(session, parts, [one.id for one in children]))

    def of(self, table: str, row_id: str) -> str:
        """Return an id in words, where it is somebody's."""
        if table == "person":
            return self.people.get(row_id, row_id)
        return self.numbers.get(row_id, row_id) if table == "child" else row_id

    def told(self, text: str) -> str:
        """Return a value with each id in it as whose it is, or as it stands in the heading of its row."""
        known = self.known
        return known.get(text) or _ROW_ID.sub(lambda found: known.get(found[0], f"[{found[0][:_ID_SHOWN]}]"), text)

    def with_people(self, text: str) -> str:
        """Return a line somebody wrote with the ids of people as their names, and nothing else of it changed."""
        return _ROW_ID.sub(lambda found: self.people.get(found[0], found[0]), text)


async def _leaves(
    session: AsyncSession, opened: Opened, scope: Scope, names: _Names, table: type[Table]
) -> AsyncIterator[Leaf]:
    which = list(_conditions(scope, table))
    if not which:
        return
    columns = table.__table__.columns  # type: ignore[attr-defined]
    found = await session.exec(select(table).where(or_(*which)))
    rows = [row for row in found.all() if not _is_hidden(scope, row)]
    for row in sorted(rows, key=_when):
        lines = [line for column in columns for line in _line(column, row, names)]
        for sealed in sealed_in(table):
            text = opened.read(table.__table__.name, sealed, row)  # type: ignore[attr-defined]
            if text:
                lines += [
                    f"{_column_words(sealed)}:",
                    *(f"    {names.with_people(line)}" for line in text.splitlines()),
                ]
        yield Leaf(_heading(table, row), tuple(lines))


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


def _line(column: Any, row: Any, names: _Names) -> Iterator[str]:
    value = getattr(row, column.name)
    if value is None or isinstance(value, bytes) or column.name in NOT_TEXT:
        return
    targets = [key.column.table.name for key in column.foreign_keys]
    if targets:
        value = names.of(targets[0], value)
    words = _facts(value, names) if isinstance(value, dict) else _value(value, names)
    if words:
        yield f"{_column_words(column.name)}: {words}"


def _column_words(name: str) -> str:
    """Return what a reader finds before a value, such as *sent by* for `sent_by` and *worker* for `worker_id`."""
    return "about" if name == "subject_id" else name.removesuffix("_id").replace("_", " ")


def _value(value: Any, names: "_Names") -> str:
    """Return a value in words; nothing for a hash, which proves what stands elsewhere."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%Y-%m-%d %H:%M}"
    text = value.isoformat() if isinstance(value, date) else names.told(str(value))
    if _HASH.fullmatch(text):
        return ""
    if _STAMP.fullmatch(text):
        return _value(datetime.fromisoformat(text), names)
    return text.replace("_", " ") if isinstance(value, StrEnum) else text


def _facts(facts: Mapping[str, Any], names: "_Names") -> str:
    """Return the facts of an event or a link in one line, people by name and children by number."""
    said = [(names.told(name), _value(one, names)) for name, one in facts.items()]
    return "; ".join(f"{_column_words(name)}: {words}" for name, words in said if words)


_HASH: Final = re.compile("[0-9a-f]{64}")
_ROW_ID: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")
_ID_SHOWN: Final = 8
_CAPITAL: Final = re.compile(r"(?<=[a-z])[A-Z]")

_CALLED: Final = {
    "Act": "Answer",
    "ActionEntry": "Action as one record says it:",
    "AgendaItem": "On the agenda",
    "Answer": "Draft of an answer",
    "CarriedAnswer": "Handed on",
    "ChildFlagged": "Mark",
    "ClockDone": "Held elsewhere or done",
    "ClockOverride": "Exception",
    "Disposal": "Let go",
    "Filing": "Filed",
    "Link": "Link of the chain",
    "Outbox": "Message",
    "RequestVersion": "Asked about",
    "SupervisionLine": "Supervised by",
    "Version": "Version as sent",
}
"""What a row is called where its table's own name would say nothing to a reader."""

_TIMES: Final = (
    "at",
    "sent_at",
    "saved_at",
    "asked_at",
    "prepared_at",
    "set_at",
    "recorded_at",
    "given_at",
    "filed_at",
    "listed_at",
    "planned_at",
    "promised_at",
    "started_at",
    "typed_at",
    "created_at",
    "made_at",
    "chosen_at",
    "put_at",
)


def _when(row: Any) -> tuple[str, str]:
    """Return what rows are put in order by: when they came about, then as they were stored."""
    moment = next((getattr(row, name) for name in _TIMES if getattr(row, name, None) is not None), None)
    return ("" if moment is None else moment.isoformat(), str(getattr(row, "id", "")))


def _heading(table: type[Table], row: Any) -> str:
    what = _CALLED.get(table.__name__) or _CAPITAL.sub(lambda found: f" {found[0].lower()}", table.__name__)
    when, row_id = _when(row)
    kind = getattr(row, "kind", None) or getattr(row, "what", None) or getattr(row, "question", None) or ""
    which = f" {str(kind).replace('_', ' ')}" if kind else ""
    return f"{what}{which}{f' of {when[:10]}' if when else ''}{f' [{row_id[:_ID_SHOWN]}]' if row_id else ''}"


def _others(shelves: Sequence[Shelf], subject: Child | Person, names: _Names) -> tuple[Mentioned, ...]:
    """Return everybody else of the directory who is named, children by name and number as well."""
    people = {name for one, name in names.people.items() if one != subject.id}
    children = {name for one, name in names.children.items() if one != subject.id and name}
    numbers = {number for one, number in names.numbers.items() if one != subject.id}
    return find_others(shelves, people | children, numbers)

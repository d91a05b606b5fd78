"""Opening what is sealed about somebody: every sealed column of every table has its way here, or stays closed."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import JsonValue
from sqlalchemy import LargeBinary, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.conflict import Cell
from models.rules.passages import text_parts
from models.sealing import unseal
from models.tables import Act, Child, Grant, Preparation, Record, SmartAction, Supervision, Table, Version
from models.workflow.carried import Carried
from models.workflow.parts import Parts
from models.workflow.sealing import gone_words, read_document
from models.workflow.subject_access.scope import Scope

__all__ = ["LEFT_OUT", "NOT_TEXT", "OPENERS", "Opened", "load_opened", "sealed_in"]

NOT_TEXT: Final = frozenset({"wrapped_key", "nonce"})
"""Sealed columns that hold keys and nonces, which say nothing about anybody."""

LEFT_OUT: Final = "(text about somebody else: not part of this)"
LET_GO: Final = "(let go: it cannot be read any more)"

_ALL = 1_000_000_000
Row = Any


class Opened:
    """Opens sealed columns for one scope.

    `wrapped` are the keys of what is about the subject, by row; `own` those of other rows, under which the subject
    wrote words of their own. `records` are known by version, `holders` of actions by action.
    """

    def __init__(
        self,
        parts: Parts,
        scope: Scope,
        *,
        wrapped: Mapping[str, bytes],
        own: Mapping[str, bytes],
        records: Mapping[str, Record],
        holders: Mapping[str, str],
    ) -> None:
        self._parts = parts
        self._scope = scope
        self._wrapped = wrapped
        self._own = own
        self._records = records
        self._holders = holders

    def read(self, table: str, column: str, row: Row) -> str:
        """Return the text of a sealed column, or why it is not here."""
        return OPENERS[table, column](self, row)

    def by(
        self, holder: str | None, place: tuple[str, str, str], sealed: bytes | None, author: str | None = None
    ) -> str:
        """Open a text under the key of a row, also what the subject is the author of; nothing where there is none."""
        if sealed is None:
            return ""
        wrapped = self._wrapped.get(holder or "")
        if wrapped is None and author == self._scope.subject.id:
            wrapped = self._own.get(holder or "")
        if wrapped is None:
            return LEFT_OUT
        if not wrapped or not sealed:
            return LET_GO
        return unseal(self._parts.keyring.unwrap(wrapped), *place, sealed)

    def of_subject(self, place: str, row: Row) -> str:
        """Open a text under the key of the child or person its row is about."""
        return self.by(row.child_id or row.person_id, (place, row.id, "text"), row.text)

    def holder_of(self, action_id: str) -> str | None:
        """Return the child or person an action is of."""
        return self._holders.get(action_id)

    def record_of(self, version_id: str) -> Record | None:
        """Return the record of a version."""
        return self._records.get(version_id)

    def document(self, row: Version) -> str:
        """Return the whole of a version in plain words, or what became of it."""
        record = self.record_of(row.id)
        if record is None or record.id not in self._scope.ids["record"]:
            return LEFT_OUT
        gone = gone_words(record, row)
        if gone:
            return f"(the text was {gone})"
        return "\n".join(text_parts([read_document(self._parts, record, row)], _ALL))


def _child(field: str) -> Callable[[Opened, Row], str]:
    return lambda opened, row: opened.by(row.id, ("child", row.id, field), getattr(row, field))


def _answer(opened: Opened, row: Row) -> str:
    return _cell(opened.by(row.record_id, ("answer", f"{row.record_id}/{row.question}", "text"), row.text))


def _addendum(opened: Opened, row: Row) -> str:
    return opened.by(row.record_id, ("addendum", f"{row.record_id}:{row.addendum}", "text"), row.text)


def _comments(opened: Opened, row: Row) -> str:
    record = opened.record_of(row.version_id)
    holder = None if record is None else record.id
    return opened.by(holder, ("act", row.id, "comments"), row.comments, row.person_id)


def _entry(opened: Opened, row: Row) -> str:
    holder = opened.holder_of(row.action_id)
    return _cell(opened.by(holder, ("actionentry", row.id, "text"), row.text))


def _carried(opened: Opened, row: Row) -> str:
    text = opened.of_subject("carriedanswer", row)
    if text in {LEFT_OUT, LET_GO}:
        return text
    carried = Carried.model_validate_json(text)
    return f"{carried.label} ({carried.held_on})\n{carried.shown}\n{_words(json.loads(carried.stored))}"


def _preparation(opened: Opened, row: Row) -> str:
    return opened.by(row.subject_id, ("preparation", row.id, "text"), row.text, row.person_id)


def _outside(opened: Opened, row: Row) -> str:
    text = opened.by(row.id, ("supervision", row.id, "outside"), row.outside)
    return text if text in {"", LEFT_OUT, LET_GO} else ", ".join(json.loads(text))


def _grant(opened: Opened, row: Row) -> str:
    return opened.by(row.id, ("access_grant", row.id, "text"), row.text)


def _about(place: str) -> Callable[[Opened, Row], str]:
    return lambda opened, row: opened.of_subject(place, row)


OPENERS: Mapping[tuple[str, str], Callable[[Opened, Row], str]] = MappingProxyType(
    {
        ("child", "name"): _child("name"),
        ("child", "born_on"): _child("born_on"),
        ("answer", "text"): _answer,
        ("addendum", "text"): _addendum,
        ("version", "document"): Opened.document,
        ("act", "comments"): _comments,
        ("actionentry", "text"): _entry,
        ("carriedanswer", "text"): _carried,
        ("preparation", "text"): _preparation,
        ("supervision", "outside"): _outside,
        ("access_grant", "text"): _grant,
        ("legalhold", "text"): _about("legalhold"),
        ("clockoverride", "text"): _about("clockoverride"),
        ("clockdone", "text"): _about("clockdone"),
        ("snooze", "text"): _about("snooze"),
    }
)
"""How each sealed column is opened; a test finds the one that is forgotten here."""


def sealed_in(table: type[Table]) -> tuple[str, ...]:
    """Return the sealed columns of a table that hold text."""
    columns = table.__table__.columns  # type: ignore[attr-defined]
    return tuple(one.name for one in columns if isinstance(one.type, LargeBinary) and one.name not in NOT_TEXT)


def _cell(text: str) -> str:
    """Return a working text in words, with what another device wrote at the same time."""
    if text in {"", LEFT_OUT, LET_GO}:
        return text
    cell = Cell.model_validate_json(text)
    values = [cell.value, *(parked.value for parked in cell.parked)]
    if cell.was is not None and cell.was != cell.value:
        values.append(cell.was)
    return "\n".join(filter(None, map(_words, values)))


def _words(value: JsonValue) -> str:
    """Return everything a stored value says, whatever its shape; which shape it has says nothing."""
    if isinstance(value, dict):
        said = {name: words for name, one in value.items() if name != "type" and (words := _words(one))}
        if said.keys() == {"text"}:
            return said["text"]
        return "\n".join(f"{name.replace('_', ' ')}: {words}" for name, words in said.items())
    if isinstance(value, list):
        return "\n".join(filter(None, map(_words, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


async def load_opened(session: AsyncSession, parts: Parts, scope: Scope) -> Opened:
    """Read the keys of what is about somebody, and of where they wrote words of their own."""
    subject, ids = scope.subject, scope.ids
    wrapped: dict[str, bytes] = {subject.id: subject.wrapped_key}
    records = {one.id: one for one in await _all(session, select(Record).where(col(Record.id).in_(ids["record"])))}
    wrapped |= {one.id: one.wrapped_key for one in records.values()}
    for grant in await _all(session, select(Grant).where(or_(*_about_them(scope)))):
        wrapped[grant.id] = grant.wrapped_key
    if scope.of_child:
        meetings = select(Supervision).where(col(Supervision.id).in_(ids["supervision"]))
        wrapped |= {one.id: one.wrapped_key or b"" for one in await _all(session, meetings)}
    by_version = {
        version: records[record]
        for version, record in await _all(
            session, select(col(Version.id), col(Version.record_id)).where(col(Version.id).in_(ids["version"]))
        )
    }
    own = await _load_own(session, scope, by_version)
    actions = select(SmartAction).where(col(SmartAction.id).in_(ids["smartaction"]))
    holders = {one.id: one.child_id or one.person_id or "" for one in await _all(session, actions)}
    return Opened(parts, scope, wrapped=wrapped, own=own, records=by_version, holders=holders)


async def _load_own(session: AsyncSession, scope: Scope, by_version: dict[str, Record]) -> dict[str, bytes]:
    """Return the keys of rows about others in which a person wrote: comments on records, and what they prepared."""
    own: dict[str, bytes] = {}
    if scope.of_child:
        return own
    found = select(col(Version.id), Record).join(Record, col(Record.id) == col(Version.record_id))
    for version_id, record in await _all(
        session, found.join(Act, col(Act.version_id) == col(Version.id)).where(Act.person_id == scope.subject.id)
    ):
        by_version.setdefault(version_id, record)
        own[record.id] = record.wrapped_key
    prepared = select(Child).join(Preparation, col(Preparation.child_id) == col(Child.id))
    for child in await _all(session, prepared.where(Preparation.person_id == scope.subject.id)):
        own[child.id] = child.wrapped_key
    return own


def _about_them(scope: Scope) -> tuple[Any, Any]:
    return col(Grant.child_id) == scope.subject.id, col(Grant.person_id) == scope.subject.id


async def _all(session: AsyncSession, statement: Any) -> Any:
    return (await session.exec(statement)).all()

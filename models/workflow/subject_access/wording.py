"""Rows of any table in words for a reader: names for ids, no hashes, and rows called by what they are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Child, Person, Table
from models.values.call import LONDON
from models.workflow.children import read_child_names
from models.workflow.parts import Parts
from models.workflow.subject_access.opening import NOT_TEXT

__all__ = ["Names", "column_words", "heading_of", "line_of", "order_of"]

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


class Names:
    """Names of everybody by id, to say who did what, and to find who else is named."""

    def __init__(self, people: Sequence[Person], children: Sequence[Child], names: Mapping[str, str]) -> None:
        self.people = {one.id: one.name for one in people}
        self.children = {one.id: names.get(one.id, "") for one in children}
        self.numbers = {one.id: one.mosaic_number for one in children}
        self.known = self.people | self.numbers

    @classmethod
    async def load(cls, session: AsyncSession, parts: Parts) -> "Names":
        """Read the whole directory, which only this command does."""
        people = (await session.exec(select(Person))).all()
        children = (await session.exec(select(Child))).all()
        return cls(people, children, await read_child_names(session, parts, [one.id for one in children]))

    def told(self, text: str) -> str:
        """Return a value with each id in it as whose it is, or as it stands in the heading of its row."""
        known = self.known
        return known.get(text) or _ROW_ID.sub(lambda found: known.get(found[0], f"[{found[0][:_ID_SHOWN]}]"), text)

    def with_people(self, text: str) -> str:
        """Return a line somebody wrote with the ids of people as their names, and nothing else of it changed."""
        return _ROW_ID.sub(lambda found: self.people.get(found[0], found[0]), text)


def line_of(column: Any, row: Any, names: Names) -> Iterator[str]:
    """Yield what a plain column of a row says, in one line; nothing for keys, hashes and what is empty."""
    value = getattr(row, column.name)
    if value is None or isinstance(value, bytes) or column.name in NOT_TEXT:
        return
    words = _facts(value, names) if isinstance(value, dict) else _value(value, names)
    if words:
        yield f"{column_words(column.name)}: {words}"


def column_words(name: str) -> str:
    """Return what a reader finds before a value, such as *sent by* for `sent_by` and *worker* for `worker_id`."""
    return "about" if name == "subject_id" else name.removesuffix("_id").replace("_", " ")


def _value(value: Any, names: Names) -> str:
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


def _facts(facts: Mapping[str, Any], names: Names) -> str:
    """Return the facts of an event or a link in one line, people by name and children by number."""
    said = [(names.told(name), _value(one, names)) for name, one in facts.items()]
    return "; ".join(f"{column_words(name)}: {words}" for name, words in said if words)


def order_of(row: Any) -> tuple[str, str]:
    """Return what rows are put in order by: when they came about, then as they were stored."""
    moment = next((getattr(row, name) for name in _TIMES if getattr(row, name, None) is not None), None)
    return ("" if moment is None else moment.isoformat(), str(getattr(row, "id", "")))


def heading_of(table: type[Table], row: Any) -> str:
    """Return what a row is, of which kind, from when, and the beginning of its id."""
    what = _CALLED.get(table.__name__) or _CAPITAL.sub(lambda found: f" {found[0].lower()}", table.__name__)
    when, row_id = order_of(row)
    kind = getattr(row, "kind", None) or getattr(row, "what", None) or getattr(row, "question", None) or ""
    which = f" {str(kind).replace('_', ' ')}" if kind else ""
    return f"{what}{which}{f' of {when[:10]}' if when else ''}{f' [{row_id[:_ID_SHOWN]}]' if row_id else ''}"

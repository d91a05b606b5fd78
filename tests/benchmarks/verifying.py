"""`verify` on a year of a council: how long it takes, and over how many rows.

Every record is made as the bot makes it: sealed under a key of its own, hashed, linked, and sealed day by day, one in
ten mended once after a change was asked for. Nothing may be found wrong in it; one word changed afterwards must be.
"""

import gc
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import col, select

from models.content import load_library
from models.database import Database, build_engine
from models.database.migrate import migrate
from models.rules.day_seals import hash_seal
from models.rules.document import version_facts
from models.rules.integrity import NONCE_BYTES, hash_link, hash_version, stamp, text_mac
from models.rules.merkle import Tree
from models.sealing import KEY_BYTES, Keyring, seal
from models.signing import Signer
from models.tables import Act, AuditEvent, DaySeal, Link, Record, Table, Version
from models.values.bundle import Seal, Verified
from models.values.document import (
    Document,
    DocumentAnswer,
    DocumentForm,
    DocumentMeeting,
    DocumentParty,
    DocumentSection,
    DocumentSubject,
)
from models.vocabulary import ActKind, Format, LinkKind, Part, QuestionType, RecordKind, RecordState, Way
from models.workflow.parts import Parts
from models.workflow.seals import Head, leaf_of_event
from models.workflow.verifying import verify_database
from tests.benchmarks.filling import Write, writing
from tests.benchmarks.report import line_up
from tests.conftest import CONTENT

__all__ = ["RECORDS", "Year", "build_verifying_table", "measure_verifying"]

RECORDS: Final = 25_000
DAYS: Final = 260
_FIRST: Final = date(2026, 3, 2)
_SIGNER: Final = Signer(bytes(32))
_EVENTS: Final = ("record_begun", "saved", "sent", "opened", "read", "agreed")
_WORDS: Final = "Ella said the walks with her father are the best part of the week, and that she sleeps well there. "
_AT_ONCE: Final = 2_000

Row = tuple[type[Table], dict[str, Any]]


@dataclass(frozen=True)
class Year:
    """What verifying a year took on one database, and what was looked at; `found` says that a changed letter was."""

    database: str
    seconds: float
    counts: dict[str, int]
    found: bool

    @property
    def rows(self) -> int:
        """How many rows were read and judged."""
        return sum(self.counts[name] for name in ("records", "versions", "answers", "links", "seals", "audit events"))


class _Making:
    """The rows of a year, day by day, with the trees its seals are made of."""

    def __init__(self, keyring: Keyring, records: int, days: int) -> None:
        self._keyring = keyring
        self._chance = Random(records)
        self._records, self._days = records, days
        self._tree, self._places = Tree(), dict[str, int]()
        self._numbers = count()
        self._text = _WORDS * 10

    def rows(self) -> Iterator[Row]:
        """Yield them all."""
        previous = ""
        for number in range(self._days):
            day = _FIRST + timedelta(days=number)
            today = self._records * (number + 1) // self._days - self._records * number // self._days
            rows = [row for _ in range(today) for row in self._record(day)]
            yield from rows
            sealed = self._seal(day + timedelta(days=1), rows, previous)
            previous = sealed["hash"]
            yield DaySeal, sealed

    def _record(self, day: date) -> Iterator[Row]:
        record_id = f"{next(self._numbers):032x}"
        key, wrapped = self._keyring.new_key()
        mended = self._chance.random() < 0.1
        links: list[dict[str, Any]] = []
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        for number in range(1, 3 if mended else 2):
            last = number == (2 if mended else 1)
            document = self._document(record_id, number, day, at)
            version = self._version(key, document, replaced=not last)
            yield Version, version
            _link(links, record_id, LinkKind.SENT, version["id"], at, {"version": version["hash"]})
            at += timedelta(minutes=30)
            act = self._act(version["id"], ActKind.AGREED if last else ActKind.CHANGE_ASKED, at)
            yield Act, act
            said = {"version": version["hash"], "person": "sam", "kind": act["kind"].value, "way": "button"}
            _link(links, record_id, LinkKind.ACT, act["id"], at, said | {"done": stamp(at), "sequence": "1"})
            at += timedelta(minutes=30)
        yield Record, self._row(record_id, wrapped, links, at, version=2 if mended else 1)
        for link in links:
            yield Link, link | {"sealed_on": day + timedelta(days=1)}
        for what in _EVENTS:
            yield AuditEvent, self._event(what, record_id, at, day + timedelta(days=1))

    def _document(self, record_id: str, number: int, day: date, at: datetime) -> Document:
        answers = tuple(
            DocumentAnswer(
                question=f"q{place}",
                label="What has changed for the child since last time?",
                type=QuestionType.TEXT,
                value={"text": self._text[place:]},
                shown=self._text[place:],
            )
            for place in range(4)
        )
        return Document(
            record_id=record_id,
            kind=RecordKind.CASEWORK,
            number=number,
            form=DocumentForm(form_id="made-up", number=1, title="Supervision"),
            meeting=DocumentMeeting(
                supervision_id=record_id[::-1], format=Format.ONE_TO_ONE, held_on=day, typed_at=at - timedelta(hours=1)
            ),
            subject=DocumentSubject(child_id="c" * 32, mosaic_number="100001", initials="EB", name="Ella Brown"),
            parties=(
                DocumentParty(person_id="priya", name="Priya Nair", part=Part.SUPERVISOR, required=False),
                DocumentParty(person_id="sam", name="Sam Okafor", part=Part.SUPERVISEE, required=True),
            ),
            sections=(DocumentSection(section="progress", title="Progress", answers=answers),),
            sent_by="priya",
            sent_by_name="Priya Nair",
            sent_at=at,
        )

    def _version(self, key: bytes, document: Document, *, replaced: bool) -> dict[str, Any]:
        version_id, nonce = f"{next(self._numbers):032x}", os.urandom(NONCE_BYTES)
        text, facts = document.canonical(), version_facts(version_id, document)
        mac = text_mac(nonce, text)
        return {
            "id": version_id,
            "record_id": document.record_id,
            "addendum": 0,
            "number": document.number,
            "document": seal(key, "version", version_id, "document", text),
            "nonce": seal(key, "version", version_id, "nonce", nonce.hex()),
            "facts": facts,
            "mac": mac,
            "hash": hash_version(facts, mac),
            "state": RecordState.CHANGE_ASKED if replaced else RecordState.COMPLETE,
            "revision": 2,
            "replaced": replaced,
            "sent_by": document.sent_by,
            "sent_at": document.sent_at,
        }

    def _act(self, version_id: str, kind: ActKind, at: datetime) -> dict[str, Any]:
        given = {"version_id": version_id, "person_id": "sam", "kind": kind, "way": Way.BUTTON, "at": at}
        return {"id": f"{next(self._numbers):032x}", "mac": "", "sequence": 1, **given}

    def _row(
        self, record_id: str, wrapped: bytes, links: Sequence[dict[str, Any]], at: datetime, *, version: int
    ) -> dict[str, Any]:
        return {
            "id": record_id,
            "supervision_id": record_id[::-1],
            "kind": RecordKind.CASEWORK,
            "child_id": "c" * 32,
            "form_id": "made-up",
            "form_number": 1,
            "state": RecordState.COMPLETE,
            "revision": 5,
            "version": version,
            "started_at": at,
            "wrapped_key": wrapped,
            "links": len(links),
            "head": links[-1]["hash"],
        }

    def _event(self, what: str, record_id: str, at: datetime, sealed_on: date) -> dict[str, Any]:
        return {
            "id": f"{next(self._numbers):032x}",
            "at": at,
            "person_id": "sam",
            "what": what,
            "subject": "record",
            "subject_id": record_id,
            "version_id": None,
            "way": Way.BUTTON,
            "facts": {"number": "1", "addendum": "0"},
            "sealed_on": sealed_on,
        }

    def _seal(self, day: date, rows: Sequence[Row], previous: str) -> dict[str, Any]:
        heads = {row["record_id"]: Head(row["record_id"], row["place"], row["hash"]) for of, row in rows if of is Link}
        for record_id in sorted(heads):
            place = self._places.setdefault(record_id, len(self._places))
            self._tree.put(place, heads[record_id].leaf)
        found = sorted((row for of, row in rows if of is AuditEvent), key=lambda row: (row["at"], row["id"]))
        events = Tree(leaf_of_event((*row.values(),)) for row in found)
        until = datetime(day.year, day.month, day.day, 0, 5, tzinfo=UTC)
        sealed = Seal(
            sealed_on=day.isoformat(),
            until=stamp(until),
            heads=len(self._tree),
            heads_root=self._tree.root,
            events=len(events),
            events_root=events.root,
            previous=previous,
            signed_with=_SIGNER.fingerprint,
            hash="",
            signature="",
        )
        hashed = hash_seal(sealed)
        said = sealed.model_dump() | {"sealed_on": day, "until": until}
        return said | {"hash": hashed, "signature": _SIGNER.sign(hashed)}


def _link(
    links: list[dict[str, Any]], record_id: str, kind: LinkKind, row_id: str, at: datetime, facts: dict[str, str]
) -> None:
    previous = links[-1]["hash"] if links else ""
    said: dict[str, Any] = {"record_id": record_id, "place": len(links) + 1, "kind": kind, "row_id": row_id, "at": at}
    hashed = hash_link(previous, facts=facts, **said)
    links.append(
        {"id": f"{record_id[8:]}{len(links):08x}", **said, "facts": facts, "previous": previous, "hash": hashed}
    )


def fill(url: str, keyring: Keyring, records: int, days: int) -> None:
    """Write the year."""
    waiting: dict[type[Table], list[dict[str, Any]]] = {}

    def put(write: Write, least: int) -> None:
        for table in (Record, Version, Act, Link, AuditEvent, DaySeal):
            if len(waiting.get(table, ())) > least:
                write(table, waiting.pop(table))

    with writing(url) as write:
        for table, row in _Making(keyring, records, days).rows():
            waiting.setdefault(table, []).append(row)
            if len(waiting[table]) > _AT_ONCE:
                put(write, _AT_ONCE)
        put(write, 0)


async def measure_verifying(kind: str, url: str, records: int = RECORDS, days: int = DAYS) -> Year:
    """Fill a year and verify it; then change one letter, and verify again."""
    await migrate(url)
    keyring = Keyring(bytes(range(KEY_BYTES)))
    fill(url, keyring, records, days)
    parts = Parts(Database(build_engine(url, patience=600)), keyring, load_library(CONTENT))
    seconds, found = await _verify(parts)
    if found.wrong:
        raise RuntimeError(f"A year that nobody touched is not right: {found.wrong[0]}")
    async with parts.database.write(None, datetime.now(UTC)) as session:
        some = (await session.exec(select(col(AuditEvent.id)).offset(records).limit(1))).one()
        await session.exec(update(AuditEvent).where(col(AuditEvent.id) == some).values(what="made_up"))
    _, again = await _verify(parts)
    await parts.database.close()
    return Year(kind, seconds, dict(found.counts), found=bool(again.wrong))


async def _verify(parts: Parts) -> tuple[float, Verified]:
    gc.collect()
    began = time.perf_counter()
    found = await verify_database(parts, [_SIGNER.public])
    return time.perf_counter() - began, found


def build_verifying_table(years: Sequence[Year]) -> str:
    """Return the table."""
    head = (
        "database",
        "records",
        "versions",
        "answers",
        "links",
        "seals",
        "audit events",
        "rows",
        "time",
        "rows a second",
        "",
    )
    names = ("records", "versions", "answers", "links", "seals", "audit events")
    rows = [
        (
            year.database,
            *(f"{year.counts[name]:,}" for name in names),
            f"{year.rows:,}",
            f"{year.seconds:.1f} s",
            f"{year.rows / year.seconds:,.0f}",
            "ok" if year.found else "A CHANGE WAS MISSED",
        )
        for year in years
    ]
    return f"{line_up(head, rows)}\nEvery text opened, every hash made anew; one changed event was found afterwards."

"""Whatever is changed in the rows of what was sent is found, and the sentence says where."""

import json
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from models.signing import Signer
from models.tables import Act, AuditEvent, DaySeal, Filing, Link, Record, Version
from models.vocabulary import Filed, LinkKind, RecordState
from models.workflow.chain import add_link
from models.workflow.parts import Parts
from models.workflow.seals import seal_day
from models.workflow.verifying import verify_database
from tests.support.evidence import AFTER_THE_SEALS, SIGNER, TOMORROW, find_mended, make_history, seal, verify
from tests.support.meetings import rows_of
from tests.support.outside import Outside

pytestmark = pytest.mark.by_turns

TABLES: Final = ("record", "version", "act", "link", "dayseal", "auditevent")
UNSEALED: Final = frozenset(
    {
        "record.revision",
        "record.writer",
        "record.started_at",
        "record.saved_at",
        "version.revision",
        "link.id",
    }
)
"""What may differ without any proof being touched: the working copy's own, and ids nothing else names."""
LATER: Final = "2026-03-09 09:00:00.000000"
OTHERS: Mapping[str, Any] = MappingProxyType(
    {
        "record.kind": "note",
        "act.kind": "not_agreed",
        "link.kind": "filed",
        "record.state": "not_agreed",
        "version.state": "not_agreed",
        "act.way": "command",
        "auditevent.way": "command",
        "record.purged_at": LATER,
        "record.erased_at": LATER,
    }
)
"""What stands in a cell instead, where only some words or a time may."""


async def test_what_nobody_touched_is_right_and_counted(parts: Parts) -> None:
    await make_history(parts)
    await seal(parts)
    told: list[tuple[int, int]] = []
    found = await verify_database(parts, [SIGNER.public], lambda done, of: told.append((done, of)))
    assert found.wrong == ()
    assert told == [(2, 2)]
    counts = dict(found.counts)
    assert counts.pop("audit events") > 10
    assert counts == {"records": 2, "versions": 4, "purged": 0, "erased": 0, "answers": 5, "links": 9, "seals": 1}
    newest, key = found.notes
    assert newest.startswith(f"The newest seal is of {TOMORROW.date()}, with the hash ")
    assert key == f"Seals are signed with the key {SIGNER.fingerprint}."


def other(place: str, value: Any) -> Any:  # noqa: PLR0911 -- one line for each kind of cell
    """Return something else that might stand in that cell."""
    if place in OTHERS:
        return OTHERS[place]
    name = place.partition(".")[2]
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, int):
        return 1 - value if name == "replaced" else value + 10
    if name.endswith("_on"):
        return "2026-03-09"
    if value is None:
        return "f" * 32
    if name == "facts":
        facts = json.loads(value)
        return json.dumps(facts | {next(iter(facts), "more"): "other"})
    said = str(value)
    if said.startswith("2026-"):
        return said.replace("09:", "08:") if "09:" in said else said.replace("2026-", "2025-", 1)
    return said[:-1] + ("0" if said[-1:] != "0" else "1")


@pytest.mark.parametrize("table", TABLES)
async def test_each_cell_of_what_was_sent_counts(history: Parts, table: str) -> None:
    outside = Outside(history)
    row = await outside.fullest(table)
    key = "sealed_on" if table == "dayseal" else "id"
    missed = set()
    for name, value in row.items():
        if table == "record" and value is None and name in {"child_id", "person_id"}:
            continue  # one of the two is always empty
        changed = other(f"{table}.{name}", value)
        now = changed if name == key else row[key]
        change = f"UPDATE {table} SET {name} = :to WHERE {key} = :id"  # noqa: S608 -- names of ours
        await outside.do(change, to=changed, id=row[key])
        if not (await verify(history)).wrong:
            missed.add(f"{table}.{name}")
        await outside.do(change, to=value, id=now)
    assert missed == {place for place in UNSEALED if place.startswith(f"{table}.")}
    assert (await verify(history)).wrong == ()


async def test_each_row_that_is_gone_is_missed(history: Parts) -> None:
    outside = Outside(history)
    for table in TABLES[1:]:
        row = await outside.fullest(table)
        key = "sealed_on" if table == "dayseal" else "id"
        await outside.do(f"DELETE FROM {table} WHERE {key} = :id", id=row[key])  # noqa: S608 -- names of ours
        assert (await verify(history)).wrong != (), table
        names = ", ".join(row)
        await outside.do(f"INSERT INTO {table} ({names}) VALUES (:{', :'.join(row)})", **row)  # noqa: S608
    assert (await verify(history)).wrong == ()


async def test_a_record_that_is_gone_with_all_that_was_its_is_missed_by_the_seal(history: Parts) -> None:
    outside = Outside(history)
    brief = (await rows_of(history, Record, Record.kind == "brief"))[0].id
    await outside.do("DELETE FROM act WHERE version_id IN (SELECT id FROM version WHERE record_id = :id)", id=brief)
    for table, key in (("version", "record_id"), ("link", "record_id"), ("record", "id")):
        await outside.do(f"DELETE FROM {table} WHERE {key} = :id", id=brief)  # noqa: S608 -- names of ours
    (sentence,) = (await verify(history)).wrong
    assert sentence.startswith("The chains are not those that were sealed on 2026-03-03 (and those of 1 later seals): ")


async def test_what_no_row_can_hold_is_said_and_stops_nothing(history: Parts) -> None:
    record_id = await find_mended(history)
    await Outside(history).do("UPDATE version SET facts = '[1]' WHERE number = 2")
    found = await verify(history)
    assert found.wrong[0] == (
        f"Record {record_id}: its rows cannot be read: something stands in them that the bot never writes."
    )
    assert dict(found.counts)["records"] == 2


async def test_it_says_which_record_which_version_and_which_link(history: Parts) -> None:
    record_id = await find_mended(history)
    async with history.database.write(None, TOMORROW) as session:
        await session.exec(
            update(Version)
            .where(col(Version.record_id) == record_id, col(Version.number) == 2)
            .values(state=RecordState.NOT_AGREED)
        )
        await session.exec(
            update(Link).where(col(Link.record_id) == record_id, col(Link.place) == 3).values(row_id="x")
        )
        await session.exec(update(Act).values(event_ts="1.0"))
        await session.exec(delete(AuditEvent).where(col(AuditEvent.what) == "read"))
    found = (await verify(history)).wrong
    changed = "was changed: its hash is not that of what it says."
    assert {
        f"Record {record_id}: link 3 (a version sent, 2026-03-02T09:06) {changed}",
        f"Record {record_id}: version 2 is shown as not agreed, but its answers make it complete.",
        f"Record {record_id}: the answer of link 2 was changed: its row says something else.",
    } <= set(found)
    assert any(
        sentence.startswith("The audit events are not those that were sealed on 2026-03-03") for sentence in found
    )


async def test_a_seal_made_up_with_another_key_is_found(history: Parts) -> None:
    await seal_day(history, Signer(bytes(32)), TOMORROW + timedelta(days=2))
    (sentence,) = (await verify(history)).wrong
    assert sentence.startswith("The seal of 2026-03-05 is signed with the key")
    assert (await verify(history, SIGNER.public, Signer(bytes(32)).public)).wrong == ()


async def test_a_seal_taken_out_of_the_middle_is_found(history: Parts) -> None:
    await seal(history, TOMORROW + timedelta(days=2))
    async with history.database.write(None, TOMORROW) as session:
        await session.exec(delete(DaySeal).where(col(DaySeal.sealed_on) == (TOMORROW + timedelta(days=1)).date()))
    assert (await verify(history)).wrong == (
        "The seal of 2026-03-05 does not follow the seal of 2026-03-03: one between was removed or changed.",
    )


async def test_what_was_filed_has_to_stand_in_the_chain(history: Parts) -> None:
    record_id = await find_mended(history)
    version = (await rows_of(history, Version, Version.record_id == record_id, Version.number == 2))[0]
    outside = Outside(history)
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        filed = {"version_id": version.id, "place": Filed.MOSAIC, "state": RecordState.COMPLETE, "filed_by": "priya"}
        session.add(
            Filing(id="f" * 32, record_id=record_id, filed_on=AFTER_THE_SEALS.date(), filed_at=AFTER_THE_SEALS, **filed)
        )
    said = f"Record {record_id}: what its row {'f' * 32} says"
    assert (await verify(history)).wrong == (f"{said} was filed, the chain says otherwise, or not at all.",)

    facts = {"version": version.hash, "place": "mosaic", "person": "priya", "on": "2026-03-04", "state": "complete"}
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        record = await session.get_one(Record, record_id)
        await add_link(session, record, LinkKind.FILED, "f" * 32, AFTER_THE_SEALS, facts)
    assert (await verify(history)).wrong == ()

    for change in ("filed_on = '2026-03-02'", "filed_by = 'sam'", "outcome_at = filed_at, outcome_by = 'priya'"):
        kept = dict((await outside.fullest("filing")).items())
        await outside.do(f"UPDATE filing SET {change}")  # noqa: S608 -- words of ours
        assert (await verify(history)).wrong[0].startswith(said), change
        back = ", ".join(f"{name} = :{name}" for name in kept)
        await outside.do(f"UPDATE filing SET {back}", **kept)  # noqa: S608 -- names of ours
    assert (await verify(history)).wrong == ()
    await outside.do("DELETE FROM filing")
    assert (await verify(history)).wrong == (f"Record {record_id}: what link 8 says was filed has no row any more.",)


async def let_go(parts: Parts, record_id: str, kind: LinkKind) -> None:
    """Say in the chain that text was let go, as a purge and an erasure do."""
    async with parts.database.write(None, AFTER_THE_SEALS) as session:
        record = await session.get_one(Record, record_id)
        mark = {"purged_at": AFTER_THE_SEALS} if kind is LinkKind.PURGED else {"erased_at": AFTER_THE_SEALS}
        await session.exec(update(Record).where(col(Record.id) == record_id).values(**mark))
        await add_link(session, record, kind, "d" * 32, AFTER_THE_SEALS, {"due_on": "2026-03-03"})


async def test_a_purged_version_is_counted_as_purged_and_is_nothing_wrong(history: Parts) -> None:
    record_id = await find_mended(history)
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        await session.exec(update(Version).where(col(Version.record_id) == record_id).values(document=None, nonce=None))
        await session.exec(update(Act).values(comments=None, nonce=None))
    assert "has no text" in (await verify(history)).wrong[0]

    await let_go(history, record_id, LinkKind.PURGED)

    found = await verify(history)
    assert found.wrong == ()
    assert dict(found.counts)["purged"] == 3


async def test_an_erased_record_is_counted_as_erased_and_is_nothing_wrong(history: Parts) -> None:
    record_id = await find_mended(history)
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        await session.exec(update(Record).where(col(Record.id) == record_id).values(wrapped_key=b""))
    assert any("its key is gone" in sentence for sentence in (await verify(history)).wrong)

    await let_go(history, record_id, LinkKind.ERASED)

    found = await verify(history)
    assert found.wrong == ()
    assert (dict(found.counts)["purged"], dict(found.counts)["erased"]) == (0, 1)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE link SET facts = 'null' WHERE place = 2", "its rows cannot be read"),
        ("UPDATE link SET facts = '{\"bound_later\": 7}' WHERE place = 2", "its rows cannot be read"),
        ("UPDATE link SET at = '0001-01-01 00:00:00.000000' WHERE place = 2", "says a time that is none"),
        ("UPDATE link SET kind = 'odd', at = '2031-01-01 00:00:00.000000' WHERE place = 2", "its rows cannot be read"),
        ("UPDATE link SET sealed_on = 'odd' WHERE place = 2", "The links cannot be read"),
        ("UPDATE auditevent SET way = 'odd', at = '2031-01-01 00:00:00.000000'", "The audit event"),
        ("UPDATE auditevent SET at = 'odd'", "The audit events cannot be read"),
        ("UPDATE auditevent SET facts = replace(hex(zeroblob(99999)), '0', '[')", "The audit events cannot be read"),
        ("UPDATE link SET facts = replace(hex(zeroblob(99999)), '0', '[') WHERE place = 2", "its rows cannot be read"),
        ("UPDATE dayseal SET until = 'odd'", "The seals cannot be read"),
    ],
)
async def test_a_doctored_row_hides_none_of_what_else_is_wrong(history: Parts, change: str, what: str) -> None:
    outside = Outside(history)
    await outside.do(
        "UPDATE act SET event_ts = '1.0' WHERE id = (SELECT row_id FROM link WHERE kind = 'act' AND place > 2)"
    )
    await outside.do(change)
    found = (await verify(history)).wrong
    assert any(what in one for one in found)
    assert any("its row says something else" in one or "its rows cannot be read" in one for one in found)


async def test_what_was_found_before_a_doctored_row_is_told_all_the_same(history: Parts) -> None:
    brief = (await rows_of(history, Record, Record.kind == "brief"))[0]
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        record = await session.get_one(Record, brief.id)
        await add_link(session, record, LinkKind.LEFT, "d" * 32, TOMORROW, {"person": "priya"})
    await Outside(history).do("UPDATE auditevent SET at = 'odd'")
    found = (await verify(history)).wrong
    assert any(one.endswith("came only after the last seal was made: it was backdated.") for one in found)
    assert any(one.startswith("The times of audit events cannot be read") for one in found)

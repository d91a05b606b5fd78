"""`python -m bot export`: which records, with an audit event each, and a record that was let go says so."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.commands.export import export
from bot.export.shapes import Shape, export_record
from models.rules.bundles import read_bundle
from models.rules.integrity import check_code
from models.sealing import KEY_BYTES
from models.tables import AuditEvent, Filing, Record, Version
from models.values.errors import Missing, Refusal
from models.vocabulary import Filed, RecordState, Way
from models.workflow.exporting import (
    TakenOut,
    find_record,
    find_records_of_child,
    find_records_of_person,
    find_unfiled,
)
from models.workflow.parts import Parts
from tests.conftest import CONTENT, START
from tests.support.meetings import rows_of, send_meeting


@pytest.fixture(autouse=True)
def _sandbox_settings(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("KEY", base64.b64encode(bytes(range(KEY_BYTES))).decode())
    monkeypatch.setenv("CONTENT_FOLDER", str(CONTENT))
    monkeypatch.delenv("KEY_FILE", raising=False)


async def test_records_go_out_in_each_shape_once_each_with_an_event_and_none_with_a_name_in_its_name(
    parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await send_meeting(parts, in_depth=1, brief=2)
    casework, *_ = await rows_of(parts, Record, Record.kind == "casework")
    purged, erased = await rows_of(parts, Record, Record.kind == "brief")
    async with parts.database.write(None, START) as session:
        of_purged = update(Version).where(col(Version.record_id) == purged.id)
        await session.exec(of_purged.values(document=None, nonce=None))
        of_erased = update(Record).where(col(Record.id) == erased.id)
        await session.exec(of_erased.values(wrapped_key=b"", erased_at=START))

    await export(unfiled=True, to=tmp_path / "out", by="S-priya")
    said = capsys.readouterr()
    assert f"Record {purged.id[:8]}: its text was filed and has been let go since" in said.err
    assert f"Record {erased.id[:8]}: it was erased" in said.err
    assert "1 of 3 records written" in said.out
    (written,) = (tmp_path / "out").iterdir()
    assert written.name.startswith(f"2026-03-02 casework {casework.id[:8]} ")
    assert "Child" not in written.name
    (event,) = await rows_of(parts, AuditEvent, AuditEvent.what == "exported")
    assert (event.subject_id, event.person_id, event.way) == (casework.id, "priya", Way.COMMAND)
    assert event.facts == {"shape": "pdf", "to": "file"}

    await export(casework.id[:8], to=tmp_path / "out", shape=Shape.TEXT)
    text = next((tmp_path / "out").glob("*.txt")).read_text(encoding="utf-8")
    assert "Child AZ" in text
    assert "Said the walks with Dad are the best part." in text
    assert "Ask the school nurse" in text


async def test_records_are_found_by_child_by_person_and_by_not_being_filed(parts: Parts) -> None:
    await send_meeting(parts, in_depth=1, brief=1)
    casework, brief = sorted(await rows_of(parts, Record), key=lambda one: one.kind == "brief")
    assert set(await find_unfiled(parts)) == {casework.id, brief.id}
    assert list(await find_records_of_child(parts, "100001")) == [casework.id]
    assert list(await find_records_of_person(parts, "S-sam")) == []
    assert await find_record(parts, casework.id[:8].upper()) == casework.id

    version, *_ = await rows_of(parts, Version, Version.record_id == casework.id)
    async with parts.database.write(None, START) as session:
        session.add(
            Filing(
                record_id=casework.id,
                version_id=version.id,
                place=Filed.MOSAIC,
                state=RecordState.AWAITING,
                filed_on=START.date(),
                filed_by="priya",
                filed_at=START,
            )
        )
    assert list(await find_unfiled(parts)) == [brief.id]

    with pytest.raises(Missing, match="no child with that Mosaic number"):
        await find_records_of_child(parts, "999")
    with pytest.raises(Missing, match="nobody with that staff number"):
        await find_records_of_person(parts, "999")
    with pytest.raises(Refusal, match="at least the first 8"):
        await find_record(parts, "abc")
    with pytest.raises(Missing, match="no such record"):
        await find_record(parts, "%" * 8)


async def test_a_bundle_can_be_checked_also_of_a_record_whose_text_was_let_go(parts: Parts, tmp_path: Path) -> None:
    await send_meeting(parts)
    (record,) = await rows_of(parts, Record)
    (version,) = await rows_of(parts, Version)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Version).values(document=None, nonce=None))
    written = await export_record(parts, record.id, Shape.BUNDLE, tmp_path, TakenOut("bundle", "file", START))
    assert written.name == f"2026-03-02 casework {record.id[:8]} {check_code(version.hash)}.bundle.json"
    bundle = read_bundle(written.read_text())
    assert (bundle.record, bundle.versions[0].hash) == (record.id, version.hash)
    assert bundle.versions[0].document is None
    (event,) = await rows_of(parts, AuditEvent, AuditEvent.what == "exported")
    assert (event.person_id, event.facts["shape"], event.version_id) == (None, "bundle", version.id)


async def test_one_way_of_choosing_is_needed_and_only_one(tmp_path: Path) -> None:
    for choice in ({}, {"unfiled": True, "child": "1"}, {"person": "1", "child": "2"}):
        with pytest.raises(Refusal, match="Say which records"):
            await export(to=tmp_path, **choice)

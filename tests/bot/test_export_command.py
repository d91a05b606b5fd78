"""`python -m bot export`: which records, with an audit event each, and a record that was let go says so."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.commands.export import export
from bot.export.shapes import Shape
from models.sealing import KEY_BYTES
from models.tables import AuditEvent, Filing, Record, Version
from models.values.errors import Missing, Refusal
from models.vocabulary import Filed, RecordState, Way
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

    for shape in (Shape.PDF, Shape.WORD, Shape.TEXT):
        await export(casework.id[:8], to=tmp_path / "out", shape=shape)
    ends = sorted(place.suffix.removeprefix(".") for place in (tmp_path / "out").iterdir())
    assert ends == ["docx", "pdf", "pdf", "txt"]
    text = next((tmp_path / "out").glob("*.txt")).read_text(encoding="utf-8")
    assert "Child AZ" in text
    assert "Said the walks with Dad are the best part." in text
    assert "Ask the school nurse" in text

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
    capsys.readouterr()
    await export(unfiled=True, to=tmp_path / "rest")
    assert "0 of 2 records written" in capsys.readouterr().out
    await export(child="100001", to=tmp_path / "child", shape=Shape.TEXT)
    assert "1 of 1 records written" in capsys.readouterr().out
    await export(person="S-sam", to=tmp_path / "staff")
    assert "0 of 0 records written" in capsys.readouterr().out

    with pytest.raises(Refusal, match="Say which records"):
        await export(to=tmp_path)
    with pytest.raises(Missing, match="no child with that Mosaic number"):
        await export(child="999", to=tmp_path)
    with pytest.raises(Refusal, match="at least the first 8"):
        await export("abc", to=tmp_path)

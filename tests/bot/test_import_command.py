"""`python -m bot import`: what it prints, where, and with which exit code."""

from datetime import date
from pathlib import Path

import pytest

from bot.commands.import_ import import_directory
from models.database import Database, build_engine
from models.tables import SlackUser
from tests.conftest import START
from tests.support.directory import EXAMPLE, MANAGER, PRACTITIONER, SERVICE, child, to_csv

PEOPLE = EXAMPLE / "people.csv"
CHILDREN = EXAMPLE / "children.csv"
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _sandbox_settings(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("CONTENT_FOLDER", str(EXAMPLE.parent))
    monkeypatch.delenv("KEY", raising=False)


async def test_it_says_what_an_import_did(capsys: pytest.CaptureFixture[str]) -> None:
    await import_directory(PEOPLE, CHILDREN, effective=DAY)
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "Directory as of 2 March 2026",
        "People: 13 new, 0 changed, 0 left, 0 as before.",
        "Children: 80 new, 0 changed, 0 closed, 0 as before.",
        "New teams: 2.",
        "Open children without a worker, who are their team's supervisor's: 1.",
    ]


async def test_it_says_for_how_many_teams_something_about_the_channel_changed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    await import_directory(PEOPLE, CHILDREN, effective=DAY)
    silent = tmp_path / "people.csv"
    silent.write_text(PEOPLE.read_text(encoding="utf-8").replace("C0TEAMOAK,references", "C0TEAMOAK,counts"))
    await import_directory(silent, CHILDREN, effective=DAY)
    assert capsys.readouterr().out.count("Teams with another channel, or whose channel hears more or less: 1.") == 1


async def test_a_dry_run_is_told_as_one_and_can_be_followed_by_the_real_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await import_directory(PEOPLE, CHILDREN, effective=DAY, dry_run=True)
    assert "Directory as of 2 March 2026 (a dry run: nothing was written)" in capsys.readouterr().out
    await import_directory(PEOPLE, CHILDREN, effective=DAY)
    assert "Children: 80 new" in capsys.readouterr().out


async def test_people_linked_to_slack_are_counted(capsys: pytest.CaptureFixture[str], database_url: str) -> None:
    database = Database(build_engine(database_url, patience=1.5))
    async with database.write(None, START) as session:
        session.add(SlackUser(slack_id="U0SAM", name="sam", email="sam.okafor@ashmere.example", seen_at=START))
    await database.close()
    await import_directory(PEOPLE, CHILDREN, effective=DAY)
    assert "Linked to Slack by e-mail: 1." in capsys.readouterr().out


async def test_those_the_files_do_not_name_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    await import_directory(PEOPLE, CHILDREN, effective=DAY)
    fewer = tmp_path / "fewer.csv"
    fewer.write_bytes(b"".join(CHILDREN.read_bytes().splitlines(keepends=True)[:11]))
    few = tmp_path / "few.csv"
    few.write_bytes(b"".join(PEOPLE.read_bytes().splitlines(keepends=True)[:4]))
    await import_directory(few, fewer, effective=DAY)
    out = capsys.readouterr().out
    assert "People whom the file does not name: 10. They stay; left_on ends them." in out
    assert "Open children whom the file does not name: 64. They stay; closed ends them." in out


async def test_bad_files_end_with_code_one_and_every_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    people, children = tmp_path / "staff.csv", tmp_path / "kids.csv"
    people.write_bytes(to_csv({**SERVICE, **MANAGER, **PRACTITIONER}, [SERVICE, MANAGER]))
    children.write_bytes(to_csv({**child(), "surname": ""}, [child()]))
    with pytest.raises(SystemExit) as ended:
        await import_directory(people, children, effective=DAY)
    captured = capsys.readouterr()
    said = captured.err.splitlines()
    assert ended.value.code == 1
    assert "Directory" not in captured.out
    assert said[0] == f"Nothing was imported: {len(said) - 1} things to put right."
    assert "kids.csv, line 1, surname: This column is not known." in said
    assert "staff.csv, line 1, mentor: This column is missing." in said
    assert "Juniper" not in captured.err


async def test_one_reason_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        await import_directory(PEOPLE, CHILDREN, effective=date(2099, 1, 1))
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "Nothing was imported: one thing to put right.",
        "--effective: 2099-01-01 is in the future.",
    ]


async def test_a_file_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        await import_directory(tmp_path / "none.csv", CHILDREN)
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory.\n"

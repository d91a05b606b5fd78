"""The commands an administrator types to look after keys and backups: what they print, and what they never print."""

import base64
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.conftest import ROOT
from tests.support import keyed

OLD, NEW = (base64.b64encode(key).decode() for key in (keyed.OLD, keyed.NEW))

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled_url: str) -> None:
    """A deployment in a folder of its own, as far as commands without Slack know it."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "KEY_FILE", "KEY_BEFORE", "KEY_BEFORE_FILE", "CLOCK_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("DATABASE_URL", filled_url)
    monkeypatch.setenv("KEY", OLD)
    monkeypatch.setenv("CONTENT_FOLDER", str(ROOT / "content"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(monkeypatch, capsys)


class Run:
    """Runs commands as a shell would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0, **settings: str) -> str:
        """Run one with these settings, and return what it said."""
        for name, value in settings.items():
            self._monkeypatch.setenv(name.upper(), value)
        self._monkeypatch.setattr(sys, "argv", ["bot", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = self._capsys.readouterr()
        assert int(left.value.code or 0) == code, told
        assert OLD not in told.out + told.err
        assert NEW not in told.out + told.err
        return told.out + told.err


def test_a_key_is_changed_step_by_step_as_the_guide_says(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_BEFORE", NEW)
    assert run("keys", "check").splitlines()[-1] == "All data keys are wrapped with KEY."
    run("status", key=NEW, key_before=OLD)
    assert "keep the other key" in run("keys", "check", code=1)
    told = run("keys", "rotate").splitlines()
    assert any(line.startswith("child: ") for line in told)
    assert told[-2].startswith("All ")
    assert told[-1].endswith("run `python -m bot keys check`.")
    monkeypatch.delenv("KEY_BEFORE")
    assert "is the one from before" in run("status", code=2, key=OLD)
    assert "There is no key to change from" in run("keys", "rotate", code=2, key=NEW)
    assert "are the same key" in run("keys", "rotate", code=2, key_before=NEW)


def test_a_backup_is_made_and_restored_into_a_new_database(run: Run, tmp_path: Path, empty: str) -> None:
    told = run("backup", "first", "--disposals", "gone").splitlines()
    assert [line.split(":")[0] for line in told] == ["first", "first.keys", "gone"]
    assert "is there already" in run("backup", "first", code=2)
    assert "where the backup is to go" in run("backup", code=2)
    new = f"sqlite:///{tmp_path / 'new' / 'bot.db'}"
    assert "--nothing-disposed" in run("restore", "first", code=2, database_url=new)
    assert not (tmp_path / "new").exists()
    assert "Restored as of " in run("restore", "first", "--disposals", "gone", database_url=empty)
    assert "is not empty" in run("restore", "first", "--nothing-disposed", code=2)
    assert "All data keys" in run("keys", "check")
    gone = f"sqlite:///{tmp_path / 'nowhere.db'}"
    assert "no database to copy" in run("backup", "second", code=2, database_url=gone)
    assert "cannot be restored in the slack world" in run(
        "restore", "first", "--nothing-disposed", code=2, world="slack"
    )

"""The command line: what each command prints, and how a mistake is said."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.status import build_beats, build_directory, build_line
from models.outbox import promise, standing
from models.values.outbox import Unsettled
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.clocks.heartbeats import DELIVER, PLAN, TICK, beat, read_beats
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.parts import Parts
from sandbox import Sandbox
from tests.conftest import ROOT, START
from tests.support.council import make_team


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sandbox's world with nothing else set, in a folder of its own."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL", "KEY", "KEY_FILE", "CLOCK_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("CONTENT_FOLDER", str(ROOT / "content"))
    monkeypatch.chdir(tmp_path)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run a command as the shell would, and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["bot", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_a_missing_setting_is_said_in_one_line_and_not_as_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "status") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("The setting KEY (or KEY_FILE) is missing.")
    assert len(told.err.splitlines()) == 1


def test_the_tables_are_made_where_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'bot.db'}")
    assert run(monkeypatch, "migrate") == 0
    assert (tmp_path / "new" / "bot.db").exists()
    assert capsys.readouterr().out == "The database has the tables of this version.\n"


def test_an_empty_outbox_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert run(monkeypatch, "migrate") == 0
    assert run(monkeypatch, "status") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Messages: 0 waiting, 0 sending, 0 unsure, 0 failed."


async def test_status_says_when_the_bot_last_looked_and_what_came_of_it(parts: Parts) -> None:
    assert list(build_beats({})) == ["Last tick: never yet.", "Last plan: never yet.", "Last deliver: never yet."]
    await beat(parts, TICK, START, START, ticks=40, failed=1)
    await beat(parts, PLAN, START, START, checked=120, planned=5, withdrawn=2, digests=1)
    await beat(parts, DELIVER, START, START, sent=12, failed=0, unsure=1)
    async with parts.database.write(None, START) as session:
        mark_plan_stale(session)
    assert list(build_beats(await read_beats(parts))) == [
        "Last tick: 2026-03-02 09:00, that day 40 ticks, 1 without a plan.",
        "Last plan: 2026-03-02 09:00, that day 120 checked, 5 planned, 2 withdrawn.",
        "Last deliver: 2026-03-02 09:00, that day 12 sent, 0 failed, 1 unsure.",
    ]


@pytest.mark.parametrize(
    ("directory_on", "line"),
    [
        (None, "Directory: never imported."),
        (START.date(), "Directory: as of 2026-03-02, 0 days old."),
        (START.date() - timedelta(days=1), "Directory: as of 2026-03-01, 1 day old."),
    ],
)
def test_status_says_how_old_the_directory_is(directory_on: date | None, line: str) -> None:
    assert build_directory(directory_on, START.date()) == line


def test_the_world_is_the_one_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "world") == 0
    assert capsys.readouterr().out == "sandbox\n"


@pytest.mark.parametrize(
    ("token", "missing"),
    [("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"), ("SLACK_APP_TOKEN", "SLACK_BOT_TOKEN")],
)
def test_one_token_alone_means_a_slip_and_not_the_sandbox(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, token: str, missing: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORLD", raising=False)
    monkeypatch.setenv(token, "x-made-up")
    assert run(monkeypatch, "world") == 2
    assert capsys.readouterr().err.startswith(f"The setting {missing} is missing")


@pytest.mark.parametrize("command", ["status", "migrate"])
def test_a_database_that_cannot_be_reached_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/supervision")
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert run(monkeypatch, command) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == "The database cannot be reached, or is locked by another process: check DATABASE_URL."


async def test_status_names_nobody(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    async with parts.database.write(None, START) as session:
        await promise(session, key="k", kind=MessageKind.REQUEST, recipient_id="sam", facts={}, now=START)
    async with parts.read() as session:
        assert await standing.counts(session) == {OutboxState.WAITING: 1}
        assert await standing.oldest(session, START) == START
        [row] = await standing.unsettled(session, 10)
    assert build_line(row) == "waiting  2026-03-02 09:00  a request to agree records for staff number S-sam"


def test_a_failed_row_says_what_was_tried_and_why_it_failed() -> None:
    row = Unsettled(
        "1", MessageKind.CARD, SendingMode.REFRESH, OutboxState.FAILED, None, START, 3, "Slack refused it (is_archived)"
    )
    assert build_line(row) == (
        "failed   2026-03-02 09:00  a change of the card of a supervision, tried 3 times: "
        "Slack refused it (is_archived)"
    )


async def test_the_process_says_its_world_and_its_policy_first_and_stops_quietly_when_asked(tmp_path: Path) -> None:
    async with Sandbox.start(
        workspace=ROOT / "content" / "example" / "workspace.yml",
        manifest=ROOT / "manifest.yml",
        folder=tmp_path / "sandbox",
    ) as sandbox:
        own = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "CLOCK_FILE": str(sandbox.folder / "clock"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
            "KEY_FILE": str(tmp_path / "key"),
            "SIGNING_KEY_FILE": str(tmp_path / "key.signing"),
            "PYTHONPATH": str(ROOT),
            "HTTP_PROXY": "http://127.0.0.1:9",
            "POLICY": "dorset",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        first = await asyncio.wait_for(process.stdout.readline(), 60)
        logged = [b""]
        async with asyncio.timeout(60):
            while b"event=ready" not in logged[-1]:
                logged.append(await process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 10)
    assert first == b"Sandbox: a pretend workspace with made-up people.\n"
    assert process.returncode == 0
    (policy,) = [line for line in logged if b"event=policy" in line]
    assert b" policy=dorset " in policy
    assert b"deadlines.filing_working_days" in policy, "what the default fills in is named"
    assert b"event=stopped" in said
    assert b"Traceback" not in said

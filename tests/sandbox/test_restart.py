"""What survives a restart, and what a fresh start removes."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.__main__ import child_environment, main
from sandbox.hands import Hands
from sandbox.refusals import NotAllowed
from sandbox.storage import empty_folder
from tests.sandbox.conftest import MANIFEST, ROOT, WORKSPACE

HOME = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "At home"}}]}


async def test_messages_people_homes_and_the_clock_survive_and_notes_and_modals_do_not(tmp_path: Path) -> None:
    async with Sandbox.start(workspace=WORKSPACE, manifest=MANIFEST, folder=tmp_path) as first:
        client = AsyncWebClient(token=first.bot_token, base_url=first.api_url)
        posted = await client.chat_postMessage(channel="U0SAM", text="Kept")
        await client.chat_postEphemeral(channel="C0TEAMELM", user="U0SAM", text="Forgotten")
        await client.views_publish(user_id="U0SAM", view=HOME)
        async with Hands(first.url, "U0SAM") as sam:
            await sam.react(posted.data, "+1")  # type: ignore[arg-type]
            await sam.read()
        first.workspace.people["U0TOM"].deleted = True
        first.clock.advance(86_400)
        then = first.clock.now()
    async with Sandbox.start(workspace=WORKSPACE, manifest=MANIFEST, folder=tmp_path) as second:
        assert second.clock.now() >= then
        assert second.workspace.people["U0TOM"].deleted is True
        client = AsyncWebClient(token=second.bot_token, base_url=second.api_url)
        late = await client.chat_postMessage(channel="U0SAM", text="Later")
        assert float(late["ts"]) > float(posted["ts"])
        async with Hands(second.url, "U0SAM") as sam:
            assert [one["text"] for one in sam.messages()] == ["Kept", "Later"]
            assert sam.messages()[0]["reactions"][0]["name"] == "+1"
            assert sam.conversation()["unread"] == 1
            assert sam.messages("#team-elm") == []
            assert sam.home_text == "At home"


def test_a_fresh_start_removes_only_what_a_sandbox_made(tmp_path: Path) -> None:
    for name in ("clock", "clock.ticked", "workspace.json", "bot.db", "bot.db-wal", "key", "key.new"):
        (tmp_path / name).write_text("x")
    empty_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "letters.txt").write_text("dear to somebody")
    (tmp_path / "clock").write_text("x")
    with pytest.raises(NotAllowed, match=r"letters\.txt"):
        empty_folder(tmp_path)
    assert (tmp_path / "clock").exists()


async def test_the_bot_finds_the_workspace_in_its_environment(sandbox: Sandbox) -> None:
    environment = child_environment(sandbox)
    assert environment == {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": f"http://127.0.0.1:{sandbox.port}/api/",
        "WORLD": "sandbox",
        "CLOCK_FILE": str(sandbox.folder / "clock"),
        "DATABASE_URL": f"sqlite+aiosqlite:///{sandbox.folder / 'bot.db'}",
        "KEY_FILE": str(sandbox.folder / "key"),
        "SIGNING_KEY_FILE": str(sandbox.folder / "key.signing"),
    }


def test_the_command_starts_the_bot_beside_it_and_ends_with_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    shell = ["sh", "-c", 'echo "bot at $SLACK_API_URL in $WORLD"; exit 3']
    code = main(["--folder", str(tmp_path / "s"), "--port", "0", "--pace", "--", *shell])
    said = capfd.readouterr()
    assert code == 3
    assert said.out.startswith("Sandbox: a pretend Slack workspace, made-up people only. Open http://127.0.0.1:")
    assert "/api/ in sandbox" in said.out
    assert "ended by itself with code 3" in said.err


def test_an_interrupt_ends_the_bot_and_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    bot = ["sh", "-c", "kill -INT $PPID; exec sleep 30"]
    assert main(["--folder", str(tmp_path / "s"), "--port", "0", "--", *bot]) == 0


def test_an_interrupt_ends_the_sandbox_without_a_bot(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "--folder", str(tmp_path / "s"), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Sandbox: a pretend Slack workspace")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_a_port_in_use_is_named_in_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--folder", str(tmp_path / "s"), "--port", str(port)]) == 1
    assert f"cannot start on port {port}" in capfd.readouterr().err


def test_a_folder_of_somebody_elses_is_refused_in_a_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letters.txt").write_text("dear to somebody")
    assert main(["--folder", str(tmp_path), "--fresh"]) == 1
    assert "letters.txt, which no sandbox made" in capfd.readouterr().err


def test_a_workspace_file_that_is_missing_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "nowhere.yml"
    assert main(["--folder", str(tmp_path / "s"), "--workspace", str(missing), "--port", "0"]) == 1
    assert f"There is no file {missing}." in capfd.readouterr().err


def test_a_folder_in_use_is_left_to_the_sandbox_that_uses_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = [sys.executable, "-m", "sandbox", "--folder", str(tmp_path / "s"), "--port", "0", "--", "true"]
    assert main(["--folder", str(tmp_path / "s"), "--port", "0", "--", *again]) == 1
    assert "ended by itself with code 1" in capsys.readouterr().err

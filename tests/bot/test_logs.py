"""The log holds ids and kinds, and nothing anybody typed."""

import ast
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import pytest
import structlog

from bot.logs import FIELDS, set_up_logs
from handlers.payload import safe_facts
from models.values.clocks import PlanCounts
from tests.conftest import ROOT

SECRET = "Mum said Kai hides under the bed"


@contextmanager
def our_logs() -> Iterator[None]:
    """Our logging for a while, the test run's own afterwards."""
    root = logging.getLogger()
    handlers, level, kept = root.handlers, root.level, structlog.get_config()
    set_up_logs("DEBUG")
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.configure(**kept)


def test_a_field_nobody_named_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with our_logs():
        structlog.get_logger().info("saved", user="U0SAM", answer=SECRET)
    line = capsys.readouterr().err
    assert "event=saved" in line
    assert "user=U0SAM" in line
    assert 'answer="(left out)"' in line
    assert SECRET not in line


def test_an_error_a_library_logs_keeps_its_type_and_loses_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int(SECRET)
    except ValueError:
        with our_logs():
            logging.getLogger("slack_sdk.somewhere").exception("It failed")
    line = capsys.readouterr().err
    assert "It failed" in line
    assert "error=ValueError" in line
    assert "logger=slack_sdk.somewhere" in line
    assert SECRET not in line
    assert "Traceback" not in line


@pytest.mark.parametrize(
    "said",
    [
        f"Failed to run a request listener: {SECRET}",
        f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET}')>",
        f"Exception in callback later('{SECRET}')",
        f"Unhandled request ({{'submission': '{SECRET}'}})",
        f'Unexpected body "{SECRET}"',
    ],
)
@pytest.mark.parametrize("library", ["slack_sdk.web", "slack_bolt.AsyncApp", "asyncio", "aiohttp.client"])
def test_of_what_a_library_says_only_the_gist_is_kept(
    library: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with our_logs():
        logging.getLogger(library).error(said)
    line = capsys.readouterr().err
    assert SECRET not in line
    assert "Kai" not in line
    assert f"logger={library}" in line
    assert said[:9] in line


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[31m", "\x00", "\u2028", "\u202e", "\x85", "\x7f"])
def test_no_value_begins_a_line_of_its_own_or_turns_the_terminal(sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    with our_logs():
        structlog.get_logger().info("pressed", action_id=f"x{sign}level=error event=forged")
        logging.getLogger("slack_sdk").warning("Closed%slevel=error event=forged", sign)
    written = capsys.readouterr().err
    lines = written.splitlines()
    assert [line.split("level=")[1].split()[0] for line in lines] == ["info", "warning"]
    assert not any(sign in line for line in lines)


@pytest.mark.parametrize("library", ["slack_sdk", "slack_bolt", "aiohttp", "sqlalchemy"])
def test_libraries_never_print_whole_payloads(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    with our_logs():
        logging.getLogger(library).debug("Sending a request: %s", SECRET)
    assert capsys.readouterr().err == ""


def test_a_long_value_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    with our_logs():
        structlog.get_logger().info("saved", row="x" * 5000)
    assert len(capsys.readouterr().err) < 600


def test_every_field_the_code_writes_has_a_place_in_the_log() -> None:
    written = {
        word.arg
        for folder in ("bot", "handlers")
        for file in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "_log"
        for word in call.keywords
        if word.arg is not None
    }
    assert written
    assert written <= FIELDS


def test_what_came_of_a_planning_stands_in_the_log_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    with our_logs():
        structlog.get_logger().info("planned", **asdict(PlanCounts(25_000, 12, 3, 4, 5)))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("checked=25000 planned=12 withdrawn=3 digests=4 team_posts=5")


def test_every_fact_of_a_payload_has_a_place_in_the_log() -> None:
    bodies: list[dict[str, Any]] = [
        {"event": {"type": "message", "user": "U1"}, "event_id": "Ev1"},
        {"command": "/supervision", "user_id": "U1", "text": SECRET},
        {"type": "shortcut", "callback_id": "start", "user": {"id": "U1"}},
        {"type": "block_actions", "user": {"id": "U1"}, "view": {"id": "V1"}, "actions": [{"action_id": "press"}]},
    ]
    for body in bodies:
        facts = safe_facts(body)
        assert set(facts) <= FIELDS - {"event"}
        assert SECRET not in facts.values()

"""Strictness: what Slack refuses, refused over real HTTP with Slack's own error names."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import yaml

from sandbox import Sandbox
from tests.sandbox.block_rows import FINE, ROWS, Row
from tests.sandbox.call_rows import CALLS, Call
from tests.sandbox.conftest import MANIFEST, ROOT, WORKSPACE

Json = dict[str, Any]

ONE_LOOP = pytest.mark.asyncio(loop_scope="module")

SHOWN_ELSEWHERE = {
    "invalid_ack_body": "test_modals.py",
    "invalid_payload": "test_responses.py",
    "no_active_hooks": "test_responses.py",
    "expired_url": "test_responses.py",
    "used_url": "test_responses.py",
    "not_authed": "below",
    "invalid_auth": "below",
    "not_allowed_token_type": "below",
    "invalid_json": "below",
    "json_not_object": "below",
    "not_enabled": "below",
    "too_many_websockets": "test_socket_mode.py",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def narrow(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """A workspace with the bot's own manifest, shared by the rows that only ask."""
    folder = tmp_path_factory.mktemp("narrow")
    async with Sandbox.start(workspace=WORKSPACE, manifest=MANIFEST, folder=folder) as running:
        yield running


async def call(sandbox: Sandbox, method: str, arguments: Json, token: str | None = None) -> Json:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            sandbox.api_url + method,
            json=arguments,
            headers={"Authorization": f"Bearer {token or sandbox.bot_token}"},
        ) as response,
    ):
        answer: Json = await response.json()
        return answer


def wider(folder: Path) -> Path:
    """Write a manifest with scopes the bot does not ask for."""
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["oauth_config"]["scopes"]["bot"] += ["reactions:write", "files:write"]
    path = folder / "wide.yml"
    path.write_text(yaml.safe_dump(manifest))
    return path


@ONE_LOOP
@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_a_view_or_message_slack_would_refuse_is_refused_and_says_where(row: Row, narrow: Sandbox) -> None:
    if row.surface == "message":
        answer = await call(narrow, "chat.postMessage", {"channel": "C0TEAMELM", "blocks": row.content})
        assert answer["error"] == "invalid_blocks"
        assert answer["errors"]
    elif row.surface == "home":
        answer = await call(narrow, "views.publish", {"user_id": "U0PRIYA", "view": row.content})
        assert answer["error"] == "invalid_arguments"
    else:
        trigger = narrow.rooms.triggers.issue("U0PRIYA")
        answer = await call(narrow, "views.open", {"trigger_id": trigger, "view": row.content})
        assert answer["error"] == "invalid_arguments"
    messages = answer["response_metadata"]["messages"]
    assert all(re.fullmatch(r"\[ERROR\] .+ \[json-pointer:/[\w/]*\]", one) for one in messages), messages
    assert any(row.says in one for one in messages), messages


@pytest.mark.parametrize("refused", CALLS, ids=str)
async def test_a_call_slack_would_refuse_is_refused_with_slacks_name(refused: Call, tmp_path: Path) -> None:
    manifest = wider(tmp_path) if refused.wide else MANIFEST
    async with Sandbox.start(workspace=WORKSPACE, manifest=manifest, folder=tmp_path / "s") as sandbox:
        answer = await call(sandbox, refused.method, refused.arguments(sandbox))
        assert (answer["ok"], answer["error"]) == (False, refused.error)


def test_every_refusal_in_the_code_has_its_row() -> None:
    named: set[str] = set()
    for file in (ROOT / "sandbox").rglob("*.py"):
        named |= set(re.findall(r'Refused\(\s*"(\w+)"', file.read_text()))
    shown = {one.error for one in CALLS} | {"invalid_blocks", "invalid_arguments"} | set(SHOWN_ELSEWHERE)
    assert named <= shown, named - shown


@ONE_LOOP
@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-nobody", "invalid_auth"), ("xapp-sandbox-a0sandbox", "not_allowed_token_type")],
)
async def test_a_wrong_token_is_refused(token: str, error: str, narrow: Sandbox) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(narrow.api_url + "auth.test", data={"token": token}) as response,
    ):
        assert (await response.json())["error"] == error


@ONE_LOOP
@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_body_that_is_no_json_object_is_refused(body: str, error: str, narrow: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {narrow.bot_token}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(narrow.api_url + "auth.test", data=body, headers=headers) as response,
    ):
        assert (await response.json())["error"] == error


@ONE_LOOP
async def test_a_missing_scope_is_named_beside_those_there_are(narrow: Sandbox) -> None:
    answer = await call(narrow, "reactions.add", {})
    assert answer["needed"] == "reactions:write"
    assert answer["provided"].split(",")[0] == "commands"


async def test_home_is_refused_where_the_manifest_has_none(tmp_path: Path) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["features"]["app_home"]["home_tab_enabled"] = False
    path = tmp_path / "homeless.yml"
    path.write_text(yaml.safe_dump(manifest))
    async with Sandbox.start(workspace=WORKSPACE, manifest=path, folder=tmp_path / "s") as sandbox:
        answer = await call(sandbox, "views.publish", {"user_id": "U0SAM", "view": {"type": "home", "blocks": []}})
        assert answer["error"] == "not_enabled"


@ONE_LOOP
async def test_what_slack_takes_is_taken(narrow: Sandbox) -> None:
    trigger = narrow.rooms.triggers.issue("U0PRIYA")
    full = {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10}
    view = {**FINE, "title": {"type": "plain_text", "text": "t" * 24}, "blocks": [full] * 12}
    answer = await call(narrow, "views.open", {"trigger_id": trigger, "view": view})
    assert answer["ok"], answer
    assert answer["view"]["blocks"][0]["fields"][0]["verbatim"] is False

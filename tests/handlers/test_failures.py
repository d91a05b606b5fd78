"""What people see when something may not or cannot be done, for every kind of payload."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from handlers import register
from handlers.desk import Desk
from handlers.events import build_event_desk
from handlers.failures import on_error
from handlers.listeners import Listener, Who
from models.values.errors import Conflict, Refusal, Repeated, Unavailable
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import make_team

SECRET = "Kai hides under the bed"
UNREACHABLE = "http://127.0.0.1:9/api/"
INPUT = {"type": "input", "block_id": "first", "label": {"type": "plain_text", "text": "Why"}, "element": {}}


def build_app() -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="UBOT", bot_id="B1")

    client = AsyncWebClient(base_url=UNREACHABLE, retry_handlers=[])
    return AsyncApp(client=client, authorize=authorize, signing_secret="", request_verification_enabled=False)


def command() -> dict[str, Any]:
    return {"command": "/supervision", "text": SECRET, "user_id": "USAM", "team_id": "T1", "trigger_id": "1.2"}


def interaction(kind: str, blocks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "user": {"id": "USAM", "team_id": "T1"},
        "team": {"id": "T1"},
        "trigger_id": "1.2",
        "view": {"id": "V1", "type": "modal", "callback_id": "form", "blocks": blocks, "state": {"values": {}}},
        **more,
    }


def event(kind: str = "user_change") -> dict[str, Any]:
    return {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": {"type": kind, "user": "USAM"}}


async def dispatch(app: AsyncApp, body: dict[str, Any]) -> tuple[int, Any]:
    answer = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
    return answer.status, json.loads(answer.body) if str(answer.body).startswith("{") else answer.body


def failing(error: Exception, *, acked: bool = False) -> AsyncApp:
    """An app every listener of which raises that error."""

    async def fail(ack: AsyncAck) -> None:
        if acked:
            await ack()
        raise error

    app = build_app()
    app.error(on_error)
    app.command("/supervision")(fail)
    app.view("form")(fail)
    app.action("press")(fail)
    return app


async def test_a_refused_command_is_answered_to_one_person_only() -> None:
    status, answer = await dispatch(failing(Refusal("Only Sam may.")), command())
    assert (status, answer) == (200, {"text": "Only Sam may.", "response_type": "ephemeral"})


@pytest.mark.parametrize("error", [Refusal("Only Sam may."), Conflict("Only Sam may.")])
async def test_a_refused_submission_keeps_the_form_open_with_the_sentence_under_its_first_box(
    error: Exception,
) -> None:
    status, answer = await dispatch(failing(error), interaction("view_submission", [{"type": "section"}, INPUT]))
    assert (status, answer) == (200, {"response_action": "errors", "errors": {"first": "Only Sam may."}})


async def test_a_refused_submission_without_a_box_gets_a_modal_on_top() -> None:
    status, answer = await dispatch(failing(Refusal("Only Sam may.")), interaction("view_submission", []))
    assert (status, answer["response_action"]) == (200, "push")
    assert answer["view"]["blocks"][0]["text"]["text"] == "Only Sam may."


async def test_a_repeated_payload_is_acked_and_nothing_more() -> None:
    assert await dispatch(failing(Repeated("Ev1")), interaction("view_submission", [INPUT])) == (200, "")


@pytest.mark.parametrize("error", [Unavailable("OperationalError"), ValueError(SECRET)])
async def test_a_failed_save_says_so_with_a_reference_that_the_log_has_too_and_no_personal_text(
    error: Exception,
) -> None:
    body = interaction("view_submission", [INPUT])
    body["view"]["state"]["values"] = {"first": {"box": {"value": SECRET}}}
    with capture_logs() as lines:
        status, answer = await dispatch(failing(error), body)
    sentence = answer["errors"]["first"]
    [line] = [line for line in lines if line["log_level"] == "error"]
    assert status == 200
    assert line["reference"] in sentence
    assert line["error"] == type(error).__name__
    assert (line["user"], line["view"], line["callback_id"]) == ("USAM", "V1", "form")
    assert SECRET not in str(lines) + sentence


@pytest.mark.parametrize(("code", "said"), [("push_limit_reached", "Close one"), ("expired_trigger_id", "press again")])
async def test_a_page_that_slack_did_not_open_is_told_as_what_to_do(code: str, said: str) -> None:
    refused = SlackApiError("it said no", {"ok": False, "error": code})  # type: ignore[no-untyped-call]
    with capture_logs() as lines:
        _, answer = await dispatch(failing(refused), interaction("view_submission", [INPUT]))
    assert said in answer["errors"]["first"]
    assert "quote" not in answer["errors"]["first"]
    assert [line["log_level"] for line in lines] == ["warning"]


async def test_a_button_is_acked_though_its_sentence_cannot_be_shown() -> None:
    body = interaction("block_actions", [], actions=[{"type": "button", "action_id": "press", "block_id": "b"}])
    with capture_logs() as lines:
        assert await dispatch(failing(Refusal("Only Sam may.")), body) == (200, "")
        async with asyncio.timeout(5):
            while "a sentence could not be shown" not in str(lines):  # noqa: ASYNC110 -- a log wakes nobody
                await asyncio.sleep(0.01)


async def test_an_error_after_the_ack_does_not_take_the_ack_back() -> None:
    body = interaction("view_submission", [INPUT])
    assert await dispatch(failing(ValueError(SECRET), acked=True), body) == (200, "")


@pytest.fixture
async def app(parts: Parts) -> AsyncIterator[AsyncApp]:
    """The bot's own app with all its listeners, for the made-up team."""
    await make_team(parts, START, last_discussed={})
    built = build_app()
    desk = Desk(parts=parts, now=lambda: START)
    register(built, desk)
    yield built
    await desk.finish(1)


async def test_an_event_without_a_listener_is_acked(app: AsyncApp) -> None:
    assert await dispatch(app, event("something_new")) == (200, "")


@pytest.mark.parametrize(
    ("error", "status"), [(Unavailable("OperationalError"), 503), (Repeated("Ev1"), 200), (ValueError(SECRET), 200)]
)
async def test_only_an_event_the_database_could_not_take_is_left_for_slack_to_send_again(
    parts: Parts, error: Exception, status: int
) -> None:
    async def fail() -> None:
        raise error

    built = build_app()
    built.error(on_error)
    desk = Desk(parts=parts, now=lambda: START)
    built.middleware(build_event_desk(desk, [Listener("event", "user_change", fail, Who.ANYONE)]))
    assert (await dispatch(built, event()))[0] == status


async def test_a_form_nobody_knows_stays_open(app: AsyncApp) -> None:
    _, answer = await dispatch(app, interaction("view_submission", [INPUT]))
    assert "older version" in answer["errors"]["first"]


async def test_a_field_nobody_listens_to_is_acked_quietly(app: AsyncApp) -> None:
    body = interaction("block_actions", [], actions=[{"type": "static_select", "action_id": "x", "block_id": "b"}])
    with capture_logs() as lines:
        assert await dispatch(app, body) == (200, "")
    assert lines == []


async def test_a_closed_form_nobody_knows_is_acked(app: AsyncApp) -> None:
    assert await dispatch(app, interaction("view_closed", [])) == (200, "")


async def test_options_nobody_knows_are_none(app: AsyncApp) -> None:
    body = interaction("block_suggestion", [], action_id="x", block_id="b", value="S")
    assert await dispatch(app, body) == (200, {"options": []})


@pytest.mark.parametrize(
    "outside",
    [{"user": {"id": "USAM", "team_id": "T2"}}, {"is_ext_shared_channel": True}],
)
async def test_payloads_from_outside_the_workspace_are_refused(app: AsyncApp, outside: dict[str, Any]) -> None:
    _, answer = await dispatch(app, interaction("view_submission", [INPUT]) | outside)
    assert "not in shared channels or for outside members" in answer["errors"]["first"]

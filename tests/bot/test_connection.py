"""Answers to Slack over the socket: one that Slack would drop is never sent."""

import json
import re
from types import SimpleNamespace
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.connection import ACK_BYTES, TOO_LONG, Connection, keep_short
from bot.settings import PaceSettings
from tests.handlers.test_failures import build_app
from tests.support.settings import fixed

SECRET = "Kai hides under the bed"

FORM = {
    "type": "view_submission",
    "user": {"id": "USAM"},
    "view": {"id": "V1", "blocks": [{"type": "input", "block_id": "first"}]},
}


def answer_of(length: int, sign: str) -> BoltResponse:
    return BoltResponse(status=200, body={"response_action": "update", "view": {"text": sign * length}})


def test_a_short_answer_goes_as_it_is() -> None:
    answer = answer_of(10_000, "x")
    assert keep_short(answer, FORM) is answer


def test_an_answer_too_long_for_slack_becomes_a_sentence_and_the_form_stays_open() -> None:
    for answer in (answer_of(ACK_BYTES, "x"), answer_of(4000, "é")):
        assert json.loads(keep_short(answer, FORM).body) == {
            "response_action": "errors",
            "errors": {"first": TOO_LONG},
        }


def test_without_a_box_to_put_the_sentence_under_the_answer_is_empty() -> None:
    assert keep_short(answer_of(ACK_BYTES, "x"), {"type": "block_actions"}).body == ""


async def test_what_is_not_of_slacks_shape_meets_no_listener_and_a_form_stays_open() -> None:
    app, met, acked = build_app(), list[str](), list[str]()

    @app.action(re.compile(".*"))
    async def press(ack: AsyncAck, body: dict[str, Any]) -> None:
        met.append(body["actions"][0]["value"])
        await ack()

    async def send(response: Any) -> None:
        acked.append(response.envelope_id)

    connection = Connection(app, AsyncWebClient(retry_handlers=[]), "xapp-1", fixed(PaceSettings))
    socket: Any = SimpleNamespace(send_socket_mode_response=send, logger=SimpleNamespace(level=20))
    whole = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "trigger_id": "1.2",
        "container": {},
        "response_url": "https://hooks.slack.com/actions/1",
        "actions": [{"type": "button", "action_id": "a", "block_id": "b"}],
    }
    payloads: list[tuple[str, Any]] = [
        ("interactive", {"type": "dialog_submission", "callback_id": "x", "submission": SECRET}),
        ("interactive", whole | {"actions": [{"value": [SECRET]}]}),
        ("interactive", SECRET),
        ("events_api", {"event": {"type": "message", "channel": [SECRET]}}),
        ("interactive", whole),
    ]
    with capture_logs() as lines:
        for number, (kind, payload) in enumerate(payloads):
            await connection._handler.handle(socket, SocketModeRequest(kind, str(number), payload))
    await connection.close(1)

    assert (met, acked) == ([""], ["3", "4"])
    assert [line["where"] for line in lines] == ["type", "actions", "type", "event.channel"]
    assert SECRET not in str(lines)

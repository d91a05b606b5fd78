"""What people see when something may not or cannot be done, and what the log keeps of it.

The text somebody typed stays on the screen: a submission is answered with an error under its
first input, a button with a small modal on top, a command with a note only they see.
"""

import asyncio
import secrets
import traceback
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.alert import build_alert, build_closed_home
from handlers.blocks.text import clip
from handlers.payload import Body, find_input_block, is_typing, read_kind, safe_facts
from models.values.errors import Refusal, Repeated, Unavailable

__all__ = ["describe", "on_error", "tell"]

_log = structlog.get_logger()

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_ERROR_LIMIT = 2000
_TOO_SLOW = "That took too long on its way, so nothing could be opened. Please press again."
_SLACK_REFUSED = {
    "push_limit_reached": "Too many pages lie on top of each other here. Close one, then press again.",
    "expired_trigger_id": _TOO_SLOW,
    "exchanged_trigger_id": _TOO_SLOW,
    "invalid_trigger_id": _TOO_SLOW,
}
"""What is said where Slack did not open a page, which is nobody's fault and mended by pressing again."""

_ACK_SENT = 0.05


async def on_error(
    error: Exception, body: Body, ack: AsyncAck, client: AsyncWebClient, respond: AsyncRespond
) -> BoltResponse | None:
    """Answer an error of any listener; Bolt calls this, before or after the ack."""
    answered = ack.response is not None
    if isinstance(error, Unavailable) and read_kind(body) == "event":
        _sentence(error, body)
        return BoltResponse(status=503)  # left without an ack: Slack keeps the event and sends it again
    if isinstance(error, Unavailable) and is_typing(body):
        # No modal may jump over a sentence that is being typed: it stays, and the next button saves it or says so.
        _sentence(error, body)
        response = await ack()
    elif isinstance(error, Repeated):
        response = await ack()
    else:
        response = await tell(_sentence(error, body), body=body, ack=ack, client=client, respond=respond)
    if not answered:
        return response
    # Bolt forgets an ack when its listener fails right after it: give it time to have been sent.
    await asyncio.sleep(_ACK_SENT)
    return None


async def tell(
    sentence: str, *, body: Body, ack: AsyncAck, client: AsyncWebClient, respond: AsyncRespond
) -> BoltResponse:
    """Say one sentence to the person who acted and to nobody else, and ack unless that was done."""
    kind = read_kind(body)
    if kind == "view_submission" and ack.response is None:
        return await _ack_submission(sentence, body, ack)
    if kind == "command" and ack.response is None:
        return await ack(text=sentence, response_type="ephemeral")
    response = ack.response or await (ack(options=[]) if kind == "block_suggestion" else ack())
    try:
        await _say(kind, sentence, body, client, respond)
    except Exception as problem:  # noqa: BLE001 -- there is nobody left to tell: the log is where it is seen
        _log.warning("a sentence could not be shown", **safe_facts(body), **describe(problem))
    return response


def describe(error: BaseException) -> dict[str, str]:
    """Return what a log line may say of an error: its type and where, never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    facts = {
        "error": type(error).__name__,
        "where": " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames)),
    }
    if isinstance(error, SlackApiError):
        data = getattr(error.response, "data", None)
        facts["slack_error"] = str(data.get("error", "")) if isinstance(data, dict) else ""
    if error.__cause__ is not None:
        facts["cause"] = type(error.__cause__).__name__
    return facts


def _sentence(error: Exception, body: Body) -> str:
    if isinstance(error, Refusal):
        _log.info("refused", **safe_facts(body), refusal=type(error).__name__)
        return error.sentence
    refused = _SLACK_REFUSED.get(str(error.response.get("error"))) if isinstance(error, SlackApiError) else None
    if refused is not None:
        _log.warning("Slack did not open a page", **safe_facts(body), **describe(error))
        return refused
    reference = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    _log.error("failed", reference=reference, **safe_facts(body), **describe(error))
    if isinstance(error, Unavailable):
        return (
            "That could not be saved just now: the bot cannot reach its database. What you typed is still "
            f"here; wait a moment and try again. If it goes on, quote {reference}."
        )
    return f"Something went wrong, and it is not your doing. Try again; if it happens again, quote {reference}."


async def _ack_submission(sentence: str, body: Body, ack: AsyncAck) -> BoltResponse:
    block = find_input_block(body)
    if block is not None:
        return await ack(response_action="errors", errors={block: clip(sentence, _ERROR_LIMIT)})
    return await ack(response_action="push", view=build_alert(sentence))


async def _say(kind: str, sentence: str, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    view: dict[str, Any] = body.get("view") or {}
    if kind == "event":
        await _say_to_event(sentence, body, client)
    elif kind == "command" or (kind == "block_actions" and not view):
        await respond(text=sentence, response_type="ephemeral", replace_original=False)
    elif kind in {"block_actions", "view_submission"} and view.get("type") == "modal":
        await _say_over_modal(sentence, body, client)
    elif kind in {"block_actions", "shortcut", "message_action"}:
        await client.views_open(trigger_id=body["trigger_id"], view=build_alert(sentence))


async def _say_over_modal(sentence: str, body: Body, client: AsyncWebClient) -> None:
    try:
        await client.views_push(trigger_id=body["trigger_id"], view=build_alert(sentence))
    except SlackApiError:
        # The stack is full, the modal was closed or the trigger is spent: the person's own
        # messages are as private, and still there afterwards.
        await client.chat_postMessage(channel=body["user"]["id"], text=sentence, unfurl_links=False, unfurl_media=False)


async def _say_to_event(sentence: str, body: Body, client: AsyncWebClient) -> None:
    event = body["event"]
    if event.get("type") == "app_home_opened" and event.get("tab") == "home":
        await client.views_publish(user_id=event["user"], view=build_closed_home(sentence))

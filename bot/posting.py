"""Calls to Slack that deliver a message, each ending in one of five plain outcomes."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.message import Message
from handlers.channels import look_at
from models.values.channels import SeenChannel

__all__ = ["EVENT_TYPE", "Done", "Doubt", "Gone", "Never", "NotYet", "Outcome", "Poster", "Stop", "read_error"]

EVENT_TYPE: Final = "supervision_message"
_MENDING_SECONDS: Final = 300.0

# Slack says of these that part of the work may have been done.
_DOUBTFUL: Final = frozenset({"fatal_error", "internal_error", "service_unavailable"})
# These are mended by the people who look after the app, and then the message can go.
_MENDABLE: Final = frozenset(
    {
        "access_denied", "account_inactive", "ekm_access_denied", "invalid_auth", "missing_scope", "no_permission",
        "not_allowed_token_type", "not_authed", "org_login_required", "team_access_not_granted", "token_expired",
        "token_revoked", "two_factor_setup_required",
    }
)  # fmt: skip
_REFUSED_FOR_NOW: Final = frozenset({"accesslimited", "ratelimited", "rate_limited", "request_timeout"})
_GONE: Final = frozenset({"message_not_found", "channel_not_found", "is_archived", "edit_window_closed"})


@dataclass(frozen=True, slots=True)
class Done:
    """Slack did it; a posted message has a place."""

    channel_id: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """Known not to have been done: try again, after `seconds` if Slack said so.

    With `tell`, the people who look after the bot hear of it; `asked` says that Slack asked to wait.
    """

    reason: str
    seconds: float | None = None
    tell: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """Refused in a way that trying again cannot change; `code` is Slack's own word for it."""

    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The message to be changed is not there any more."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The answer was lost, or says too little: it may have been done."""

    reason: str


Outcome = Done | NotYet | Never | Doubt


class Stop(Exception):
    """Sending ends here, for a reason that settles the row; None is that it is no longer true."""

    def __init__(self, outcome: Outcome | Gone | None) -> None:
        super().__init__()
        self.outcome = outcome


class Poster:
    """Posts and changes messages with a client that never retries by itself."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._channels: dict[str, str] = {}

    async def open_channel(self, slack_id: str) -> str:
        """Return the channel of a member's direct messages; asking twice is harmless.

        It must be known before posting: a lost answer can be looked up only in a channel.
        """
        if slack_id not in self._channels:
            answer = await self._client.conversations_open(users=slack_id)
            self._channels[slack_id] = answer["channel"]["id"]
        return self._channels[slack_id]

    async def look(self, channel: str, *, members: bool) -> SeenChannel:
        """Ask about the channel of a team, and with `members` who is in it where that can matter."""
        return await look_at(self._client, channel, members=members)

    async def post(self, channel: str, message_id: str, message: Message) -> Outcome:
        """Post a message that carries our id of it as metadata."""
        try:
            answer = await self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                thread_ts=message.thread_ts,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"outbox": message_id}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except Exception as error:  # noqa: BLE001 -- every error becomes an outcome
            return read_error(error)
        return Done(answer["channel"], answer["ts"])

    async def change(self, channel: str, ts: str, message: Message) -> Outcome | Gone:
        """Show the present state in a message already posted."""
        try:
            await self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        except Exception as error:  # noqa: BLE001 -- every error becomes an outcome
            return _read_follow_up(error)
        return Done()

    async def find(self, channel: str, message_id: str, *, oldest: float, thread_ts: str | None) -> str | None:
        """Return the ts of the message that carries our id, looking from `oldest` on."""
        cursor = ""
        while True:
            asked: dict[str, Any] = {
                "channel": channel,
                "oldest": f"{oldest:.6f}",
                "limit": 100,
                "include_all_metadata": True,
            }
            if cursor:
                asked["cursor"] = cursor
            if thread_ts is None:
                answer = await self._client.conversations_history(**asked)
            else:
                answer = await self._client.conversations_replies(ts=thread_ts, **asked)
            for found in answer["messages"]:
                metadata = found.get("metadata") or {}
                if metadata.get("event_type") == EVENT_TYPE and metadata["event_payload"].get("outbox") == message_id:
                    return str(found["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None


def read_error(error: Exception) -> NotYet | Never | Doubt:
    """Say what an error of a call means for the message."""
    if isinstance(error, SlackApiError):
        return _read_refusal(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotYet("Slack could not be reached")
    if isinstance(error, aiohttp.ClientError | TimeoutError | ConnectionError):
        return Doubt("Slack's answer was lost")
    return Never(f"the call failed inside the bot ({type(error).__name__})")


def _read_refusal(error: SlackApiError) -> NotYet | Never | Doubt:
    status, code = _read_answer(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _REFUSED_FOR_NOW:
        return NotYet(f"Slack asked to wait ({code or status})", _retry_after(error.response), asked=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _DOUBTFUL or not code:
        return Doubt(f"Slack failed ({code or status})")
    if code in _MENDABLE:
        return NotYet(f"Slack does not let the bot in ({code}): the app needs mending", _MENDING_SECONDS)
    return Never(f"Slack refused it ({code})", code)


def _read_answer(error: SlackApiError) -> tuple[int, str]:
    """Return status and error name of an answer that may not even be JSON."""
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or HTTPStatus.OK
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return int(status), str(code or "")


def _retry_after(response: Any) -> float | None:
    try:
        return float(response.headers["Retry-After"])
    except (KeyError, ValueError, AttributeError):
        return None


def _read_follow_up(error: Exception) -> Outcome | Gone:
    outcome = read_error(error)
    if isinstance(outcome, Doubt):  # doing it again does no harm
        return NotYet(outcome.reason)
    if isinstance(error, SlackApiError) and _read_answer(error)[1] in _GONE:
        return Gone()
    return outcome

"""The bot: one function joins its parts, for the process and for tests alike."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.connection import Connection
from bot.delivery import Deliverer
from bot.opening import open_parts
from bot.pace import Pace
from bot.posting import Poster
from bot.schedule import Schedule
from bot.sending import AfterSent, Sender
from bot.settings import RunSettings, SettingsError
from handlers import register
from handlers.desk import Desk
from handlers.directory import list_members
from handlers.messages import render
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.parts import Parts
from models.workflow.reactions import settle_reactions

__all__ = ["Bot", "build"]

STOP_SECONDS = 5.0
"""How long a stop waits for what is under way, before it goes on without."""

# Bolt turns into an OAuth app, with files of its own, when it finds these.
_TRAPS = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "SLACK_VERIFICATION_TOKEN")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot: connected, delivering and ticking."""

    settings: RunSettings
    parts: Parts
    clock: Clock
    desk: Desk
    client: AsyncWebClient
    app: AsyncApp
    connection: Connection
    deliverer: Deliverer
    schedule: Schedule


@asynccontextmanager
async def build(settings: RunSettings) -> AsyncIterator[Bot]:
    """Open everything, connect, and run until the context is left; then stop in order.

    Raises
    ------
    SettingsError
        When a setting is missing or wrong, or Slack refuses a token.
    Refusal
        When the database belongs to another world, key or version.
    ContentError
        When a form or policy is wrong.
    """
    async with open_parts(settings) as (parts, clock), _open_session(settings) as session:
        client = _build_client(settings, session)
        identity = await _identify(client)
        desk = Desk(parts=parts, now=clock.now)
        app = _build_app(settings, session, identity)
        register(app, desk)
        deliverer = Deliverer(
            Sender(parts, clock, Poster(client), Pace(settings.pace_seconds), settings, render, _after_sent(parts))
        )
        parts.database.on_promise(deliverer.wake)

        async def list_all() -> None:
            await list_members(desk, client, identity["team_id"])

        schedule = Schedule(desk, clock, deliverer, list_all, tick_seconds=settings.tick_seconds)
        token = settings.slack_app_token.get_secret_value()
        connection = Connection(app, client, token, settings)
        bot = Bot(settings, parts, clock, desk, client, app, connection, deliverer, schedule)
        try:
            await connection.open()
            deliverer.start()
            schedule.start()
            _log.info("ready", world=settings.world.value)
            yield bot
        finally:
            await _stop(bot)


async def _stop(bot: Bot) -> None:
    """Stop in the order in which nothing under way loses what it needs."""
    await bot.schedule.stop()
    await bot.connection.close(STOP_SECONDS)
    await bot.desk.finish(STOP_SECONDS)
    await bot.deliverer.stop(STOP_SECONDS)
    _log.info("stopped", world=bot.settings.world.value)


@asynccontextmanager
async def _open_session(settings: RunSettings) -> AsyncIterator[aiohttp.ClientSession]:
    """Open the one HTTP session that all calls to Slack share."""
    timeout = aiohttp.ClientTimeout(total=settings.answer_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield session


def _build_client(settings: RunSettings, session: aiohttp.ClientSession, *, token: bool = True) -> AsyncWebClient:
    """Return a client that never repeats a call by itself: a repeated post would be a second message."""
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value() if token else None,
        base_url=settings.slack_api_url,
        session=session,
        retry_handlers=[],
    )


async def _identify(client: AsyncWebClient) -> dict[str, Any]:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise SettingsError(
            f"The setting SLACK_BOT_TOKEN is wrong: Slack refused it ({error.response.get('error')})."
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SettingsError(f"Slack cannot be reached ({type(error).__name__}): check the network.") from None
    if not isinstance(answer.data, dict):
        raise SettingsError("Slack answers with something that is not its own: check SLACK_API_URL and any proxy.")
    return answer.data


def _build_app(settings: RunSettings, session: aiohttp.ClientSession, identity: dict[str, Any]) -> AsyncApp:
    """Return Bolt's app for one workspace, which asks Slack nothing before a listener runs."""
    token = settings.slack_bot_token.get_secret_value()
    result = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=identity)

    async def authorize() -> AuthorizeResult:
        return result

    with _without(*_TRAPS, "SLACK_BOT_TOKEN"):
        return AsyncApp(
            name="supervision",
            client=_build_client(settings, session, token=False),
            authorize=authorize,
            signing_secret="",
            request_verification_enabled=False,  # Socket Mode payloads come over our own connection
            ssl_check_enabled=False,
            url_verification_enabled=False,
        )


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Hide environment variables for a moment."""
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _after_sent(parts: Parts) -> tuple[AfterSent, ...]:
    async def settle_waiting_reactions(promised: Promised, channel: str, ts: str, now: datetime) -> None:
        if promised.kind is MessageKind.REQUEST:
            await settle_reactions(parts, channel, ts, now)

    return (settle_waiting_reactions,)

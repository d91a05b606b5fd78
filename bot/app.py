"""The bot: one function joins its parts, for the process and for tests alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.connection import Connection
from bot.delivery import Deliverer
from bot.files import FILES_SCOPE, Files
from bot.keys import read_keys
from bot.opening import open_parts
from bot.pace import Pace
from bot.posting import Poster
from bot.schedule import Schedule
from bot.sending import AfterSent, Sender
from bot.settings import RunSettings
from bot.signing import check_apart, read_signer
from bot.workspace import build_app, build_client, identify, open_session
from handlers import register
from handlers.channels import list_team_channels
from handlers.desk import Desk
from handlers.directory import list_members
from handlers.messages import render
from models.policy import Policy
from models.values.outbox import Promised
from models.vocabulary import MessageKind, World
from models.workflow.clocks.alarms import Patience
from models.workflow.clocks.digests import settle_told
from models.workflow.clocks.team_posts import reduce_earlier_posts
from models.workflow.parts import Parts
from models.workflow.reactions import settle_reactions

__all__ = ["Bot", "build"]

STOP_SECONDS = 5.0
"""How long a stop waits for what is under way, before it goes on without."""

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
    files: Files


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
    signer = read_signer(settings, make=settings.world is World.SANDBOX)
    check_apart(signer, read_keys(settings, settings.world))
    async with open_parts(settings) as (parts, clock), open_session(settings) as session:
        client = build_client(settings, session)
        identity = await identify(client, needed=(FILES_SCOPE,) if settings.files_in_slack else ())
        files = Files(parts, clock, client, session, settings)
        desk = Desk(parts=parts, now=clock.now, wake_files=files.wake)
        app = build_app(settings, session, identity)
        register(app, desk)
        pace = Pace(settings.pace_seconds, settings.workspace_a_minute)
        deliverer = Deliverer(Sender(parts, clock, Poster(client), pace, settings, render, _after_sent(parts)))
        parts.database.on_promise(deliverer.wake)

        async def list_all() -> None:
            await list_members(desk, client, identity["team_id"])
            desk.later(list_team_channels(desk, client))

        patience = Patience(timedelta(minutes=settings.alarm_minutes), timedelta(days=settings.directory_days))
        schedule = Schedule(
            desk,
            clock,
            deliverer,
            list_all,
            patience,
            signer,
            tick_seconds=settings.tick_seconds,
            tend_files=files.tend,
        )
        token = settings.slack_app_token.get_secret_value()
        connection = Connection(app, client, token, settings)
        bot = Bot(settings, parts, clock, desk, client, app, connection, deliverer, schedule, files)
        try:
            await connection.open()
            deliverer.start()
            schedule.start()
            _log_policy(parts.library.policy)
            _log.info("ready", world=settings.world.value)
            yield bot
        finally:
            await _stop(bot)


def _log_policy(policy: Policy) -> None:
    """Say which policy is in force, and in which keys its documents leave it to the default."""
    _log.info("policy", policy=policy.id, fallen_back=" ".join(policy.fallen_back))


async def _stop(bot: Bot) -> None:
    """Stop in the order in which nothing under way loses what it needs."""
    await bot.schedule.stop()
    await bot.connection.close(STOP_SECONDS)
    await bot.desk.finish(STOP_SECONDS)
    await bot.files.stop(STOP_SECONDS)
    await bot.deliverer.stop(STOP_SECONDS)
    _log.info("stopped", world=bot.settings.world.value)


def _after_sent(parts: Parts) -> tuple[AfterSent, ...]:
    async def settle_waiting_reactions(promised: Promised, channel: str, ts: str, now: datetime) -> None:
        if promised.kind is MessageKind.REQUEST:
            await settle_reactions(parts, channel, ts, now)

    async def settle_told_nudges(promised: Promised, _channel: str, _ts: str, now: datetime) -> None:
        if promised.kind is MessageKind.DIGEST:
            await settle_told(parts, promised, now)

    async def reduce_posts_before(promised: Promised, _channel: str, _ts: str, now: datetime) -> None:
        if promised.kind is MessageKind.TEAM_POST and promised.team_id is not None:
            await reduce_earlier_posts(parts, promised.team_id, now)

    return settle_waiting_reactions, settle_told_nudges, reduce_posts_before

"""Joining the sandbox with nothing but forms to look at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from bot.clock import Clock
from bot.connection import Connection
from bot.settings import PreviewSettings
from bot.workspace import build_app, build_client, identify, open_session
from handlers.preview import offer, register_preview
from handlers.preview_views import Preview
from models.content import Library
from models.forms import Form

__all__ = ["open_preview"]

_STOP_SECONDS: Final = 5.0
_log = structlog.get_logger()


@asynccontextmanager
async def open_preview(settings: PreviewSettings, library: Library, forms: tuple[Form, ...]) -> AsyncIterator[None]:
    """Connect, offer the forms to every member, and answer until the context is left.

    Raises
    ------
    SettingsError
        When the workspace refuses a token.
    """
    async with open_session(settings) as session:
        client = build_client(settings, session)
        identity = await identify(client)
        preview = Preview.of(forms, library, Clock(settings.clock_file).now)
        app = build_app(settings, session, identity)
        register_preview(app, preview)
        connection = Connection(app, client, settings.slack_app_token.get_secret_value(), settings)
        try:
            await connection.open()
            await offer(client, preview, identity["team_id"])
            _log.info("ready", world=settings.world.value)
            yield
        finally:
            await connection.close(_STOP_SECONDS)

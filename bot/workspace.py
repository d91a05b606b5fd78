"""Joining a workspace: the HTTP session, the client, and Bolt's app, for the bot and for a preview alike."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import AccessSettings, SettingsError

__all__ = ["build_app", "build_client", "forget_proxies", "identify", "open_session"]

# Bolt turns into an OAuth app, with files of its own, when it finds these.
_TRAPS = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "SLACK_VERIFICATION_TOKEN")

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@asynccontextmanager
async def open_session(settings: AccessSettings) -> AsyncIterator[aiohttp.ClientSession]:
    """Open the one HTTP session that all calls to Slack share."""
    timeout = aiohttp.ClientTimeout(total=settings.answer_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield session


def build_client(settings: AccessSettings, session: aiohttp.ClientSession, *, token: bool = True) -> AsyncWebClient:
    """Return a client that never repeats a call by itself: a repeated post would be a second message."""
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value() if token else None,
        base_url=settings.slack_api_url,
        session=session,
        retry_handlers=[],
    )


async def identify(client: AsyncWebClient, *, needed: Sequence[str] = ()) -> dict[str, Any]:
    """Return what Slack says of the bot's own token; `needed` are scopes that a setting asks for.

    Raises
    ------
    SettingsError
        When Slack refuses it, cannot be reached, or has not given a scope that is needed.
    """
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
    _check_scopes(str(answer.headers.get("x-oauth-scopes", "")), needed)
    return answer.data


def _check_scopes(given: str, needed: Sequence[str]) -> None:
    """Refuse to start without a scope that would be missed only later, by somebody who waits for a file."""
    have = {one.strip() for one in given.split(",")}
    for scope in needed:
        if scope not in have:
            raise SettingsError(
                f"FILES_IN_SLACK needs the scope {scope}: add it to the app's manifest and install the app again, or "
                "turn the setting off."
            )


def build_app(settings: AccessSettings, session: aiohttp.ClientSession, identity: dict[str, Any]) -> AsyncApp:
    """Return Bolt's app for one workspace, which asks Slack nothing before a listener runs."""
    token = settings.slack_bot_token.get_secret_value()
    result = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=identity)

    async def authorize() -> AuthorizeResult:
        return result

    with _without(*_TRAPS, "SLACK_BOT_TOKEN"):
        return AsyncApp(
            name="supervision",
            client=build_client(settings, session, token=False),
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


def forget_proxies() -> None:
    """Reach this machine directly: the SDK would send even that through a proxy of the environment."""
    for name in _PROXIES:
        os.environ.pop(name, None)

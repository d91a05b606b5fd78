"""What the workspace is made of: the council's people and channels, and the bot's manifest."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from sandbox.kinds import Json

__all__ = [
    "App",
    "Command",
    "DescriptionError",
    "Shortcut",
    "Team",
    "WorkspaceDescription",
    "read_manifest",
    "read_workspace",
]

LONDON: Final = ZoneInfo("Europe/London")
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick safe loader where PyYAML has it: every test starts a workspace."""


class DescriptionError(Exception):
    """A workspace or manifest file is not usable; the message is a sentence."""


@dataclass(frozen=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the manifest."""

    callback_id: str
    name: str
    type: str
    description: str


@dataclass(frozen=True)
class App:
    """The bot as the workspace knows it."""

    name: str
    display_name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: tuple[str, ...]
    events: frozenset[str]
    home_tab: bool
    messages_tab: bool
    messages_writable: bool
    id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    bot_user_id: str = "U0SANDBOT"


@dataclass(frozen=True)
class Team:
    """The Slack workspace itself."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class WorkspaceDescription:
    """A fresh workspace: when it starts, who is there, where they talk."""

    start: datetime
    team: Team
    users: tuple[Json, ...]
    channels: tuple[Json, ...]


def _read_yaml(path: Path) -> Json:
    try:
        content: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe
    except FileNotFoundError:
        raise DescriptionError(f"There is no file {path}.") from None
    except yaml.YAMLError as problem:
        raise DescriptionError(f"{path} is not valid YAML: {problem}") from None
    if not isinstance(content, dict):
        raise DescriptionError(f"{path} should hold keys and values.")
    return content


def read_manifest(path: Path) -> App:
    """Read the bot's Slack app manifest."""
    manifest = _read_yaml(path)
    try:
        features = manifest["features"]
        settings = manifest["settings"]
        home = features.get("app_home", {})
        name = manifest["display_information"]["name"]
        return App(
            name=name,
            display_name=features.get("bot_user", {}).get("display_name", name),
            commands=tuple(
                Command(
                    command=one["command"],
                    description=one["description"],
                    usage_hint=one.get("usage_hint", ""),
                    should_escape=one.get("should_escape", False),
                )
                for one in features.get("slash_commands", [])
            ),
            shortcuts=tuple(
                Shortcut(
                    callback_id=one["callback_id"],
                    name=one["name"],
                    type=one["type"],
                    description=one["description"],
                )
                for one in features.get("shortcuts", [])
            ),
            scopes=tuple(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            messages_writable=not home.get("messages_tab_read_only_enabled", True),
        )
    except KeyError as missing:
        raise DescriptionError(f"{path} lacks the key {missing}.") from None


def read_workspace(path: Path) -> WorkspaceDescription:
    """Read a workspace file: start, team, users, channels."""
    given = _read_yaml(path)
    try:
        start = given["start"]
        moment = start if isinstance(start, datetime) else datetime.fromisoformat(str(start))
        team = given["team"]
        description = WorkspaceDescription(
            start=moment.replace(tzinfo=LONDON).astimezone(UTC),
            team=Team(id=team["id"], name=team["name"], domain=team["domain"]),
            users=tuple(given["users"]),
            channels=tuple(given["channels"]),
        )
    except KeyError as missing:
        raise DescriptionError(f"{path} lacks the key {missing}.") from None
    known = {one["id"] for one in description.users} | {App.bot_user_id}
    for channel in description.channels:
        strangers = [one for one in channel.get("members", []) if one not in known | {"bot", "all"}]
        if strangers:
            raise DescriptionError(f"{path}: #{channel['name']} has members nobody knows: {strangers}.")
    return description

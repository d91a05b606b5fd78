"""Every setting of the bot, in small groups: a command reads only the groups it uses.

Settings come from the environment and, except in the sandbox, from a file `.env` beside the
project. What each does is written once, in its description; `docs/settings.md` shows the same.
"""

import base64
import binascii
import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.rules.naming import ARCHIVE_PATTERN, check_archive_pattern
from models.sealing import KEY_BYTES
from models.vocabulary import World

__all__ = [
    "GROUPS",
    "AccessSettings",
    "AlarmSettings",
    "BackupSettings",
    "ClockSettings",
    "CommandSettings",
    "ContentSettings",
    "CouncilSettings",
    "KeySettings",
    "KeyedSettings",
    "LogSettings",
    "PaceSettings",
    "PreviewSettings",
    "RunSettings",
    "Settings",
    "SettingsError",
    "SigningSettings",
    "SlackSettings",
    "StoreSettings",
    "WorldSettings",
    "read_settings",
]

SLACK_API_URL = "https://slack.com/api/"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ENV_FILE = Path(".env")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence for each, naming it."""


def _check_bot_token(token: SecretStr) -> SecretStr:
    return _starts_with(token, "xoxb-", "a bot token")


def _check_app_token(token: SecretStr) -> SecretStr:
    return _starts_with(token, "xapp-", "an app-level token")


def _starts_with(token: SecretStr, start: str, what: str) -> SecretStr:
    if not token.get_secret_value().startswith(start):
        raise ValueError(f"must be {what}, which begins with {start}")
    return token


def _check_database(url: SecretStr) -> SecretStr:
    scheme = url.get_secret_value().split(":", 1)[0].split("+", 1)[0]
    if scheme not in {"sqlite", "postgresql", "postgres"}:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return SecretStr(url.get_secret_value().replace("postgres://", "postgresql://", 1))


def _check_key(key: SecretStr) -> SecretStr:
    try:
        raw = base64.b64decode(key.get_secret_value(), validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes in base64, such as `openssl rand -base64 {KEY_BYTES}` prints")
    return key


def _check_archive_name(pattern: str) -> str:
    check_archive_pattern(pattern)
    return pattern


class Settings(BaseSettings):
    """The root of all groups: no group shows a value in an error."""

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True, env_file_encoding="utf-8"
    )


class WorldSettings(Settings):
    """Which workspace this is."""

    world: World = Field(
        default=World.SLACK,
        description="`slack` for the real workspace, `sandbox` for the pretend one. The sandbox sets it itself, and "
        "then no `.env` is read.",
    )


class LogSettings(Settings):
    """How much the log says."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much the log says. Whatever it is, the log holds ids and no personal text."
    )


class StoreSettings(Settings):
    """Where everything is kept."""

    database_url: Annotated[SecretStr, AfterValidator(_check_database)] = Field(
        default=SecretStr("sqlite:///data/supervision.db"),
        description="Where everything is kept: a file of SQLite, or `postgresql://user:password@host/name`.",
    )
    patience_seconds: float = Field(
        default=1.5,
        gt=0,
        le=2,
        description="How long a save waits for a busy database before it says so. Slack itself waits 3 seconds.",
    )


class KeySettings(Settings):
    """The key that seals all text about children and staff: one of the two is needed."""

    key: Annotated[SecretStr, AfterValidator(_check_key)] | None = Field(
        default=None,
        description="The key that seals all text about children and staff: 32 random bytes in base64, as `openssl "
        "rand -base64 32` prints them. Lost, nothing can be read any more: keep a copy apart from the backups.",
    )
    key_file: Path | None = Field(
        default=None, description="A file holding that key, instead of `KEY`. The sandbox makes its own when missing."
    )
    key_before: Annotated[SecretStr, AfterValidator(_check_key)] | None = Field(
        default=None,
        description="Only while the key is changed: the other key. What it sealed is read too; nothing new is sealed "
        "with it. [Changing the key](keys.md) says when it is set and when it goes.",
    )
    key_before_file: Path | None = Field(
        default=None, description="A file holding that other key, instead of `KEY_BEFORE`."
    )


class SigningSettings(Settings):
    """The key that signs the seal of each day: one of the two is needed by the running bot."""

    signing_key: Annotated[SecretStr, AfterValidator(_check_key)] | None = Field(
        default=None,
        description="The key that signs each day's seal over all records: another 32 random bytes in base64, never "
        "the same as `KEY`. `python -m bot keys public` prints the half that auditors check with; keep this half apart "
        "from the database and its backups, for who has both can make up seals.",
    )
    signing_key_file: Path | None = Field(
        default=None,
        description="A file holding that key, instead of `SIGNING_KEY`. The sandbox makes its own when missing.",
    )


class ContentSettings(Settings):
    """What practice leads edit."""

    content_folder: Path = Field(
        default=Path("content"), description="The folder of forms and policies that practice leads edit."
    )
    policy: str = Field(
        default="default",
        description="Which policy of that folder is in force, such as `dorset`. Records already begun keep their form.",
    )


class CouncilSettings(Settings):
    """What a council may choose."""

    record_in_dm: Literal["pointer", "full"] = Field(
        default="pointer",
        description="`pointer`: a request for agreement leads to the record. `full`: the text of the record is posted "
        "in the practitioner's direct messages, and replaced by a short notice once it is filed.",
    )
    thumbs_up_agrees: bool = Field(
        default=False, description="Whether 👍 on a request means *I agree*, as ✅ always does."
    )
    allow_guests: bool = Field(
        default=False, description="Whether guests of the workspace whom the directory lists may see their own records."
    )
    undo_minutes: int = Field(
        default=15, ge=0, le=1440, description="How long a person may take back an answer to a request."
    )
    files_in_slack: bool = Field(
        default=False,
        description="Whether who may read a record may also get it as a PDF in their direct messages with the bot, "
        "which deletes it once the record is filed, and after 24 hours at the latest. It needs the scope "
        "`files:write`.",
    )
    archive_name: Annotated[str, AfterValidator(_check_archive_name)] = Field(
        default=ARCHIVE_PATTERN,
        description="How the archive of somebody who has left is named: `{date}` is the day on which it is to be "
        "deleted, `{name}` who has left.",
    )
    go_live: date | None = Field(
        default=None,
        description="The day from which the bot watches what is due, such as `2026-03-02`: what the directory names no "
        "last day for counts from here. Without it that is the day of the first import.",
    )
    break_glass_hours: int = Field(
        default=4,
        ge=1,
        le=24,
        description="For how many hours a child's records stay open to somebody who opened them without a right, with "
        "a reason.",
    )


class ClockSettings(Settings):
    """A clock that can be moved forward, for the sandbox only."""

    clock_file: Path | None = Field(
        default=None, description="Only in the sandbox: the file by which its clock is moved forward."
    )


class PaceSettings(Settings):
    """How delivery paces itself; the defaults suit Slack."""

    tick_seconds: float = Field(
        default=20, gt=0, le=300, description="How often delivery looks for what is due, beside being woken."
    )
    lease_seconds: float = Field(
        default=60, ge=1, description="How long one process may hold a message it is sending before another asks."
    )
    answer_seconds: float = Field(
        default=10, gt=0, description="How long a call to Slack may take; at most half of `LEASE_SECONDS`."
    )
    pace_seconds: float = Field(
        default=1, ge=0, description="The pause between two messages in one conversation; Slack allows one a second."
    )
    workspace_a_minute: int = Field(
        default=300,
        ge=0,
        description="How many messages and changes of messages one process sends in any minute, to everybody "
        "together; 0 is no limit. Slack allows *several hundred*; several processes share them.",
    )
    retry_seconds: float = Field(
        default=2, gt=0, description="The first pause after a message could not be sent; it doubles each time."
    )
    doubt_seconds: float = Field(
        default=20,
        ge=0,
        description="How long a message whose answer was lost is looked for before it counts as not sent. "
        "Keep it longer than `ANSWER_SECONDS`.",
    )
    watch_seconds: float = Field(
        default=15, gt=0, description="How often the connection to Slack is checked, and mended if it is dead."
    )
    silence_seconds: float = Field(
        default=1800, gt=0, description="After how long without a word from Slack the connection is made anew."
    )

    @model_validator(mode="after")
    def _check_lease(self) -> Self:
        if self.answer_seconds * 2 > self.lease_seconds:
            raise ValueError("ANSWER_SECONDS must be at most half of LEASE_SECONDS")
        return self


class AlarmSettings(Settings):
    """When the people who look after the bot are told that something stands still."""

    alarm_minutes: int = Field(
        default=60,
        ge=1,
        description="After how long without looking at what is due the administrators are told so, in office hours.",
    )
    directory_days: int = Field(
        default=7, ge=1, description="After how many days without an import the administrators are told so."
    )


class SlackSettings(WorldSettings):
    """How to reach Slack."""

    slack_bot_token: Annotated[SecretStr, AfterValidator(_check_bot_token)] = Field(
        description="The bot token of the Slack app (*OAuth & Permissions*); begins with `xoxb-`."
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(_check_app_token)] = Field(
        description="The app-level token with `connections:write` (*Basic Information*); begins with `xapp-`."
    )
    slack_api_url: str = Field(
        default=SLACK_API_URL, description="Where Slack's Web API is. Another than Slack's own only in the sandbox."
    )

    @model_validator(mode="after")
    def _check_url(self) -> Self:
        if not self.slack_api_url.endswith("/"):
            raise ValueError("SLACK_API_URL must end with a slash")
        loopback = urlsplit(self.slack_api_url).hostname in _LOOPBACK
        if self.world is World.SANDBOX and not loopback:
            raise ValueError("SLACK_API_URL must be an address of this machine in the sandbox")
        if self.world is World.SLACK and self.slack_api_url != SLACK_API_URL:
            raise ValueError(f"SLACK_API_URL must be {SLACK_API_URL} unless WORLD is sandbox")
        return self


class BackupSettings(WorldSettings, StoreSettings, ClockSettings):
    """What it takes to copy the database: no key, for what is sealed stays sealed."""

    @model_validator(mode="after")
    def _check_clock(self) -> Self:
        if self.clock_file is not None and self.world is not World.SANDBOX:
            raise ValueError("CLOCK_FILE may be set only where WORLD is sandbox")
        return self


class KeyedSettings(BackupSettings, KeySettings):
    """What it takes to look after keys and to restore a backup: nothing of Slack's, and nothing of content."""


class CommandSettings(KeyedSettings, ContentSettings, CouncilSettings):
    """What everything that works on the database uses; nothing of Slack's."""


class AccessSettings(SlackSettings, PaceSettings):
    """What it takes to join a workspace."""


class PreviewSettings(AccessSettings, ContentSettings, ClockSettings, LogSettings):
    """What showing a form uses: nothing that is stored anywhere."""

    @model_validator(mode="after")
    def _check_world(self) -> Self:
        if self.world is not World.SANDBOX:
            raise ValueError("a preview runs only in the sandbox, by `make preview FORM=...`")
        return self


class RunSettings(AccessSettings, CommandSettings, SigningSettings, AlarmSettings, LogSettings):
    """Everything the running bot uses."""


GROUPS: tuple[type[Settings], ...] = (
    SlackSettings,
    StoreSettings,
    KeySettings,
    SigningSettings,
    ContentSettings,
    CouncilSettings,
    LogSettings,
    PaceSettings,
    AlarmSettings,
    ClockSettings,
)
"""The groups in the order of `docs/settings.md`; each setting is in one of them."""

Group = TypeVar("Group", bound=Settings)


def read_settings(group: type[Group]) -> Group:
    """Read a group from the environment and `.env`.

    Raises
    ------
    SettingsError
        With one sentence for each setting that is missing or wrong, and never a value.
    """
    sandbox = os.environ.get("WORLD", "").strip() == World.SANDBOX
    try:
        return group(_env_file=None if sandbox else _ENV_FILE)
    except ValidationError as error:
        sentences = [_sentence(group, problem["loc"], problem["msg"]) for problem in error.errors()]
        raise SettingsError("\n".join(sentences)) from None


def _sentence(group: type[Settings], place: tuple[int | str, ...], message: str) -> str:
    reason = message.removeprefix("Value error, ")
    if not place:
        return f"Setting wrong: {reason}."
    name = str(place[0])
    if message == "Field required":
        return f"The setting {name.upper()} is missing. {group.model_fields[name].description}"
    return f"The setting {name.upper()} is wrong: {reason[0].lower()}{reason[1:]}."

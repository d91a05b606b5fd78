"""Settings: one table for people, one sentence for each mistake, and no secret ever shown."""

import base64
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.commands.world import choose_world
from bot.settings import (
    GROUPS,
    CommandSettings,
    CouncilSettings,
    KeySettings,
    RunSettings,
    Settings,
    SettingsError,
    SlackSettings,
    StoreSettings,
    read_settings,
)
from models.vocabulary import World

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "settings.md"
BOT, APP = "xoxb-secret-words", "xapp-secret-words"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment with none of our settings, in a folder with no `.env`."""
    for name in RunSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def build_row(name: str, field: FieldInfo) -> str:
    default = field.default
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    shown = "*needed*" if field.is_required() else "" if default is None else f"`{default!s}`"
    if isinstance(default, bool):
        shown = "`yes`" if default else "`no`"
    return f"| `{name.upper()}` | {shown} | {field.description} |"


def test_the_table_in_the_docs_is_the_settings_class() -> None:
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [build_row(name, field) for group in GROUPS for name, field in group.model_fields.items()]


def test_every_setting_is_in_exactly_one_group() -> None:
    names = [name for group in GROUPS for name in group.model_fields]
    assert sorted(names) == sorted(RunSettings.model_fields)


def test_a_missing_setting_is_one_sentence_that_names_it_and_says_where_it_is_found() -> None:
    with pytest.raises(SettingsError) as told:
        read_settings(SlackSettings)
    first, second = str(told.value).splitlines()
    assert first.startswith("The setting SLACK_BOT_TOKEN is missing. The bot token of the Slack app")
    assert second.startswith("The setting SLACK_APP_TOKEN is missing.")


@pytest.mark.parametrize(
    ("group", "name", "value", "sentence"),
    [
        (SlackSettings, "SLACK_BOT_TOKEN", "secret-words", "must be a bot token, which begins with xoxb-."),
        (StoreSettings, "DATABASE_URL", "mysql://secret-words", "must begin with sqlite:/// or postgresql://."),
        (KeySettings, "KEY", "secret-words", "must be 32 bytes in base64"),
        (KeySettings, "KEY", base64.b64encode(b"secret-words").decode(), "must be 32 bytes in base64"),
        (StoreSettings, "PATIENCE_SECONDS", "secret-words", "input should be a valid number"),
        (CouncilSettings, "GO_LIVE", "secret-words", "input should be a valid date"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, group: type[Settings], name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", APP)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        read_settings(group)
    assert str(told.value).startswith(f"The setting {name} is wrong: ")
    assert sentence in str(told.value)
    assert value not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    ("world", "url", "sentence"),
    [
        ("slack", "http://127.0.0.1:8765/api/", "unless WORLD is sandbox"),
        ("sandbox", "https://slack.com/api/", "an address of this machine"),
        ("sandbox", "http://192.0.2.7/api/", "an address of this machine"),
        ("sandbox", "http://127.0.0.1:8765/api", "must end with a slash"),
    ],
)
def test_another_address_than_slacks_is_refused_but_this_machine_in_the_sandbox(
    monkeypatch: pytest.MonkeyPatch, world: str, url: str, sentence: str
) -> None:
    for name, value in {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "WORLD": world, "SLACK_API_URL": url}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=sentence):
        read_settings(SlackSettings)


def test_the_clock_can_be_moved_only_in_the_sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOCK_FILE", str(tmp_path / "clock"))
    with pytest.raises(SettingsError, match="CLOCK_FILE may be set only where WORLD is sandbox"):
        read_settings(CommandSettings)
    monkeypatch.setenv("WORLD", "sandbox")
    assert read_settings(CommandSettings).clock_file == tmp_path / "clock"


def test_the_sandbox_reads_no_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"SLACK_BOT_TOKEN={BOT}\nSLACK_APP_TOKEN={APP}\n", encoding="utf-8")
    assert read_settings(SlackSettings).slack_bot_token.get_secret_value() == BOT
    monkeypatch.setenv("WORLD", "sandbox")
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is missing"):
        read_settings(SlackSettings)


def test_a_command_asks_only_for_the_settings_it_uses() -> None:
    assert read_settings(StoreSettings).database_url.get_secret_value() == "sqlite:///data/supervision.db"


def test_the_world_is_slack_only_when_both_tokens_are_there() -> None:
    assert choose_world() is World.SANDBOX
    Path(".env").write_text("SLACK_BOT_TOKEN=\nSLACK_APP_TOKEN=\n", encoding="utf-8")
    assert choose_world() is World.SANDBOX
    Path(".env").write_text(f"SLACK_BOT_TOKEN={BOT}\nSLACK_APP_TOKEN=\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN is missing"):
        choose_world()
    Path(".env").write_text(f"SLACK_BOT_TOKEN={BOT}\nSLACK_APP_TOKEN={APP}\n", encoding="utf-8")
    assert choose_world() is World.SLACK


def test_no_secret_shows_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP)
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:secret-words@host/name")
    monkeypatch.setenv("KEY", base64.b64encode(bytes(32)).decode())
    shown = repr(read_settings(RunSettings))
    assert "secret-words" not in shown
    assert base64.b64encode(bytes(32)).decode() not in shown

"""`python -m bot world`: which workspace `make run` would start."""

from pydantic import Field, SecretStr

from bot.settings import Settings, SettingsError, read_settings
from models.vocabulary import World

__all__ = ["choose_world", "world"]


class _Choice(Settings):
    world: World | None = Field(default=None)
    slack_bot_token: SecretStr | None = Field(default=None)
    slack_app_token: SecretStr | None = Field(default=None)


def world() -> None:
    """Print `slack` when `.env` or the environment has both tokens, `sandbox` otherwise."""
    print(choose_world().value)


def choose_world() -> World:
    """Return the world the settings name, or else the one the tokens speak for.

    Raises
    ------
    SettingsError
        When only one of the two tokens is there: nobody means the sandbox then.
    """
    choice = read_settings(_Choice)
    if choice.world is not None:
        return choice.world
    if bool(choice.slack_bot_token) != bool(choice.slack_app_token):
        missing = "SLACK_APP_TOKEN" if choice.slack_bot_token else "SLACK_BOT_TOKEN"
        raise SettingsError(f"The setting {missing} is missing: real Slack needs both tokens, the sandbox neither.")
    return World.SLACK if choice.slack_bot_token else World.SANDBOX

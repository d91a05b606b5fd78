"""Settings for tests: only what is given, whatever the environment or a `.env` of this machine says."""

from typing import Any, TypeVar

from bot.settings import Settings

__all__ = ["fixed"]

Group = TypeVar("Group", bound=Settings)


def fixed(group: type[Group], **values: Any) -> Group:
    """Return the group with the values given and the defaults for the rest."""
    return group(_env_file=None, _env_prefix="NOT_OF_THIS_MACHINE_", **values)

"""Words for the deployment itself."""

from enum import StrEnum


class World(StrEnum):
    """Which workspace a database belongs to; a mismatch stops the start."""

    SLACK = "slack"
    SANDBOX = "sandbox"

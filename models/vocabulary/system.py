"""Words for the deployment itself."""

from enum import StrEnum


class Nation(StrEnum):
    """Whose bank holidays are no working days."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class World(StrEnum):
    """Which workspace a database belongs to; a mismatch stops the start."""

    SLACK = "slack"
    SANDBOX = "sandbox"

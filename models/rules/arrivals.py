"""When a thing came into the evidence, against when it says that it happened: what is backdated came too late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from models.rules.integrity import BOUND_LATER, read_stamp
from models.vocabulary import Way

__all__ = ["SLACK", "bound_at", "earliest"]

SLACK: Final = timedelta(hours=1)
"""How far the clocks of replicas, and a transaction that takes long, may set times apart."""

_SLACK_OF_A_REACTION: Final = timedelta(days=14)
"""A reaction tells Slack's time, and may be judged only once it is known which message it stands on."""


def bound_at(at: datetime, facts: Mapping[str, str]) -> datetime:
    """Return when a link was made by what it says: when it happened, or where it was bound later, that time.

    Raises
    ------
    ValueError
        For a time that is spelled in any other way than ours.
    """
    return read_stamp(facts[BOUND_LATER]) if BOUND_LATER in facts else at


def earliest(before: datetime, facts: Mapping[str, str]) -> datetime:
    """Return the earliest time that a link may say which came after that moment."""
    return before - (_SLACK_OF_A_REACTION if facts.get("way") == Way.REACTION.value else SLACK)

"""When a thing came into the evidence, against when it says that it happened: what is backdated came too late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from models.rules.integrity import BOUND_LATER, read_stamp
from models.rules.reactions import event_time
from models.vocabulary import ActKind, LinkKind, Way

__all__ = ["SLACK", "bound_at", "is_as_slack_tells", "is_reaction", "may_be_bound_later"]

SLACK: Final = timedelta(hours=1)
"""How far the clocks of replicas, and a transaction that takes long, may set times apart."""

_LONGEST_LATE: Final = timedelta(days=14)
"""A reaction is judged once it is known which message it stands on: after days, where a message hangs as long."""


def bound_at(at: datetime, facts: Mapping[str, str]) -> datetime:
    """Return when a link was made by what it says: when it happened, or where it was bound later, that time.

    Raises
    ------
    ValueError
        For a time that is spelled in any other way than ours.
    """
    if not isinstance(facts, Mapping) or not isinstance(facts.get(BOUND_LATER, ""), str):
        message = "not the facts of a link"
        raise ValueError(message)  # noqa: TRY004 -- a doctored row, as any other spelling that is not ours
    return read_stamp(facts[BOUND_LATER]) if BOUND_LATER in facts else at


def may_be_bound_later(kind: LinkKind, at: datetime, facts: Mapping[str, str], *, first: bool) -> bool:
    """Say whether a link may tell of something past: `first` that no seal was made before it.

    What was sent and answered before there were chains is bound before the first seal. Later it is only a reaction
    that was told late, and what a restore lets go again.
    """
    if bound_at(at, facts) < at - SLACK:
        return False
    if kind in {LinkKind.PURGED, LinkKind.ERASED}:
        return True
    if is_reaction(kind, facts):
        return first or bound_at(at, facts) - at <= _LONGEST_LATE
    return first and kind is not LinkKind.FILED


def is_reaction(kind: LinkKind, facts: Mapping[str, str]) -> bool:
    """Say whether a link is that of a reaction, which tells Slack's time and may be judged long after it."""
    return kind is LinkKind.ACT and facts.get("way") == Way.REACTION.value


def is_as_slack_tells(at: datetime, facts: Mapping[str, str]) -> bool:
    """Say whether a reaction has the time of its event, is a yes or the taking back of one, and brings no words."""
    try:
        told = event_time(facts.get("event", ""))
    except (ArithmeticError, ValueError):
        return False
    return told == at and facts.get("kind") in _BY_REACTION and "comments" not in facts


_BY_REACTION: Final = frozenset({ActKind.AGREED.value, ActKind.WITHDRAWN.value})

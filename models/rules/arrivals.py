"""When a thing came into the evidence, against when it says that it happened: what is backdated came too late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from models.rules.integrity import BOUND_LATER, read_stamp
from models.vocabulary import LinkKind, Way

__all__ = ["SLACK", "bound_at", "is_told_late", "may_be_bound_later"]

SLACK: Final = timedelta(hours=1)
"""How far the clocks of replicas, and a transaction that takes long, may set times apart."""


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


def may_be_bound_later(kind: LinkKind, facts: Mapping[str, str], *, first: bool) -> bool:
    """Say whether a link may tell of something long past: `first` that no seal was made before it.

    What was sent and answered before there were chains is bound before the first seal. Later it is only a reaction
    that Slack told late, and what a restore lets go again.
    """
    if kind in {LinkKind.PURGED, LinkKind.ERASED} or is_told_late(kind, facts):
        return True
    return first and kind is not LinkKind.FILED


def is_told_late(kind: LinkKind, facts: Mapping[str, str]) -> bool:
    """Say whether a link is that of a reaction, which tells Slack's time and may be judged long after it."""
    return kind is LinkKind.ACT and facts.get("way") == Way.REACTION.value and "event" in facts

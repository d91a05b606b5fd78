"""Trigger ids: three real seconds, one use."""

import secrets
import time
from dataclasses import dataclass
from typing import Final

from sandbox.blockkit.limits import TRIGGER_SECONDS
from sandbox.refusals import Refused

__all__ = ["Trigger", "Triggers"]

_KEPT: Final = 5_000


@dataclass
class Trigger:
    """What a person did that allows the app to open a view for them."""

    user: str
    view_id: str | None
    born: float
    used: bool = False


class Triggers:
    """Gives out trigger ids and takes each back once."""

    def __init__(self) -> None:
        self._given: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        """Give out an id for something this person did."""
        name = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[name] = Trigger(user=user, view_id=view_id, born=time.monotonic())
        if len(self._given) > _KEPT:
            del self._given[next(iter(self._given))]
        return name

    def check(self, name: object) -> Trigger:
        """Look an id up without using it, or refuse as Slack does."""
        trigger = self._given.get(name) if isinstance(name, str) else None
        if trigger is None:
            raise Refused("invalid_arguments", ["invalid `trigger_id` [json-pointer:/trigger_id]"])
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.born > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        return trigger

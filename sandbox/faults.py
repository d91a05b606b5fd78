"""Failures the sandbox can be told to make."""

from dataclasses import dataclass
from typing import Final

from sandbox.kinds import Json
from sandbox.refusals import NotAllowed

__all__ = ["Fault", "Faults"]

_METHOD_FAULTS: Final = (
    "ratelimited",
    "drop_reply",
    "drop_request",
    "server_error",
    "refuse",
    "slow",
    "no_scope",
)
_EVENT_FAULTS: Final = ("duplicate", "delay", "reorder", "drop_ack", "lose")


@dataclass
class Fault:
    """One failure to make: where, how, how many times, after how many good ones."""

    where: str
    fault: str
    times: int = 1
    after: int = 0
    retry_after: int = 1
    error: str = "fatal_error"
    seconds: float = 1.0

    def as_json(self) -> Json:
        """Give the fault as the control API lists it."""
        return {"where": self.where, "fault": self.fault, "times": self.times, "after": self.after}


class Faults:
    """Keeps the failures asked for and hands each out when its turn comes."""

    def __init__(self) -> None:
        self._methods: list[Fault] = []
        self._events: list[Fault] = []

    def add(self, given: Json) -> Fault:
        """Take down a failure from its JSON; NotAllowed names what is wrong with it."""
        wanted = dict(given)
        method, event = wanted.pop("method", None), wanted.pop("event", None)
        if (method is None) == (event is None):
            raise NotAllowed("A fault names one method or one event.")
        known = _METHOD_FAULTS if method else _EVENT_FAULTS
        if wanted.get("fault") not in known:
            raise NotAllowed(f"The fault should be one of {', '.join(known)}.")
        try:
            fault = Fault(where=method or event, **wanted)
        except TypeError:
            raise NotAllowed("A fault has only times, after, retry_after, error and seconds.") from None
        (self._methods if method else self._events).append(fault)
        return fault

    def clear(self) -> None:
        """Forget every failure asked for."""
        self._methods.clear()
        self._events.clear()

    def listed(self) -> list[Json]:
        """Give the failures still to come."""
        return [one.as_json() for one in [*self._methods, *self._events]]

    def for_method(self, method: str) -> Fault | None:
        """Give the failure for this call of a Web API method, if any."""
        return _take(self._methods, method)

    def for_envelope(self, name: str) -> Fault | None:
        """Give the failure for this envelope to the bot: an event's type or an interaction's."""
        return _take(self._events, name)


def _take(faults: list[Fault], where: str) -> Fault | None:
    for fault in faults:
        if fault.where not in {where, "*"}:
            continue
        if fault.after > 0:
            fault.after -= 1
            continue
        fault.times -= 1
        if fault.times <= 0:
            faults.remove(fault)
        return fault
    return None

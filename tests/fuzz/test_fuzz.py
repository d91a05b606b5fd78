"""Payloads of every kind through every listener: nothing crashes, leaks, changes unnoted or reaches a stranger.

And whoever carries the database away afterwards finds no word in it.

A failure names the seed and the number of the payload: `FUZZ_SEED=… FUZZ_PAYLOADS=… pytest -m soak tests/fuzz` comes
to it again. The rate is told at the end of the run.
"""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.ground import MEMBERS, open_ground
from tests.fuzz.oracles import Surprise, Watch
from tests.fuzz.payloads import LISTENERS, Made, Maker
from tests.fuzz.worlds import plant

_MANY = 100_000
_SLICE = 70
_ALL_BY = 5000
"""By that many payloads each listener has had some."""
_PLAN_EVERY = 400


@dataclass
class Sent:
    """What was sent, by how it came about, and to which listeners."""

    ways: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)

    def note(self, made: Made) -> None:
        """Take down a payload."""
        self.ways[made.how.split(" ")[0].rstrip(";:")] += 1
        self.names |= set(_names_in(made.payload))

    def left_out(self) -> list[str]:
        """Return the listeners to which nothing was sent."""
        ids = [one.id if isinstance(one.id, re.Pattern) else re.compile(f"{re.escape(one.id)}$") for one in LISTENERS]
        return [one.pattern for one in ids if not any(one.match(name) for name in self.names)]


def _names_in(payload: Any) -> Iterator[str]:
    if not isinstance(payload, dict):
        return
    event, view = payload.get("event"), payload.get("view")
    actions = payload.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    places = (payload, event, view, first)
    for place, key in zip(places, ("command", "type", "callback_id", "action_id"), strict=True):
        if isinstance(place, dict) and isinstance(place.get(key), str):
            yield place[key]
    yield from (payload[key] for key in ("callback_id", "action_id") if isinstance(payload.get(key), str))


async def fuzz(folder: Path, seed: int, goes_on: Callable[[int], bool]) -> Sent:
    """Send payloads for as long as that says; return what was sent.

    Raises
    ------
    AssertionError
        With seed, number and payload, at the first surprise.
    """
    sent = Sent()
    async with open_ground(folder) as ground:
        worlds = await plant(ground)
        maker = Maker(ground, seed)
        watch = Watch(worlds, maker.typed)
        try:
            for user in MEMBERS:
                body = {"type": "app_home_opened", "user": user, "tab": "home", "channel": f"D{user[1:]}"}
                event = {"type": "event_callback", "event_id": f"Ev{user}", "team_id": "T0ASHMERE", "event": body}
                await ground.send("events_api", event, user)
            await watch.let_go()
            number = 0
            while goes_on(number):
                made = maker.make(number)
                ground.later(seconds=7)
                await _one(ground.send, watch, made, f"seed {seed}, payload {number}")
                sent.note(made)
                number += 1
                if number % _PLAN_EVERY == 0:
                    ground.later(hours=1)
                    await ground.plan()
                    await watch.let_go()
            watch.check_at_rest()
        finally:
            watch.close()
    return sent


async def _one(send: Callable[..., object], watch: Watch, made: Made, place: str) -> None:
    try:
        acked, _ = await send(made.kind, made.payload, made.user, made.retry)  # type: ignore[misc]
        await watch.check(made, acked)
    except Exception as problem:
        shown = json.dumps(made.payload, default=str)[:3000]
        kind = "" if isinstance(problem, Surprise) else f"{type(problem).__name__}: "
        raise AssertionError(f"{place} ({made.how}): {kind}{problem}\n{shown}") from problem


async def test_a_slice_of_payloads_brings_no_surprise(folder: Path) -> None:
    sent = await fuzz(folder, seed=1, goes_on=lambda number: number < _SLICE)
    assert len(sent.ways) > 6


@pytest.mark.soak
async def test_many_payloads_bring_no_surprise(folder: Path, record_property: Callable[[str, object], None]) -> None:
    many, seed = int(os.environ.get("FUZZ_PAYLOADS", _MANY)), int(os.environ.get("FUZZ_SEED", "1"))
    began = time.monotonic()
    sent = await fuzz(folder, seed, goes_on=lambda number: number < many)
    seconds = time.monotonic() - began
    record_property("fuzz", f"{many} payloads, seed {seed}, {many / seconds:.0f} a second: {dict(sent.ways)}")
    assert many < _ALL_BY or sent.left_out() == []


def test_every_kind_of_listener_is_one_that_the_fuzzer_knows() -> None:
    assert {one.kind for one in LISTENERS} <= {
        "command",
        "shortcut",
        "action",
        "view",
        "view_closed",
        "event",
        "options",
    }

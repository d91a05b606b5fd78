"""The clock: shared with the bot by files, forward only."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.clock import Clock
from tests.sandbox.raw_bot import RawBot

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def offset_in(folder: Path) -> float:
    return float(json.loads((folder / "clock").read_text())["offset"])


def test_a_fresh_clock_shows_the_start_and_an_old_one_goes_on(tmp_path: Path) -> None:
    first = Clock(tmp_path, START)
    assert abs((first.now() - START).total_seconds()) < 5
    first.advance(3_600)
    again = Clock(tmp_path, START)
    assert again.offset == first.offset == offset_in(tmp_path)


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock(tmp_path, START).advance(-1)


def test_timestamps_rise_and_are_unlike_even_after_a_restart(tmp_path: Path) -> None:
    clock = Clock(tmp_path, START)
    stamps = [clock.next_ts() for _ in range(1_000)]
    assert stamps == sorted(set(stamps), key=float)
    again = Clock(tmp_path, START)
    again.remember("99999999999.000001")
    assert again.next_ts() == "99999999999.000002"


async def test_waiting_ends_when_the_clock_is_moved(tmp_path: Path) -> None:
    clock = Clock(tmp_path, START)
    waiting = asyncio.create_task(clock.wait_until(clock.unix() + 3_600))
    await asyncio.sleep(0)
    clock.advance(3_601)
    async with asyncio.timeout(1):
        await waiting


async def test_advancing_without_a_bot_answers_at_once(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.post("/control/clock/advance", json={"weeks": 4}) as response:
        answer = await response.json()
    assert answer["iso_london"].startswith("2026-03-30T10:00")
    assert answer["offset"] == offset_in(sandbox.folder)


async def test_advancing_waits_until_the_bot_has_ticked_under_the_new_offset(
    sandbox: Sandbox, raw: RawBot, http: aiohttp.ClientSession
) -> None:
    before = offset_in(sandbox.folder)

    async def tick() -> None:
        while offset_in(sandbox.folder) == before:  # noqa: ASYNC110 - a file is what the bot sees
            await asyncio.sleep(0.01)
        (sandbox.folder / "clock.ticked").write_text((sandbox.folder / "clock").read_text())

    ticking = asyncio.create_task(tick())
    async with http.post("/control/clock/advance", json={"days": 1}) as response:
        assert response.status == 200
    assert ticking.done()


async def test_a_bot_that_does_not_tick_is_told_of_in_a_sentence(
    sandbox: Sandbox, raw: RawBot, http: aiohttp.ClientSession
) -> None:
    began = time.monotonic()
    async with http.post("/control/clock/advance", json={"days": 1, "timeout": 0.1}) as response:
        assert response.status == 504
        assert "had not ticked" in (await response.json())["error"]
    assert time.monotonic() - began < 2

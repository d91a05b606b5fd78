"""How fast messages may go: one a second in a channel, and no minute with more than the workspace bears."""

import asyncio
from bisect import bisect_left
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Pace

MINUTE = 60.0


def most_in_a_minute(times: list[float]) -> int:
    """Return the largest number within any sixty seconds, the sixtieth not counted."""
    ordered = sorted(times)
    return max(bisect_left(ordered, first + MINUTE - 1e-6) - place for place, first in enumerate(ordered))


@given(
    a_minute=st.integers(1, 400),
    gaps=st.lists(st.sampled_from((0.0, 0.0, 0.0, 0.01, 0.3, 5.0, 40.0)), min_size=1, max_size=800),
    channels=st.integers(1, 60),
)
def test_no_minute_wherever_it_begins_holds_more_than_the_workspace_bears(
    a_minute: int, gaps: list[float], channels: int
) -> None:
    pace, now, went = Pace(1.0, a_minute), 1000.0, []
    for place, gap in enumerate(gaps):
        now += gap
        went.append(now + pace.reserve(f"C{place % channels}", now))
    assert most_in_a_minute(went) <= a_minute


@given(gaps=st.lists(st.floats(0, 3), min_size=2, max_size=30))
def test_messages_to_one_channel_are_a_second_apart_and_no_other_channel_waits(gaps: list[float]) -> None:
    pace, now, went = Pace(1.0), 1000.0, []
    for gap in gaps:
        now += gap
        went.append(now + pace.reserve("C1", now))
    assert all(later - earlier >= 1.0 - 1e-6 for earlier, later in pairwise(went))
    assert pace.reserve("C2", now) == 0


def test_a_tenth_of_a_minutes_messages_may_go_at_once_and_the_rest_follow_evenly() -> None:
    pace = Pace(0.0, 300)
    waits = [pace.reserve(None, 1000.0) for _ in range(40)]
    assert waits[:30] == pytest.approx([0.0] * 30, abs=1e-6)
    steps = [later - earlier for earlier, later in pairwise(waits[29:])]
    assert all(abs(step - MINUTE / 271) < 1e-6 for step in steps)


async def test_room_says_how_many_turns_there_are_within_a_time() -> None:
    pace = Pace(0.0, 300)
    before = pace.room(1.0)
    assert before is not None
    now = asyncio.get_running_loop().time()
    went = [pace.reserve(None, now) for _ in range(before + 1)]
    assert went[before - 1] <= 1.0 + 0.05
    assert went[before] > 1.0 - 0.05
    assert Pace(1.0).room(1.0) is None


async def test_nothing_goes_while_slack_asked_to_wait() -> None:
    pace = Pace(0.0, 300)
    pace.rest(0.2)
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(pace.turn("C1"), pace.turn("C2"))
    assert asyncio.get_running_loop().time() - begun >= 0.2
    pace.rest(100.0)
    assert pace.room(5.0) == 0


async def test_who_waits_already_when_slack_asks_to_wait_waits_on() -> None:
    pace = Pace(0.1)
    await pace.turn("C1")
    waiting = asyncio.create_task(pace.turn("C1"))
    await asyncio.sleep(0)
    pace.rest(0.3)
    begun = asyncio.get_running_loop().time()
    await waiting
    assert asyncio.get_running_loop().time() - begun >= 0.28


async def test_in_a_channel_the_second_runs_from_the_answer() -> None:
    pace = Pace(1.0)
    await pace.turn("C1")
    await asyncio.sleep(0.1)
    pace.posted("C1")
    assert pace.reserve("C1", asyncio.get_running_loop().time()) == pytest.approx(1.0, abs=0.05)

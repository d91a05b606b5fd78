"""Taking turns: the latest state is shown once, and in order."""

import asyncio

from handlers.turns import Turns


async def test_of_many_calls_at_once_one_works_one_waits_and_the_others_are_spared() -> None:
    turns, shown, state = Turns(), [], 0
    go_on = asyncio.Event()

    async def show() -> None:
        async with turns.turn("priya") as mine:
            if mine:
                read = state
                await go_on.wait()
                shown.append(read)

    first = asyncio.ensure_future(show())
    await asyncio.sleep(0)
    state = 1
    others = [asyncio.ensure_future(show()) for _ in range(5)]
    await asyncio.sleep(0)
    state = 2
    go_on.set()
    await asyncio.gather(first, *others)

    assert shown == [0, 2], "the one that waited shows the latest"


async def test_people_do_not_wait_for_each_other() -> None:
    turns = Turns()

    async with turns.turn("priya") as priyas, turns.turn("sam") as sams:
        assert priyas
        assert sams


async def test_a_turn_that_fails_or_is_given_up_leaves_the_line_free() -> None:
    turns = Turns()

    async def fail() -> None:
        async with turns.turn("priya"):
            raise RuntimeError

    async def stay() -> None:
        async with turns.turn("priya"):
            await asyncio.Event().wait()

    await asyncio.gather(fail(), return_exceptions=True)
    holding = asyncio.ensure_future(stay())
    await asyncio.sleep(0)
    waiting = asyncio.ensure_future(stay())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    holding.cancel()
    await asyncio.gather(holding, return_exceptions=True)

    async with asyncio.timeout(1), turns.turn("priya") as mine:
        assert mine

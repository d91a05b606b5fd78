"""Saves of one view in order: of those waiting only the newest, and none of what they were about forgotten."""

import asyncio
from functools import partial

import pytest

from handlers.newest import Newest, Redraws


class Store:
    """Stands for the database: saves slowly, and remembers what it was given."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.saved: list[tuple[str, frozenset[str]]] = []

    async def save(self, name: str, touched: frozenset[str]) -> str:
        self.saved.append((name, touched))
        await self.free.wait()
        return name


async def type_letters(newest: Newest, store: Store, names: str, view: str = "V1") -> list[asyncio.Task[str | None]]:
    tasks = []
    for name in names:
        offered = newest.offer(view, frozenset({name}), partial(store.save, name))
        tasks.append(asyncio.create_task(offered))
        await asyncio.sleep(0)
    return tasks


async def test_while_one_is_being_stored_only_the_newest_of_those_behind_it_is() -> None:
    newest, store = Newest(), Store()
    tasks = await type_letters(newest, store, "abcd")
    store.free.set()
    assert await asyncio.gather(*tasks) == ["a", None, None, "d"]
    assert store.saved == [("a", frozenset("a")), ("d", frozenset("bcd"))]


async def test_views_do_not_wait_for_each_other() -> None:
    newest, store = Newest(), Store()
    tasks = [*await type_letters(newest, store, "a", "V1"), *await type_letters(newest, store, "b", "V2")]
    assert [name for name, _ in store.saved] == ["a", "b"]
    store.free.set()
    await asyncio.gather(*tasks)


async def test_a_button_takes_the_place_of_what_waits_and_is_never_overtaken() -> None:
    newest, store = Newest(), Store()
    typed = await type_letters(newest, store, "ab")
    pressed = asyncio.create_task(newest.insist("V1", frozenset({"button"}), partial(store.save, "button")))
    await asyncio.sleep(0)
    later = await type_letters(newest, store, "z")
    store.free.set()
    assert await asyncio.gather(*typed, pressed, *later) == ["a", None, "button", "z"]
    assert store.saved[1] == ("button", frozenset({"b", "button", "z"}))


async def test_what_a_failed_save_was_about_is_passed_on_to_the_next() -> None:
    newest, store = Newest(), Store()
    store.free.set()
    waiting = asyncio.Event()

    async def fail(_touched: frozenset[str]) -> str:
        await waiting.wait()
        raise TimeoutError

    failing = asyncio.create_task(newest.offer("V1", frozenset("a"), fail))
    await asyncio.sleep(0)
    [following] = await type_letters(newest, store, "b")
    waiting.set()
    with pytest.raises(TimeoutError):
        await failing
    assert await following == "b"
    assert store.saved == [("b", frozenset("ab"))]


async def test_nothing_is_remembered_of_a_view_once_all_is_stored() -> None:
    newest, store = Newest(), Store()
    store.free.set()
    await asyncio.gather(*await type_letters(newest, store, "ab"))
    store.saved.clear()
    await asyncio.gather(*await type_letters(newest, store, "c"))
    assert store.saved == [("c", frozenset("c"))]


async def test_a_letter_that_comes_after_its_own_submission_is_left_out_for_a_while() -> None:
    newest, store = Newest(), Store()
    store.free.set()
    newest.end("V1")
    assert await asyncio.gather(*await type_letters(newest, store, "a", "V1")) == [None]
    assert await asyncio.gather(*await type_letters(newest, store, "b", "V2")) == ["b"]
    assert await newest.insist("V1", frozenset(), partial(store.save, "again")) == "again"


async def test_in_a_view_whose_submission_was_lost_letters_count_again() -> None:
    newest, store = Newest(closed_for=0), Store()
    store.free.set()
    newest.end("V1")
    assert await asyncio.gather(*await type_letters(newest, store, "a", "V1")) == ["a"]


async def test_a_letter_waiting_behind_the_press_that_ends_its_page_is_left_out_and_one_of_the_next_page_is_not() -> (
    None
):
    newest, store = Newest(), Store()

    async def take_back(_touched: frozenset[str]) -> None:
        await store.free.wait()
        newest.end("V1", "action:1")

    pressed = asyncio.create_task(newest.insist("V1", frozenset(), take_back))
    await asyncio.sleep(0)
    late = asyncio.create_task(newest.offer("V1", frozenset("a"), partial(store.save, "late"), page="action:1"))
    store.free.set()
    await pressed
    assert await late is None
    assert await newest.offer("V1", frozenset("b"), partial(store.save, "next"), page="action:2") == "next"


async def test_only_so_many_ends_are_remembered() -> None:
    newest, store = Newest(remembered=2), Store()
    store.free.set()
    for view in ("V1", "V2", "V3"):
        newest.end(view, "page")
    kept = [await newest.offer(view, frozenset(), partial(store.save, view), page="page") for view in ("V1", "V2")]
    assert kept == ["V1", None]


def test_a_hash_leads_through_redraws_to_the_latest_and_no_further() -> None:
    redraws = Redraws()
    redraws.note("V1", "1.a", "1.b")
    redraws.note("V1", "1.b", "1.c")
    assert redraws.latest("V1", "1.a") == "1.c"
    assert redraws.latest("V2", "1.a") == "1.a"
    assert redraws.latest("V1", "1.x") == "1.x"


def test_only_so_many_redraws_are_remembered() -> None:
    redraws = Redraws(remembered=2)
    for number in range(4):
        redraws.note(f"V{number}", "a", "b")
    assert [redraws.latest(f"V{number}", "a") for number in range(4)] == ["a", "a", "b", "b"]

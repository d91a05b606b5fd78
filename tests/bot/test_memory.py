"""The bot looks for garbage less often than Python does by itself, and never again through what it started with."""

import gc
from collections.abc import Iterator

import pytest

from bot.memory import look_for_garbage_less_often


@pytest.fixture
def _restored() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_restored")
def test_what_was_there_at_the_start_is_left_alone_and_new_things_are_looked_at_less_often() -> None:
    gc.set_threshold(700, 10, 10)
    look_for_garbage_less_often()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (50_000, 10, 10)
    assert gc.isenabled()

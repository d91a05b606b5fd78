"""Prompts of a bank: mixed the same way each time, three at a time, going round."""

from hypothesis import given
from hypothesis import strategies as st

from models.forms import Prompt
from models.rules.prompts import SHOWN, mix_prompts, next_prompt, shown_prompts

PROMPTS = tuple(Prompt(ask=f"Question {number}?") for number in range(13))


def test_one_seed_gives_one_order_and_another_seed_another() -> None:
    assert mix_prompts(PROMPTS, "record/question") == mix_prompts(reversed(PROMPTS), "record/question")
    orders = {mix_prompts(PROMPTS, f"record-{number}/question") for number in range(20)}
    assert len(orders) == 20
    assert all(set(order) == set(PROMPTS) for order in orders)


@given(st.integers(1, 13))
def test_going_round_shows_every_prompt_and_never_one_twice_at_a_time(count: int) -> None:
    prompts, first, seen = PROMPTS[:count], 0, set[Prompt]()
    for _ in range(count):
        shown = shown_prompts(prompts, first)
        assert len(set(shown)) == min(SHOWN, count)
        seen |= set(shown)
        first = next_prompt(first)
    assert seen == set(prompts)


def test_no_prompts_are_none_to_show() -> None:
    assert shown_prompts((), 6) == ()

"""Four weeks later: what carries over stands there, and nothing else does."""

from collections.abc import AsyncIterator

from sandbox.hands import Hands
from tests.story.beginning import choose_sam
from tests.story.screen import child_on, field, lines_after, name_on, quote, rows_of, title_of, turn, typed_in
from tests.story.stage import Stage, Told
from tests.story.words import ACHIEVED, ALBA, KIT, MENDED
from tests.story.writing import CHILD_WORDS, OUTCOMES, PROGRESS, WHAT

__all__ = ["carry_over", "open_next", "say_what_became_of_it"]

LAST_TIME = "Last time, Mon 2 March 2026:"


async def open_next(stage: Stage) -> AsyncIterator[Told]:
    """The clock moves on, and Priya starts again, with Alba and Kit in depth."""
    priya = stage.priya
    await stage.advance(weeks=4)
    yield Told("Priya", "lets four weeks pass on the clock of the page: it is Monday 30 March 2026.")
    yield await choose_sam(stage)
    await turn(priya, lambda: priya.click_button("Next"), lambda _: title_of(priya) == "Agenda", "the agenda")
    await priya.choose("In depth", *(await _labels(priya)))
    await turn(
        priya, lambda: priya.click_button("Start"), lambda _: title_of(priya) == "Record of supervision", "a record"
    )
    yield Told("Priya", f"takes Alba and Kit in depth again, and is at {name_on(priya)}.")


async def _labels(priya: Hands) -> list[str]:
    offered = [str(option["text"]["text"]) for option in field(priya, "In depth").element["options"]]
    return [next(words for words in offered if child.number in words) for child in (ALBA, KIT)]


async def carry_over(stage: Stage) -> AsyncIterator[Told]:
    """The outcomes come back to be changed; progress is blank, with last time's beside it to read."""
    priya = stage.priya
    assert child_on(priya) == ALBA.number
    yield Told("Priya", f"finds the outcomes as they were, to be changed: {quote(typed_in(priya, OUTCOMES))}")
    await priya.click_button("Save and next")
    await priya.until_view(PROGRESS, timeout=10)
    beside = lines_after(priya.view_text, LAST_TIME)[0]
    blank = "is blank" if not typed_in(priya, PROGRESS) else "is not blank"
    yield Told("Priya", f"finds that progress {blank}, with last time's beside it to read: {quote(beside)}")
    await priya.click_button("Save and next")
    await priya.until_view(CHILD_WORDS, timeout=10)
    assert typed_in(priya, CHILD_WORDS) == ""
    await priya.click_button("Save and next")
    await priya.until_view("Add an action", timeout=10)
    yield Told(
        "Priya",
        "finds both actions, and need press nothing for those that go on: "
        f"{' and '.join(quote(row, 120) for row in rows_of(priya))}",
    )


async def say_what_became_of_it(stage: Stage) -> AsyncIterator[Told]:
    """One action is achieved, with a sentence; the other stays as it is; Kit's carries the mended words."""
    priya = stage.priya
    await priya.click_button("Update")
    await priya.until_view("Where does it stand?", timeout=10)
    done = typed_in(priya, WHAT)
    await priya.choose("Where does it stand?", "Achieved")
    await priya.type_into("Was it achieved, and what happened?", ACHIEVED)
    await priya.click_button("Save this action")
    await priya.until_view(f"Achieved: {ACHIEVED[:20]}", timeout=10)
    yield Told("Priya", f"opens one, {quote(done)}, and says what became of it: {quote(ACHIEVED)}")
    await turn(
        priya,
        lambda: priya.click_button("Save and next child"),
        lambda _: child_on(priya) == KIT.number,
        "the next child",
    )
    await priya.click_button("Save and next")
    await priya.until_view(PROGRESS, timeout=10)
    await priya.click_button("Save and next")
    await priya.until_view(CHILD_WORDS, timeout=10)
    await priya.click_button("Save and next")
    await priya.until_view(MENDED, timeout=10)
    yield Told("Priya", f"goes on to {name_on(priya)}: the action stands as Sam agreed it, {quote(MENDED)}")
    await priya.submit()
    await priya.until_no_view(timeout=10)
    yield Told("Priya", "presses “Save and close”: the card leads back here, on any device.")

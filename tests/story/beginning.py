"""Priya starts a supervision with Sam: whom, then which children."""

from collections.abc import AsyncIterator

from sandbox.blockkit.consistency import all_options
from tests.story.screen import field, name_on, quote, title_of, turn
from tests.story.stage import Stage, Told
from tests.story.words import IN_DEPTH

__all__ = ["begin", "choose_sam"]

SHOWN = 3


async def begin(stage: Stage) -> AsyncIterator[Told]:
    """From the slash command to the first child's first step."""
    priya = stage.priya
    yield await choose_sam(stage)
    await turn(priya, lambda: priya.click_button("Next"), lambda _: title_of(priya) == "Agenda", "the agenda")
    offered = [str(option["text"]["text"]) for option in all_options(field(priya, "In depth").element)]
    chosen = len(field(priya, "Brief").state["selected_options"])
    yield Told(
        "Priya",
        f"presses Next: the agenda has all {chosen} children as brief ones, most urgent first: "
        f"{', '.join(quote(words) for words in offered[:SHOWN])} and so on.",
    )
    labels = [next(words for words in offered if child.number in words) for child in IN_DEPTH]
    await priya.choose("In depth", *labels)
    yield Told(
        "Priya", f"picks three to be discussed in depth: {', '.join(words.split(' · ')[1] for words in labels)}."
    )
    await turn(
        priya, lambda: priya.click_button("Start"), lambda _: title_of(priya) == "Record of supervision", "a record"
    )
    yield Told("Priya", f"presses Start and is at the first child: {name_on(priya)}, not yet saved.")


async def choose_sam(stage: Stage) -> Told:
    """Type the command and choose Sam in the first step."""
    priya = stage.priya
    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?", timeout=10)
    people = [str(option["text"]["text"]) for option in all_options(field(priya, "Choose a person").element)]
    sam = next(words for words in people if words.startswith("Sam Okafor"))
    await priya.choose("Choose a person", sam)
    return Told(
        "Priya",
        f"types /supervision; {quote(title_of(priya))} opens with her {len(people)} people, soonest due first. "
        f"She chooses {quote(sam)}.",
    )

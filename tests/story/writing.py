"""Priya writes the records: three children section by section, the brief ones in one run."""

from collections.abc import AsyncIterator

from sandbox.hands import Hands
from tests.story.screen import child_on, name_on, quote, rows_of, title_of, turn, typed_in
from tests.story.stage import Stage, Told
from tests.story.words import BRIEF, IN_DEPTH, MENTIONED, Brief, InDepth, Step

__all__ = ["CHILD_WORDS", "OUTCOMES", "PROGRESS", "write_brief", "write_child", "write_in_depth", "write_short"]

OUTCOMES = "What should be different for this child?"
PROGRESS = "How far have we come towards the outcomes?"
CHILD_WORDS = "What has the child said or shown, in their own words?"
BRIEF_PROGRESS = "Progress towards the outcomes, and what the child said or showed"
WHAT = "What needs to happen?"
WHEN = "When do you expect it to be done?"


async def write_in_depth(stage: Stage) -> AsyncIterator[Told]:
    """Every section of the three children, in the order in which they come up."""
    to_come = {child.number: child for child in IN_DEPTH}
    while to_come:
        child = to_come.pop(child_on(stage.priya) or "")
        async for told in write_child(stage.priya, child):
            yield told


async def write_child(priya: Hands, child: InDepth) -> AsyncIterator[Told]:
    """The four sections of one child, to the next one."""
    assert name_on(priya) == child.name
    assert typed_in(priya, OUTCOMES) == ""
    await priya.type_into(OUTCOMES, child.outcomes)
    await priya.choose("Whose outcomes are they?", *child.whose)
    await _press(priya, "Save and next", PROGRESS)
    yield Told("Priya", f"writes what should be different for {child.name}: {quote(child.outcomes)}")
    await priya.type_into(PROGRESS, child.progress)
    await _press(priya, "Save and next", CHILD_WORDS)
    yield Told("Priya", f"writes how far they have come: {quote(child.progress)}")
    await priya.type_into(CHILD_WORDS, child.said)
    await _press(priya, "Save and next", "Add an action")
    yield Told("Priya", f"writes down what {child.name} said or showed: {quote(child.said)}")
    first, second = child.steps
    await _press(priya, "Add an action", WHAT)
    await _fill(priya, first)
    await turn(
        priya,
        lambda: priya.click_button("Save and add another"),
        lambda _: WHAT in priya.view_text and not typed_in(priya, WHAT),
        "a blank action",
    )
    await _fill(priya, second)
    await _press(priya, "Save this action", "Add an action")
    rows = rows_of(priya)
    assert [first.what in rows[0], second.what in rows[1]] == [True, True]
    yield Told("Priya", f"adds two actions; the list says {quote(rows[0], 160)}")
    await turn(
        priya,
        lambda: priya.click_button("Save and next child"),
        lambda _: child_on(priya) != child.number,
        "the next child",
    )
    yield Told("Priya", f"goes on to the next child: {name_on(priya)}.")


async def _press(priya: Hands, text: str, then: str) -> None:
    await priya.click_button(text)
    await priya.until_view(then, timeout=10)


async def _fill(priya: Hands, step: Step) -> None:
    await priya.type_into(WHAT, step.what)
    if step.why:
        await priya.type_into("Why this step?", step.why)
    if step.how:
        await priya.type_into("How will it be done?", step.how)
    if step.who:
        await priya.type_into("Or somebody else, in words", step.who)
    await priya.choose(WHEN, step.when)


async def write_brief(stage: Stage) -> AsyncIterator[Told]:
    """One run through the other nine: a short record, or *No change, actions continue*."""
    priya, mentioned = stage.priya, 0
    while title_of(priya) == "Brief record":
        number = child_on(priya) or ""
        name = name_on(priya)
        if number in BRIEF:
            async for told in write_short(priya, BRIEF[number], name):
                yield told
            button = "Save and next child"
        else:
            assert number in MENTIONED
            button, mentioned = "No change, actions continue", mentioned + 1
        await turn(priya, lambda: priya.click_button(button), lambda _: child_on(priya) != number, "the next child")  # noqa: B023
        if number in MENTIONED:
            yield Told("Priya", f"presses “No change, actions continue” for {name}.")
    yield Told(
        "Priya",
        f"has been through all of them, {mentioned} with one press: {quote(title_of(priya))} stands on the screen.",
    )


async def write_short(priya: Hands, child: Brief, name: str) -> AsyncIterator[Told]:
    """One brief record, up to what takes it to the next child."""
    await priya.type_into(BRIEF_PROGRESS, child.progress)
    if child.worry:
        await priya.type_into("Any worry", child.worry)
    if child.step:
        await _press(priya, "Add an action", WHAT)
        await _fill(priya, child.step)
        await _press(priya, "Save this action", "Add an action")
        assert child.step.what in rows_of(priya)[0]
    assert typed_in(priya, BRIEF_PROGRESS) == child.progress
    yield Told("Priya", f"writes a brief record for {name}: {quote(child.progress)}")

"""The action table of a step, row by row (source rows A7 to A10)."""

from collections.abc import Iterator
from typing import Any

from handlers.blocks.ids import ACTION_ADD, ACTION_OPEN
from handlers.blocks.modal import Block, actions, button, context, section
from handlers.blocks.sharing import build_action_offer
from handlers.blocks.text import clip, escape, said, short_day
from models.values.action import ActionGroup, ActionLine
from models.values.sharing import NO_OFFERS, Offers
from models.vocabulary import ActionState

__all__ = ["build_action_rows", "describe_action"]

_SHOWN = 300
STATE_WORDS = {
    ActionState.OPEN: "still open",
    ActionState.ACHIEVED: "achieved",
    ActionState.NO_LONGER_NEEDED: "no longer needed",
}


def build_action_rows(
    lines: tuple[ActionLine, ...],
    title: str | None,
    offers: Offers = NO_OFFERS,
    groups: tuple[ActionGroup, ...] = (),
) -> Iterator[list[Block]]:
    """Yield a heading with the first row, each action with its button, and the way to add one.

    `title` is None where the step has no other questions and its own title says it. With `groups`
    each person's actions stand under their name (source row D3).
    """
    heading = [] if title is None else [section(f"*{escape(title)}*")]
    if any(not line.is_new for line in lines):
        heading.append(context("From before: each stays as it is unless you update it."))
    for group in groups or (ActionGroup("", lines, is_there=True),):
        if groups:
            heading.append(section(_whose(group)))
        for line in group.lines:
            yield [*heading, *_row(line), *build_action_offer(offers, line.id, line.now.what)]
            heading = []
    yield [*heading, actions(button("Add an action", ACTION_ADD), block_id="add_action")]


def _whose(group: ActionGroup) -> str:
    """Say whose actions follow: everybody who is there checks their own."""
    if all(line.is_new for line in group.lines):
        return "*Begun here*"
    count = len(group.lines)
    if not group.name:
        return f"*Nobody in the directory: {count}*"
    name = escape(group.name)
    return f"*{name}: {count} to check*" if group.is_there else f"*{name}, not here: {count}*"


def _row(line: ActionLine) -> list[Block]:
    text = "Edit" if line.is_new else "Update"
    update: dict[str, Any] = button(text, ACTION_OPEN, value=line.id, label=clip(f"{text}: {line.now.what}", 75))
    blocks: list[Block] = [
        {"type": "section", "block_id": f"action:{line.id}", "text": said(describe_action(line)), "accessory": update}
    ]
    needs = [finding.sentence for finding in line.blocking]
    if line.clash:
        needs.append("Written on two devices: choose which to keep.")
    if needs:
        blocks.append(context(f":warning: Needed before it is sent: {escape(' '.join(needs))}"))
    if line.hints:
        blocks.append(context(f":bulb: {escape(' '.join(finding.sentence for finding in line.hints))}"))
    return blocks


def describe_action(line: ActionLine) -> str:
    """Return an action in three lines: what, who and when, which kind of step and where it stands."""
    now = line.now
    when = "no date" if now.due_on is None else f"by {short_day(now.due_on)}"
    if now.when_words:
        when += f" ({clip(now.when_words, _SHOWN)})"
    who = clip(line.who or "nobody yet", _SHOWN)
    standing = f"{line.class_label} · {_standing(line)}" if line.class_label else _standing(line)
    return f"{clip(now.what or 'An action without words yet', _SHOWN)}\n{who} · {when}\n{standing}"


def _standing(line: ActionLine) -> str:
    if line.is_new:
        return "New"
    if not line.changed:
        since = "" if line.since is None else f" (since {short_day(line.since)})"
        return f"No change{since}"
    words = STATE_WORDS[line.now.state].capitalize()
    return f"{words}: {clip(line.now.outcome, _SHOWN)}" if line.now.outcome else words

"""A child in one line, as options and lists say it: initials and Mosaic number, never a name."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from handlers.blocks.text import clip, plain
from models.policy import Policy
from models.values.children import AgendaChild
from models.values.due import DueState
from models.vocabulary import ChildFlag

__all__ = ["OPTIONS_LIMIT", "about_words", "build_options", "choose", "due_words", "near_day", "option", "plan_words"]

OPTION_TEXT = 75
WORKER_TEXT = 25
OPTIONS_LIMIT = 100

Option = dict[str, Any]


def near_day(when: date, today: date) -> str:
    """Return a date for tight places, with the year only when it is another: 2 Feb."""
    words = f"{when.day} {when:%b}"
    return words if when.year == today.year else f"{words} {when.year}"


def due_words(due_on: date, state: DueState, today: date) -> str:
    """Return where a date stands, in words."""
    if state is DueState.BREACH:
        return f"in breach, was due {near_day(due_on, today)}"
    if state is DueState.OVERDUE:
        return f"overdue, was due {near_day(due_on, today)}"
    if state is DueState.DUE:
        return "due today" if due_on >= today else f"due since {near_day(due_on, today)}"
    return f"due {near_day(due_on, today)}"


def plan_words(child: AgendaChild, policy: Policy) -> str:
    """Return the flags and the plan in the council's words; that a child is restricted is not said on lists."""
    flags = [policy.labels.flag[flag] for flag in child.flags if flag is not ChildFlag.RESTRICTED]
    return ", ".join([*flags, policy.labels.plan[child.plan]])


def about_words(child: AgendaChild, policy: Policy, today: date) -> str:
    """Return for whom somebody covers, and what ranks the child: reason, review that is near, last supervision."""
    words = [] if child.covering_for is None else [f"covering for {child.covering_for}"]
    words += [] if child.reason is None else [policy.labels.reason[child.reason]]
    near = timedelta(days=policy.agenda.review_near_days)
    if child.next_review_on is not None and today <= child.next_review_on <= today + near:
        words.append(f"review {near_day(child.next_review_on, today)}")
    last = "not discussed before" if child.last_on is None else f"last discussed {near_day(child.last_on, today)}"
    return " · ".join([*words, last])


def build_options(
    children: Sequence[AgendaChild],
    policy: Policy,
    today: date,
    workers: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Option, ...]:
    """Return an option for each child, in the order given; `workers` says whose child each is, where that is asked."""
    return tuple(
        option(
            " · ".join([child.label, *_whose(workers, child), due_words(child.due_on, child.state, today)]),
            child.id,
            about_words(child, policy, today),
        )
        for child in children
    )


def _whose(workers: Mapping[str, str], child: AgendaChild) -> list[str]:
    return [clip(workers[child.id], WORKER_TEXT)] if child.id in workers else []


def option(text: str, value: str, description: str | None = None) -> Option:
    """Return one option of a select or of radio buttons, cut to Slack's 75 characters."""
    built: Option = {"text": plain(text, OPTION_TEXT), "value": value}
    if description is not None:
        built["description"] = plain(description, OPTION_TEXT)
    return built


def choose(options: Sequence[Option]) -> dict[str, Any]:
    """Return the options of a select: as they are, or in groups of a hundred, which is Slack's limit for each."""
    if len(options) <= OPTIONS_LIMIT:
        return {"options": list(options)}
    groups = []
    for first in range(0, len(options), OPTIONS_LIMIT):
        group = list(options[first : first + OPTIONS_LIMIT])
        label = clip(f"{first + 1} to {first + len(group)}, most urgent first", OPTION_TEXT)
        groups.append({"label": plain(label), "options": group})
    return {"option_groups": groups}

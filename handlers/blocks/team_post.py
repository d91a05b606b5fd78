"""The one post a day in a team's channel: what is coming due, by number and week, or only how much."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from handlers.blocks.ids import TEAM_SHOW, TEAM_SNOOZE, TEAM_START
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, header, section
from handlers.blocks.text import day, escape, join_names
from models.values.clocks import TeamLine, TeamPost
from models.vocabulary import ChannelDetail

__all__ = ["LINES_SHOWN", "build_earlier_post", "build_team_post"]

LINES_SHOWN: Final = 40
_WEEK: Final = timedelta(days=7)
_DAYS_IN_A_WEEK: Final = 7
_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

TEXT: Final = "What is coming due in this team, as of this morning."
NOTHING: Final = "Nothing is coming due any more."


def build_team_post(post: TeamPost, detail: ChannelDetail) -> Message:
    """Return the post; its notification names nobody, whoever reads it over a shoulder."""
    body = _references(post) if detail is ChannelDetail.REFERENCES else _counts(post)
    return Message(
        text=TEXT,
        blocks=[header(f"Coming due in {post.team}"), *body, _buttons(post), context(_small_print(post))],
    )


def build_earlier_post(of: date) -> Message:
    """Return what stays of the post of an earlier day: neither numbers nor names for whoever joins later."""
    words = f"What was coming due on {day(of)}: see the newest post."
    return Message(text=words, blocks=[context(words)])


def _small_print(post: TeamPost) -> str:
    return f"As of {day(post.day)}. *Show mine* tells you alone what you may see, and why it is due."


def _buttons(post: TeamPost) -> Block:
    return actions(
        button("Start", TEAM_START, value=post.team_id, label="Start a supervision, if you supervise this team"),
        button("Show mine", TEAM_SHOW, value=post.team_id, label="Show what is due of mine, to me alone"),
        button("Snooze", TEAM_SNOOZE, value=post.team_id, label="Put something off, if you supervise this team"),
    )


# Only how much


def _counts(post: TeamPost) -> Iterator[Block]:
    open_lines = [line for line in post.lines if not line.done]
    if open_lines:
        yield section(f"{_how_many(open_lines)} coming due in the next {_time(post.within_days)}.")
    else:
        yield section(NOTHING)
    if done := [line for line in post.lines if line.done]:
        yield section(f":white_check_mark: Done since this morning: {_count(done)}.")


def _how_many(lines: Sequence[TeamLine]) -> str:
    return f"{_count(lines)} {'is' if len(lines) == 1 else 'are'}"


def _count(lines: Sequence[TeamLine]) -> str:
    children = sum(line.child_id is not None for line in lines)
    people = len(lines) - children
    words = [f"{children} {'child' if children == 1 else 'children'}"] if children else []
    if people:
        words.append(f"{people} {'colleague' if people == 1 else 'colleagues'}")
    return join_names(words)


def _time(days: int) -> str:
    weeks, rest = divmod(days, _DAYS_IN_A_WEEK)
    number, word = (days, "day") if rest or not weeks else (weeks, "week")
    if number == 1:
        return word
    return f"{_SMALL[number] if number < len(_SMALL) else number} {word}s"


# By number and week


def _references(post: TeamPost) -> Iterator[Block]:
    shown = [*post.children, *post.people][:LINES_SHOWN]
    if not any(not line.done for line in post.lines):
        yield section(NOTHING)
    children = [line for line in shown if line.child_id is not None]
    for monday, of_week in groupby(children, key=lambda line: _monday(line.due_on)):
        yield section("\n".join(_child(line, monday) for line in of_week))
    if people := [line for line in shown if line.person_id is not None]:
        yield section("\n".join(_person(line, post.day) for line in people))
    if left := len(post.lines) - len(shown):
        yield section(f"And {left} more: *Show mine* lists yours.")


def _child(line: TeamLine, monday: date) -> str:
    said = "done :white_check_mark:" if line.done else f"due in the week of {_short(monday)}"
    return f"*{escape(line.label)}* · {said}"


def _person(line: TeamLine, today: date) -> str:
    said = "supervision done :white_check_mark:" if line.done else f"supervision due {_week(line.due_on, today)}"
    return f"*{escape(line.label)}*: {said}"


def _week(due_on: date, today: date) -> str:
    ahead = (_monday(due_on) - _monday(today)) // _WEEK
    return {0: "this week", 1: "next week"}.get(ahead, f"in the week of {_short(_monday(due_on))}")


def _monday(of: date) -> date:
    return of - timedelta(days=of.weekday())


def _short(when: date) -> str:
    return f"{when.day} {when:%B}"

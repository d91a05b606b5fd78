"""The story played once in a whole town, with everything that was seen, sent and logged on the way."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.logs import set_up_logs
from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.story import CHAPTERS, FIRST_MEETING, Stage, Told
from tests.support.town import Town, open_town

__all__ = ["Moment", "Played", "everything_in", "play"]

Json = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Moment:
    """One step, and what the person who took it had on the screen after it."""

    chapter: str
    told: Told
    seen: Json
    view: str

    def typed(self, label: str) -> str | None:
        """Return what stands in the box with this label; None when it is blank."""
        top = self.seen["views"][-1]
        for block in top["view"]["blocks"]:
            if block["type"] == "input" and block["label"]["text"] == label:
                value: str | None = top["values"][block["block_id"]][block["element"]["action_id"]]["value"]
                return value
        raise AssertionError(f"there is no box {label!r}")


@dataclass(frozen=True, repr=False)
class Played:
    """What came of it: `taps` are those of the first meeting, until every record was agreed."""

    moments: tuple[Moment, ...]
    taps: dict[str, int]
    traffic: tuple[Json, ...]
    channels: dict[str, list[Json]]
    messages: dict[str, list[Json]]
    logs: str

    def during(self, chapter: str) -> list[Moment]:
        """Return the moments of a chapter."""
        return [moment for moment in self.moments if moment.chapter == chapter]

    def calls(self, *methods: str) -> Iterator[Json]:
        """Yield the bodies of the bot's calls of these methods."""
        kinds = {f"api:{method}" for method in methods}
        return (entry["body"] for entry in self.traffic if entry["kind"] in kinds)


async def play(database_url: str, folder: Path) -> Played:
    """Play the whole story in a town of its own."""
    with _listening() as logs:
        async with open_town(database_url, folder) as town:
            stage = Stage(await town.person("priya"), await town.person("sam"), town.advance)
            moments: list[Moment] = []
            taps = {"Priya": 0, "Sam": 0}
            for chapter in CHAPTERS:
                moments += [_moment(chapter.__name__, stage, told) async for told in chapter(stage)]
                if chapter is FIRST_MEETING[-1]:
                    taps = {"Priya": stage.priya.taps, "Sam": stage.sam.taps}
            told = await _told_by(town)
            channels = {one: await _messages(stage.priya, one) for one in ("#general", "#team-elm")}
            messages = {"Priya": await _messages(stage.priya), "Sam": await _messages(stage.sam)}
        return Played(tuple(moments), taps, told, channels, messages, logs.getvalue())


def _moment(chapter: str, stage: Stage, told: Told) -> Moment:
    hands = stage.sam if told.person == "Sam" else stage.priya
    return Moment(chapter, told, hands.seen, hands.view_text)


async def _told_by(town: Town) -> tuple[Json, ...]:
    answer = await town.control("GET", "traffic?limit=100000")
    return tuple(answer["entries"])


async def _messages(hands: Hands, channel: str | None = None) -> list[Json]:
    await hands.see()
    return [one for top in hands.messages(channel) for one in (top, *top["replies"])]


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    """Set the logs up as the bot does, at their most talkative, and hear them."""
    root, heard = logging.getLogger(), io.StringIO()
    before = (root.handlers, root.level)
    with redirect_stderr(heard):
        set_up_logs("DEBUG")
    try:
        yield heard
    finally:
        root.handlers, root.level = before
        structlog.reset_defaults()


def everything_in(messages: list[Json]) -> str:
    """Return all the text of messages: notification texts and blocks."""
    return "\n".join(f"{one['text']}\n{text_in(one)}" for one in messages)

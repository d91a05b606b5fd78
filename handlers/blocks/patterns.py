"""*What keeps missing*: what a supervisor takes up with each worker alone, after a group (source row D2)."""

from collections.abc import Iterator
from typing import Any, Final

from handlers.blocks.ids import PATTERNS_VIEW, Place
from handlers.blocks.modal import Block, context, modal, section
from handlers.blocks.text import escape, short_day
from models.rules.patterns import LOOKED_AT
from models.values.patterns import MissingPatterns, Pattern, WorkerPatterns

__all__ = ["PATTERNS_TITLE", "build_patterns"]

PATTERNS_TITLE: Final = "What keeps missing"
ALONE: Final = (
    "Only you see this. Take it up with each worker alone, not in the group. "
    f"It looks at the last {LOOKED_AT} records that ask about the file, and names what was missing at least twice."
)


def build_patterns(found: MissingPatterns) -> dict[str, Any]:
    """Return the modal, a paragraph for each worker the group's records concern."""
    blocks: list[Block] = [context(ALONE)]
    blocks += [section(_words(worker)) for worker in found.workers]
    if not found.workers:
        blocks.append(section("No record of this meeting was sent about a child of somebody you supervise."))
    place = Place(supervision=found.supervision_id)
    return modal(PATTERNS_TITLE, blocks, callback_id=PATTERNS_VIEW, place=place)


def _words(worker: WorkerPatterns) -> str:
    return "\n".join([f"*{escape(worker.worker)}*", *_lines(worker)])


def _lines(worker: WorkerPatterns) -> Iterator[str]:
    if not worker.records:
        yield "No record sent so far asks about the file."
    elif not worker.patterns:
        yield _nothing(worker.records)
    for pattern in worker.patterns:
        yield f"• {escape(pattern.question)}\n    {_times(pattern)}"


def _nothing(records: int) -> str:
    if records == 1:
        return "Only one record sent so far asks about the file, so nothing can show yet."
    return f"Nothing was missing twice in the last {records} records."


def _times(pattern: Pattern) -> str:
    when = ", ".join(f"{short_day(gap.held_on)} ({escape(gap.label)})" for gap in pattern.gaps)
    return f"Missing in {len(pattern.gaps)} of {pattern.asked} records: {when}"

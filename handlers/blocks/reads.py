"""Who read one's own records, and the grants that open or opened them."""

from collections.abc import Iterator
from typing import Any, Final

from handlers.blocks.ids import READS_PAGE, READS_VIEW, Place
from handlers.blocks.modal import Block, context, divider, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.purposes import PURPOSE_WORDS, grant_words
from handlers.blocks.text import day, escape, moment
from models.values.access import Opened, Reads
from models.values.call import LONDON

__all__ = ["READS_TITLE", "build_reads"]

READS_TITLE: Final = "Who read my records"
INTRO: Final = (
    "Everybody but you who opened a record about you, or one you agreed about a child you work with. What was opened "
    "for an investigation stands here once that is over."
)
NOBODY: Final = "Nobody else has opened one."
GRANTS_SHOWN: Final = 10


def build_reads(reads: Reads, number: int = 1) -> dict[str, Any]:
    """Return one page of who read what, newest first, below the grants."""
    blocks: list[Block] = [context(INTRO), *_grants(reads)]
    page = cut(reads.rows, number)
    if not page.rows:
        blocks.append(section(NOBODY))
    blocks += [section(_read_words(row, reads)) for row in page.rows]
    blocks += build_pager(page, READS_PAGE, str)
    return modal(READS_TITLE, blocks, callback_id=READS_VIEW, place=Place(page="reads", n=page.number))


def _grants(reads: Reads) -> Iterator[Block]:
    if not reads.grants:
        return
    yield section("*Who may read, or could*")
    for grant in reads.grants[:GRANTS_SHOWN]:
        yield section(grant_words(grant))
    more = len(reads.grants) - GRANTS_SHOWN
    if more > 0:
        yield context(f"And {more} older ones.")
    yield divider()


def _read_words(row: Opened, reads: Reads) -> str:
    when = f"{day(row.at.astimezone(LONDON).date())} at {moment(row.at)}"
    did = "took out of the bot" if row.exported else "opened"
    if row.kind is None or row.held_on is None:
        what = f"the page of {escape(row.label)}"
    else:
        kind = reads.labels[row.kind]
        about = escape(kind) if row.label == kind else f"{escape(kind)} of {escape(row.label)}"
        what = f"{about}, held {day(row.held_on)}"
    right = "" if row.purpose is None else f" · for {PURPOSE_WORDS[row.purpose]}"
    return f"*{escape(row.reader)}* {did}: {what}\n{when}{right}"

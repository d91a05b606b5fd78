"""`python -m bot subject-access ...`: everything held about one person or child, for a reader to go through."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.commands.whom import find_subject
from bot.new_files import make_empty_folder, write_text
from bot.opening import open_parts
from models.values.subject_access import Gathered, Shelf
from models.workflow.subject_access.gathering import gather, note_gathered

__all__ = ["build_files", "subject_access"]

FIRST: Final = "read-this-first.txt"
OTHERS: Final = "others-named.txt"
NEEDS_A_READER: Final = (
    "NOT READY TO HAND OVER. A program gathered this; a person has to read all of it before anybody else gets it.\n"
    "It holds words about other people, who have rights of their own, and may hold what an exemption covers."
)
_KEPT_BACK: Final = (
    "{count} that are hidden until an investigation ends, with what was read by them, are left out. "
    "Ask who gave them before you hand this over, and do not say to the person that they exist."
)


async def subject_access(
    *, to: Path, person: str | None = None, child: str | None = None, by: str | None = None
) -> None:
    """Gather everything held about one person or child as text files, for you only, with an audit event.

    Parameters
    ----------
    to
        An empty folder to write into; made when it is not there.
    person
        The staff number of whom it is about.
    child
        The Mosaic number of whom it is about.
    by
        The staff number of whoever gathers it, for the audit trail.
    """
    async with open_parts(existing=True) as (parts, clock):
        subject, now = await find_subject(parts, person, child), clock.now()
        who = None if by is None else (await find_subject(parts, by, None)).id
        folder = make_empty_folder(to)
        gathered = await gather(parts, subject, now)
        await note_gathered(parts, who, now, subject, gathered)
    for name, text in build_files(gathered):
        write_text(folder / name, text)
    print(f"{folder}: read {FIRST} first. This is not ready to hand over.")
    if gathered.kept_back:
        print(f"Grants: {_KEPT_BACK.format(count=gathered.kept_back)}")


def build_files(gathered: Gathered) -> Iterator[tuple[str, str]]:
    """Yield the files: what to know first, who else is named, and one file for each kind of thing."""
    yield FIRST, _first(gathered)
    yield OTHERS, "\n".join([NEEDS_A_READER, "", *_others(gathered)]) + "\n"
    for shelf in gathered.shelves:
        yield f"{shelf.name}.txt", "\n".join([NEEDS_A_READER, "", shelf.title.upper(), *_leaves(shelf)]) + "\n"


def _first(gathered: Gathered) -> str:
    lines = [
        NEEDS_A_READER,
        "",
        f"What the supervision bot holds about {gathered.about}.",
        "",
        "Files:",
        *(f"  {shelf.name}.txt: {shelf.title}, {len(shelf.leaves)}" for shelf in gathered.shelves),
        f"  {OTHERS}: names and Mosaic numbers of others, {len(gathered.others)}, with where they stand",
        "",
        "What only a reader can do:",
        "  - Others are listed where their name or number stands. Who is only described, or called by a family name or",
        "    a nickname, no list finds.",
        "  - Where a text was let go after filing, or at the end of its time, it says so. What was filed is in the",
        "    file it went to: the child's own on Mosaic, or the staff file.",
        "  - Of a member of staff, text about children is left out: a record about a child is the child's. Which",
        "    meetings these were is listed.",
        "  - Messages are kept as what they were about and when they went, not as their words; Slack has its own copy.",
        "  - Backups hold the same as the database held on their day.",
    ]
    return "\n".join(lines) + "\n"


def _others(gathered: Gathered) -> Iterator[str]:
    if not gathered.others:
        yield "Nobody else of the directory is named."
    for one in gathered.others:
        yield one.whom
        yield from (f"    {where}" for where in one.where)


def _leaves(shelf: Shelf) -> Iterator[str]:
    if not shelf.leaves:
        yield "Nothing."
    for leaf in shelf.leaves:
        yield ""
        yield leaf.heading
        yield from (f"    {line}" for line in leaf.lines)

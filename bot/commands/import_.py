"""`python -m bot import people.csv children.csv`: bringing the directory up to date."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.opening import open_parts
from models.values.directory import ImportRefused, ImportSummary, Tally
from models.workflow.directory import DirectoryFiles
from models.workflow.directory import import_directory as bring_in

__all__ = ["import_directory"]


async def import_directory(
    people: Path, children: Path, /, *, effective: date | None = None, dry_run: bool = False
) -> None:
    """Import people and children from two CSV files: all of them, or nothing.

    Parameters
    ----------
    people
        The file of people; docs/directory.md shows its columns.
    children
        The file of children.
    effective
        The day the files describe, such as 2026-03-02; today when left out.
    dry_run
        Check everything and say what would change, without writing.
    """
    files = DirectoryFiles(_read(people), _read(children), people.name, children.name)
    async with open_parts() as (parts, clock):
        try:
            summary = await bring_in(
                parts.database, parts.keyring, files, now=clock.now(), effective=effective, dry_run=dry_run
            )
        except ImportRefused as refused:
            _refuse(refused)
    for line in _tell(summary):
        print(line)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        print(f"{path} cannot be read: {error.strerror}.", file=sys.stderr)
        raise SystemExit(1) from None


def _refuse(refused: ImportRefused) -> None:
    number = len(refused.problems)
    things = "one thing" if number == 1 else f"{number} things"
    print(f"Nothing was imported: {things} to put right.", file=sys.stderr)
    for problem in refused.problems:
        print(problem, file=sys.stderr)
    raise SystemExit(1)


def _tell(summary: ImportSummary) -> Iterator[str]:
    day = f"{summary.effective_on.day} {summary.effective_on:%B %Y}"
    yield f"Directory as of {day}" + (" (a dry run: nothing was written)" if summary.dry_run else "")
    yield f"People: {_count(summary.people, 'left')}."
    yield f"Children: {_count(summary.children, 'closed')}."
    if summary.teams_added:
        yield f"New teams: {summary.teams_added}."
    if summary.teams_changed:
        yield f"Teams with another channel, or whose channel hears more or less: {summary.teams_changed}."
    if summary.linked:
        yield f"Linked to Slack by e-mail: {summary.linked}."
    if summary.without_worker:
        yield f"Open children without a worker, who are their team's supervisor's: {summary.without_worker}."
    if summary.people.absent:
        yield f"People whom the file does not name: {summary.people.absent}. They stay; left_on ends them."
    if summary.children.absent:
        yield f"Open children whom the file does not name: {summary.children.absent}. They stay; closed ends them."
    yield from summary.notes


def _count(tally: Tally, ended: str) -> str:
    return f"{tally.added} new, {tally.changed} changed, {tally.ended} {ended}, {tally.unchanged} as before"

"""Importing the directory: people.csv and children.csv, all or nothing.

Everything is read, checked and planned before the one transaction that writes, so that a bot
at work beside a large import waits for its writes only, and a dry run takes the same way.
"""

from datetime import date, datetime

from models.database import Database
from models.sealing import Keyring
from models.values.call import LONDON
from models.values.directory import ImportRefused, ImportSummary, Problem
from models.values.errors import Conflict, Repeated
from models.workflow.importing.apply import apply_changes
from models.workflow.importing.changes import Changes
from models.workflow.importing.known import Known, read_known
from models.workflow.importing.plan_children import Places, plan_children
from models.workflow.importing.plan_people import plan_people, plan_teams
from models.workflow.importing.reading import Directory, DirectoryFiles, read_directory

__all__ = ["DirectoryFiles", "import_directory"]

_EFFECTIVE = "--effective"


async def import_directory(
    database: Database,
    keyring: Keyring,
    files: DirectoryFiles,
    *,
    now: datetime,
    effective: date | None = None,
    dry_run: bool = False,
) -> ImportSummary:
    """Bring the directory to what the files say, as of `effective` (today when empty).

    Idempotent: the same files change nothing. Facts that differ close and open dated rows.
    Nobody is deleted: a person or child that the files do not name stays as known. Records
    and actions are never touched.

    Raises
    ------
    ImportRefused
        With everything that is wrong; nothing was written.
    Conflict
        When another import was written at the same time; nothing was written.
    """
    today = now.astimezone(LONDON).date()
    on = effective or today
    async with database.read() as session:
        known = await read_known(session)
    problem = _check_effective(on, today, known)
    if problem is not None:
        raise ImportRefused([problem])
    directory = read_directory(files, known, on)
    changes = _plan(directory, known, keyring, on)
    if not dry_run:
        # Of two imports planned on one state of the directory only the first is written.
        try:
            async with database.write(f"directory import {known.imports + 1}", now) as session:
                await apply_changes(session, changes, on=on, now=now)
        except Repeated:
            raise Conflict("Another import was written at the same time. Run this one again.") from None
    return ImportSummary(
        effective_on=on,
        dry_run=dry_run,
        people=changes.people.done(),
        children=changes.children.done(),
        teams_added=changes.teams_added,
        teams_changed=changes.teams_changed,
        linked=len(changes.linked),
        without_worker=changes.without_worker,
        notes=directory.notes,
    )


def _check_effective(on: date, today: date, known: Known) -> Problem | None:
    if on > today:
        return Problem(_EFFECTIVE, 0, "", f"{on.isoformat()} is in the future.")
    if known.as_of is not None and on < known.as_of:
        why = f"{on.isoformat()} is before the last import, which was as of {known.as_of.isoformat()}."
        return Problem(_EFFECTIVE, 0, "", why)
    return None


def _plan(directory: Directory, known: Known, keyring: Keyring, on: date) -> Changes:
    changes = Changes()
    teams = plan_teams(changes, directory.people, known)
    people = plan_people(changes, directory.people, known, teams, keyring, on)
    places = Places(people, teams, directory.staff)
    plan_children(changes, directory.children, known.children, places, keyring, on)
    return changes

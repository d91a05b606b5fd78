"""`python -m bot disposal ...`: what is due for disposal, confirming it, and the files of leavers for the archive."""

from collections.abc import Iterator
from pathlib import Path

from bot.commands.whom import call_of, find_subject
from bot.new_files import make_empty_folder, write_text
from bot.opening import open_parts
from models.tables import Person
from models.values.errors import Refusal
from models.values.retention import DisposalLine, DisposalList, LoggedDisposal
from models.vocabulary import Kept
from models.workflow.retention.archiving import archive_leaver
from models.workflow.retention.disposing import confirm as confirm_lines
from models.workflow.retention.disposing import dispose, list_due, read_disposals
from models.workflow.retention.log import read_log

__all__ = ["archive", "confirm", "list_", "log"]

_NOTHING = "Nothing is due for disposal."
_SHORT = 8
_LOGGED = {Kept.CASEWORK_TEXT: "filed text", Kept.STAFF_FILE: "staff file", Kept.CHILD_RECORD: "child's records"}
_KEPT = {Kept.STAFF_FILE: "staff file of staff number", Kept.CHILD_RECORD: "what is left about Mosaic number"}


async def list_() -> None:
    """List what is due for disposal, and whose file goes to the archive; no name of anybody."""
    async with open_parts(existing=True) as (parts, clock):
        await list_due(parts, clock.now())
        listed = await read_disposals(parts, clock.now())
    for line in tell(listed):
        print(line)


def tell(listed: DisposalList) -> Iterator[str]:
    """Yield the list in lines; each begins with the id that `confirm` takes."""
    if not listed.lines:
        yield _NOTHING
    for line in listed.lines:
        stands = ", held" if line.held else ", confirmed" if line.confirmed else ""
        count = f"{line.records} record{'' if line.records == 1 else 's'}"
        yield f"{line.id[:_SHORT]}  {_KEPT[line.kept]} {line.number}: due since {line.due_on}, {count}{stands}"
    for leaver in listed.leavers:
        if not leaver.archived:
            due = f"due in the archive by {leaver.archive_by}"
            yield f"archive   staff number {leaver.staff_number}: left {leaver.left_on}, {due}"


async def log() -> None:
    """Print what was let go and when, the oldest first, by the bot's own ids: names and numbers went with it."""
    async with open_parts(existing=True) as (parts, _clock):
        logged = await read_log(parts)
    for line in map(log_line, logged):
        print(line)
    if not logged:
        print("Nothing was let go yet.")


def log_line(logged: LoggedDisposal) -> str:
    """Return one line of the disposal log."""
    what = _LOGGED[logged.kept]
    record = "" if logged.record_id is None else f", record {logged.record_id}"
    by = "" if logged.confirmed_by is None else f", confirmed by staff number {logged.confirmed_by}"
    return f"{logged.done_on}  {what} of {logged.subject_id}{record}: due {logged.due_on}{by}"


async def confirm(*ids: str, by: str, all_: bool = False) -> None:
    """Confirm disposals by their ids and erase them at once.

    Parameters
    ----------
    ids
        As `disposal list` prints them.
    by
        The staff number of the administrator who confirms.
    all_
        Everything on the list that no legal hold keeps.
    """
    async with open_parts(existing=True) as (parts, clock):
        now = clock.now()
        call, listed = await call_of(parts, by, now), await read_disposals(parts, now)
        chosen = [line.id for line in (listed.due if all_ else _find(listed, ids))]
        if not chosen:
            raise Refusal(_NOTHING)
        await confirm_lines(parts, call, ids=chosen)
        done = await dispose(parts, now)
    print(f"Confirmed: {len(chosen)}. Erased: {done}. The disposal log says so.")


def _find(listed: DisposalList, ids: tuple[str, ...]) -> list[DisposalLine]:
    found = []
    for one in ids:
        lines = [line for line in listed.lines if line.id.startswith(one)]
        if len(lines) != 1:
            raise Refusal(f"There is no one line {one} on the list: `disposal list` prints it.")
        found += lines
    return found


async def archive(staff_number: str, /, *, to: Path, by: str) -> None:
    """Write the file of somebody who has left, under a name with the deletion date, for you only.

    Parameters
    ----------
    staff_number
        Who has left.
    to
        An empty folder to write into; made when it is not there.
    by
        The staff number of the administrator who takes it out.
    """
    async with open_parts(existing=True) as (parts, clock):
        call, person = await call_of(parts, by, clock.now()), await find_subject(parts, staff_number, None)
        if not isinstance(person, Person):
            raise TypeError
        folder = make_empty_folder(to)
        file = await archive_leaver(parts, call, person, lambda one: write_text(folder / f"{one.name}.txt", one.text))
    print(f"{folder / file.name}.txt: {file.records} record{'' if file.records == 1 else 's'} with addenda.")

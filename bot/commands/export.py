"""`python -m bot export`: records as files, for Mosaic, a staff file or an auditor."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.export.shapes import Shape, export_record
from bot.new_files import make_folder
from bot.opening import open_parts
from models.values.errors import Missing, Refusal
from models.workflow.exporting import (
    TakenOut,
    find_person,
    find_record,
    find_records_of_child,
    find_records_of_person,
    find_unfiled,
)
from models.workflow.parts import Parts

__all__ = ["export"]

_CHOOSE_ONE = "Say which records: their ids, or one of --person, --child and --unfiled."


async def export(
    *records: str,
    to: Path,
    person: str | None = None,
    child: str | None = None,
    unfiled: Annotated[bool, Parameter(negative="")] = False,
    shape: Annotated[Shape, Parameter("--format")] = Shape.PDF,
    by: str | None = None,
) -> None:
    """Write records as files, each with an audit event; nothing that is there already is written over.

    Parameters
    ----------
    records
        Ids of records; the first eight letters, which the names of files show, are enough.
    to
        The folder to write into; made, for you only, when it is not there.
    person
        Everything of this staff number's own staff file: the records about that person.
    child
        Everything about the child with this Mosaic number.
    unfiled
        Everything that nobody has marked as filed yet.
    shape
        pdf, word, text or bundle.
    by
        The staff number of whoever takes them out, for the audit trail.
    """
    if sum((bool(records), person is not None, child is not None, unfiled)) != 1:
        raise Refusal(_CHOOSE_ONE)
    async with open_parts(existing=True) as (parts, clock):
        asked_by = None if by is None else await find_person(parts, by)
        chosen = await _choose(parts, records, person, child)
        folder = make_folder(to)
        done = failed = 0
        for record_id in chosen:
            taken = TakenOut(shape.value, "file", clock.now(), person_id=asked_by)
            try:
                print((await export_record(parts, record_id, shape, folder, taken)).name)
                done += 1
            except Missing as gone:  # what was let go as it should be is no failure
                print(gone.sentence, file=sys.stderr)
            except Refusal as refusal:
                print(refusal.sentence, file=sys.stderr)
                failed += 1
    print(f"{done} of {len(chosen)} records written to {folder}.")
    if failed:
        raise SystemExit(1)


async def _choose(parts: Parts, records: Sequence[str], person: str | None, child: str | None) -> Sequence[str]:
    if records:
        return [await find_record(parts, one) for one in records]
    if person is not None:
        return await find_records_of_person(parts, person)
    if child is not None:
        return await find_records_of_child(parts, child)
    return await find_unfiled(parts)

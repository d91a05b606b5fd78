"""A leaver's staff file for the archive: the records about the person, in plain words (source row B38)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import note
from models.rules.naming import archive_name
from models.rules.passages import day_words, text_parts
from models.rules.retention import staff_file_due_on
from models.tables import Act, Person, Record, Supervision, Version
from models.values.call import LONDON, Call
from models.values.errors import Refusal
from models.vocabulary import RecordKind
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.requests import load_acts
from models.workflow.retention.disposing import ARCHIVED
from models.workflow.retention.keepers import check_keeper
from models.workflow.sealing import gone_words, read_comments, read_document

__all__ = ["Archive", "archive_leaver"]

STILL_HERE = "This person has not left by the directory, so there is no file for the archive."
NOTHING_HERE = "Nothing about this person is kept here, so there is no file for the archive."
_ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Archive:
    """A file for the archive: its name, which says when it is deleted, and its text."""

    name: str
    text: str
    records: int


async def archive_leaver(parts: Parts, call: Call, person: Person, keep: Callable[[Archive], None]) -> Archive:
    """Have the file of somebody who has left kept, with an audit event of who took it out; return it.

    Where `keep` raises, as when a disk is full, nothing was taken out, and the person stays on the list.

    Raises
    ------
    Refusal
        For anybody but an administrator, for who is still here, and where nothing is kept.
    """
    if person.left_on is None or person.left_on > call.today:
        raise Refusal(STILL_HERE)
    deletion_on = staff_file_due_on(person.left_on, parts.library.policy.retention)
    head = (
        f"Supervision file of {person.name}, staff number {person.staff_number}.\n"
        f"Left {day_words(person.left_on)}. To be deleted on {day_words(deletion_on)}."
    )
    name = archive_name(deletion_on, person.name, parts.options.archive_pattern)
    async with parts.write(call) as session:
        await check_keeper(session, call)
        texts = await _load_texts(session, parts, person)
        if not texts:
            raise Refusal(NOTHING_HERE)
        archive = Archive(name, "\n\n\n".join([head, *texts]) + "\n", len(texts))
        await note(session, call, ARCHIVED, "person", person.id, deletion_on=deletion_on.isoformat())
        keep(archive)
    return archive


async def _load_texts(session: AsyncSession, parts: Parts, person: Person) -> list[str]:
    found = await session.exec(
        select(Record, Version)
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .join(Version, col(Version.record_id) == col(Record.id))
        .where(
            Record.person_id == person.id,
            col(Record.kind).in_([kind for kind in RecordKind if kind.about_person]),
        )
        .order_by(
            col(Supervision.held_on),
            col(Supervision.typed_at),
            col(Record.kind),
            col(Version.addendum),
            col(Version.number),
        )
    )
    rows = found.all()
    acts = await load_acts(session, [version.id for _, version in rows])
    names = await read_names(session, {act.person_id for given in acts.values() for act in given})
    # What was answered to a version that was replaced stays with the one that stands (C14, C15).
    given: dict[tuple[str, int], list[Act]] = defaultdict(list)
    for record, version in rows:
        given[record.id, version.addendum] += acts[version.id]
    return [
        _write(parts, record, version, given[record.id, version.addendum], names)
        for record, version in rows
        if not version.replaced
    ]


def _write(parts: Parts, record: Record, version: Version, acts: list[Act], names: dict[str, str]) -> str:
    gone = gone_words(record, version)
    lines = [f"(The text was {gone}.)"] if gone else list(text_parts([read_document(parts, record, version)], _ALL))
    lines.append(f"State: {version.state.value.replace('_', ' ')}.")
    for act in acts:
        when = day_words(act.at.astimezone(LONDON).date())
        lines.append(f"{names.get(act.person_id, '')}, {act.kind.value.replace('_', ' ')}, {when}.")
        lines += [comments] if (comments := read_comments(parts, record, act)) else []
    return "\n".join(lines)

"""What the records of a subject hand on to the next one: pre-filled answers, and earlier ones to read (A4, A5).

The two latest sent answers of each question are kept, sealed under the subject's own key: the
latest for the next record, and the one before it for a record that is being mended. Of a scale
some more are kept, since a point says little without the points before it (source row C21).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.forms import Answer, AnsweredQuestion, Form, ScaleQuestion
from models.sealing import seal, unseal
from models.tables import Attendance, CarriedAnswer, Record, Supervision, Version, new_id
from models.vocabulary import CarryRule
from models.workflow.dated import held_by_then
from models.workflow.ground import Ground
from models.workflow.retention.holds import read_held

__all__ = [
    "Carried",
    "carried_keys",
    "find_carried",
    "load_carried",
    "load_points",
    "open_carried",
    "store_carried",
]

KEPT = 2
KEPT_OF_A_SCALE = 6
"""Half a year of monthly meetings: enough to see which way it goes, few enough to read beside a box."""


class Carried(BaseModel):
    """A sent answer under its subject's key; `stored` is what a question reads back, `shown` its words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    held_on: date
    label: str
    stored: str
    shown: str


def carried_keys(form: Form, question: AnsweredQuestion) -> tuple[str, ...]:
    """Return under which names an answer is handed on: its meanings, else its place in its form."""
    return tuple(meaning.value for meaning in question.means) or (f"{form.id}/{question.id}",)


async def load_carried(session: AsyncSession, ground: Ground) -> dict[str, Carried]:
    """Return the latest answers of other records of the same subject, by name.

    A record written up or mended late is given nothing that a later meeting said.
    """
    latest: dict[str, CarriedAnswer] = {}
    for row in await session.exec(_handed_on(ground)):
        latest.setdefault(row.question, row)
    return {name: open_carried(ground.subject.key, row) for name, row in latest.items()}


async def load_points(session: AsyncSession, ground: Ground) -> dict[str, tuple[Carried, ...]]:
    """Return all that is kept of each scale of the form, by question, newest first; of no later meeting either."""
    scales = {one.id: carried_keys(ground.form, one) for one in ground.form.answered if isinstance(one, ScaleQuestion)}
    if not scales:
        return {}
    names = {name for keys in scales.values() for name in keys}
    rows = (await session.exec(_handed_on(ground).where(col(CarriedAnswer.question).in_(names)))).all()
    return {question: _open_each(ground.subject.key, rows, keys) for question, keys in scales.items()}


def _open_each(key: bytes, rows: Sequence[CarriedAnswer], names: Collection[str]) -> tuple[Carried, ...]:
    """Return each answer once, also one that was handed on under two names."""
    by_version: dict[str, CarriedAnswer] = {}
    for row in rows:
        if row.question in names:
            by_version.setdefault(row.version_id, row)
    # A legal hold may keep more of them than anybody is shown.
    return tuple(open_carried(key, row) for row in list(by_version.values())[:KEPT_OF_A_SCALE])


def find_carried(carried: Mapping[str, Carried], form: Form, question: AnsweredQuestion) -> Carried | None:
    """Return the latest answer handed on to a question."""
    found = [carried[name] for name in carried_keys(form, question) if name in carried]
    return max(found, key=lambda one: one.held_on, default=None)


async def store_carried(session: AsyncSession, ground: Ground, version: Version, answers: Mapping[str, Answer]) -> None:
    """Hand on the answers of a version just sent, in place of those of the version before it."""
    versions = select(Version.id).where(Version.record_id == ground.record_id)
    await session.exec(delete(CarriedAnswer).where(col(CarriedAnswer.version_id).in_(versions)))
    for question in ground.form.answered:
        answer = answers.get(question.id, question.empty())
        # A blank fresh answer tells nothing; a blank one that carries was emptied on purpose.
        if answer.is_empty and question.carry is CarryRule.NEVER:
            continue
        carried = Carried(
            held_on=ground.supervision.held_on,
            label=question.label,
            stored=answer.stored(),
            shown=question.show(answer),
        )
        for name in carried_keys(ground.form, question):
            session.add(_seal(ground, name, carried, version.id))
    await session.flush()
    await _forget_older(session, ground)


def _handed_on(ground: Ground) -> SelectOfScalar[CarriedAnswer]:
    """Return the statement of what other records of meetings up to this one hand on, newest first."""
    return (
        select(CarriedAnswer)
        .join(Version, col(Version.id) == col(CarriedAnswer.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(
            ground.is_handed(CarriedAnswer),
            Record.id != ground.record_id,
            held_by_then(ground.supervision),
        )
        .order_by(col(Supervision.held_on).desc(), col(Version.sent_at).desc())
    )


def _seal(ground: Ground, name: str, carried: Carried, version_id: str) -> CarriedAnswer:
    row = new_id()
    return CarriedAnswer(
        id=row,
        **ground.subject.columns,
        question=name,
        text=seal(ground.subject.key, "carriedanswer", row, "text", carried.model_dump_json()),
        version_id=version_id,
    )


def open_carried(key: bytes, row: CarriedAnswer) -> Carried:
    """Return a kept answer, under the key of its child or person."""
    return Carried.model_validate_json(unseal(key, "carriedanswer", row.id, "text", row.text))


async def _forget_older(session: AsyncSession, ground: Ground) -> None:
    """Keep the latest answers only: what nobody will be shown again is not held here, unless a legal hold is on it.

    Only names of this form can have grown by what was sent.
    """
    kept = {
        name: KEPT_OF_A_SCALE if isinstance(question, ScaleQuestion) else KEPT
        for question in ground.form.answered
        for name in carried_keys(ground.form, question)
    }
    statement = (
        select(CarriedAnswer.id, CarriedAnswer.question)
        .join(Version, col(Version.id) == col(CarriedAnswer.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(ground.is_handed(CarriedAnswer), col(CarriedAnswer.question).in_(kept))
        .order_by(col(Supervision.held_on).desc(), col(Version.sent_at).desc())
    )
    older = _older(await session.exec(statement), kept)
    if older:
        older = await _without_held(session, ground, older)
        await session.exec(delete(CarriedAnswer).where(col(CarriedAnswer.id).in_(older)))


async def _without_held(session: AsyncSession, ground: Ground, older: Collection[str]) -> list[str]:
    """Return those that no hold keeps: on whom they are about, or on somebody who was at their meeting."""
    held = await read_held(session)
    if held.touches(ground.subject.id, {ground.subject.id}):
        return []
    at_held = (
        select(col(CarriedAnswer.id))
        .join(Version, col(Version.id) == col(CarriedAnswer.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .join(Attendance, col(Attendance.supervision_id) == col(Record.supervision_id))
        .where(col(CarriedAnswer.id).in_(older), col(Attendance.person_id).in_(held.people))
    )
    kept = (await session.exec(at_held)).all()
    return sorted(set(older) - set(kept))


def _older(rows: Iterable[tuple[str, str]], kept: Mapping[str, int]) -> list[str]:
    seen: dict[str, int] = {}
    older = []
    for row, name in rows:
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > kept[name]:
            older.append(row)
    return older

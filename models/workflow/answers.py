"""Working answers: loaded, judged against what another device wrote, and stored sealed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.forms import Answer, AnsweredQuestion, Form
from models.rules.conflict import Cell, Incoming, Merged, Verdict, is_blank, merge
from models.sealing import seal, unseal
from models.tables import ActionEntry
from models.tables import Answer as AnswerRow
from models.values.call import Call
from models.values.errors import Missing
from models.values.record import Page, Saved
from models.values.supervision import STANDS_ALONE
from models.vocabulary import AgendaOutcome, CarryRule
from models.workflow.carried import Carried, find_carried, load_carried
from models.workflow.ground import (
    Ground,
    begin_record,
    check_editable,
    load_ground,
    put_outcome,
    touch_record,
)
from models.workflow.parts import Parts

__all__ = [
    "StoredAnswer",
    "arrived_value",
    "forget_if_blank",
    "load_answers",
    "read_cell_answer",
    "save_section",
    "store_cell",
    "to_value",
]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A working answer; `row` is None for one that is only carried in, or not there at all."""

    question: AnsweredQuestion
    cell: Cell
    row: AnswerRow | None

    @property
    def answer(self) -> Answer | None:
        """The answer as its question reads it."""
        return read_cell_answer(self.question, self.cell.value)

    @property
    def saved_at(self) -> datetime | None:
        """When somebody last saved it here."""
        return None if self.row is None else self.row.saved_at


def to_value(answer: Answer) -> JsonValue:
    """Return an answer as the value of a cell, None for one with nothing in it."""
    value: JsonValue = None if answer.is_blank else json.loads(answer.stored())
    return value


def read_cell_answer(question: AnsweredQuestion, value: JsonValue) -> Answer | None:
    """Undo `to_value`."""
    return None if value is None else question.read_stored(json.dumps(value))


async def load_answers(
    session: AsyncSession, ground: Ground, carried: Mapping[str, Carried]
) -> dict[str, StoredAnswer]:
    """Return all working answers of a record; those nobody touched are the ones carried in."""
    rows: dict[str, AnswerRow] = {}
    if ground.record is not None:
        found = await session.exec(select(AnswerRow).where(AnswerRow.record_id == ground.record_id))
        rows = {row.question: row for row in found}
    return {
        question.id: StoredAnswer(question, _load_cell(ground, question, rows, carried), rows.get(question.id))
        for question in ground.form.answered
    }


def _load_cell(
    ground: Ground, question: AnsweredQuestion, rows: Mapping[str, AnswerRow], carried: Mapping[str, Carried]
) -> Cell:
    row = rows.get(question.id)
    if row is not None:
        place = f"{row.record_id}/{row.question}"
        return Cell.model_validate_json(unseal(ground.record_key, "answer", place, "text", row.text))
    return Cell(value=arrived_value(ground.form, question, carried))


def arrived_value(form: Form, question: AnsweredQuestion, carried: Mapping[str, Carried]) -> JsonValue:
    """Return what an answer opens with before anybody touches it."""
    # Source row A5: what must be written fresh never opens with anything in it.
    if question.carry is CarryRule.NEVER:
        return None
    found = find_carried(carried, form, question)
    answer = None if found is None else question.read_carried(found.stored)
    return None if answer is None else to_value(answer)


async def save_section(
    parts: Parts,
    call: Call,
    page: Page,
    *,
    section_id: str,
    read: Callable[[AnsweredQuestion], Answer | None],
) -> Saved:
    """Store what stands on somebody's screen; nothing typed on either of two devices is lost.

    `read` gives what the screen says to a question of the section: None where it says nothing,
    an empty answer where a person emptied it. A screen on which nobody wrote begins no record.
    """
    async with parts.write(call) as session:
        ground = await load_ground(
            session,
            parts,
            supervision_id=page.supervision_id,
            subject_id=page.subject_id,
            writer=call,
            lock=True,
        )
        check_editable(ground)
        given = _read_section(ground, section_id, read)
        carried = await load_carried(session, ground)
        stored = await load_answers(session, ground, carried)
        judged = _judge(call, page, ground, stored, given)
        if not judged.changes:
            return _saved(ground, ground.revision, None, judged)
        if ground.record is None:
            ground = await begin_record(session, parts, call, ground)
            stored = await load_answers(session, ground, carried)
            judged = _judge(call, page, ground, stored, given)
        for question_id, merged in judged.merged.items():
            if merged.cell != stored[question_id].cell:
                await store_cell(session, call, ground, question_id, merged.cell)
        revision = await touch_record(session, call, ground, page.writer)
        if not any(_says_something(one.cell) for one in judged.merged.values()):
            await forget_if_blank(session, call, ground)
        return _saved(ground, revision, call.now, judged)


@dataclass(frozen=True, slots=True)
class _Judged:
    merged: Mapping[str, Merged]
    changes: bool

    def of(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the questions judged so."""
        return tuple(name for name, one in self.merged.items() if one.verdict is verdict)


def _read_section(
    ground: Ground, section_id: str, read: Callable[[AnsweredQuestion], Answer | None]
) -> dict[str, Answer | None]:
    try:
        section = ground.form.section(section_id)
    except KeyError:
        raise Missing from None
    given = {question.id: read(question) for question in section.answered}
    for question in section.answered:
        answer = given[question.id]
        if answer is not None:
            question.check_answer(answer)
    return given


def _judge(
    call: Call,
    page: Page,
    ground: Ground,
    stored: Mapping[str, StoredAnswer],
    given: Mapping[str, Answer | None],
) -> _Judged:
    merged: dict[str, Merged] = {}
    for question_id, answer in given.items():
        cell = stored[question_id].cell
        if answer is not None:
            incoming = Incoming(to_value(answer), page.writer, call.person_id, page.seen, page.stamp)
            merged[question_id] = merge(cell, incoming, ground.revision + 1)
        elif cell.revision > page.seen and cell.writer != page.writer:
            merged[question_id] = Merged(cell, Verdict.STALE)
    changes = any(one.cell != stored[question_id].cell for question_id, one in merged.items())
    return _Judged(merged, changes)


def _saved(ground: Ground, revision: int, now: datetime | None, judged: _Judged) -> Saved:
    record = ground.record
    return Saved(
        revision=revision,
        saved_at=now or (None if record is None else record.saved_at),
        changed=judged.changes,
        clashes=judged.of(Verdict.PARKED),
        stale=judged.of(Verdict.STALE),
    )


async def store_cell(session: AsyncSession, call: Call, ground: Ground, question_id: str, cell: Cell) -> None:
    """Write one working answer, sealed under the record's own key."""
    place = f"{ground.record_id}/{question_id}"
    await session.merge(
        AnswerRow(
            record_id=ground.record_id,
            question=question_id,
            text=seal(ground.record_key, "answer", place, "text", cell.model_dump_json()),
            revision=cell.revision,
            writer=cell.writer,
            saved_by=call.person_id,
            saved_at=call.now,
        )
    )
    await session.flush()


async def forget_if_blank(session: AsyncSession, call: Call, ground: Ground) -> None:
    """Make a record untouched again when everything written in it was taken back, so that it starts no clock.

    One that stands alone stays: it is all there is of its meeting, and begins with what was handed on to it.
    """
    if ground.begun.version or ground.kind in STANDS_ALONE:
        return
    entries = select(ActionEntry.id).where(ActionEntry.record_id == ground.record_id)
    if (await session.exec(entries)).first() is not None:
        return
    stored = await load_answers(session, ground, {})
    if any(_says_something(one.cell) for one in stored.values() if one.row is not None):
        return
    await session.exec(delete(AnswerRow).where(col(AnswerRow.record_id) == ground.record_id))
    await put_outcome(session, call, ground, AgendaOutcome.WAITING)


def _says_something(cell: Cell) -> bool:
    """Whether a cell must be kept: a text, one waiting for a choice, or the emptying of one carried in."""
    return bool(cell.parked) or not is_blank(cell.value) or not is_blank(cell.was)

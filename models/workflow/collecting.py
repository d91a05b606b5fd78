"""A record as it is sent: everything it holds, what it lacks, and what sending makes of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.forms import ActionsQuestion, Answer, Form
from models.rules.conflict import Cell
from models.tables import ActionEntry, Record, SmartAction, Version, new_id
from models.values.action import ActionContent, ActionLine
from models.values.agreement import Lack
from models.values.call import Call
from models.values.document import DocumentAction, DocumentAnswer, DocumentSection, DocumentSubject
from models.values.errors import Missing
from models.values.record import RecordContent
from models.workflow.action_rows import StoredAction, load_lines, load_stored, seal_cell, to_value
from models.workflow.answers import StoredAnswer, load_answers, store_cell
from models.workflow.answers import to_value as answer_value
from models.workflow.carried import load_carried, store_carried
from models.workflow.children import read_child_names
from models.workflow.ground import Ground, load_ground
from models.workflow.parts import Parts

__all__ = ["apply_sent", "collect"]


async def collect(session: AsyncSession, parts: Parts, record: Record) -> RecordContent:
    """Return everything a record holds. The caller has checked who asks."""
    ground = await _ground_of(session, parts, record)
    stored = await load_answers(session, ground, await load_carried(session, ground))
    lines = await load_lines(session, ground, await load_stored(session, ground))
    answers = _answers(stored)
    return RecordContent(
        id=ground.record_id,
        kind=ground.kind,
        form=ground.form,
        subject=await _load_subject(session, parts, ground),
        answers=answers,
        actions=lines,
        lacking=tuple(_lacking(ground.form, stored, answers, lines)),
        sections=tuple(_sections(ground.form, answers)),
        document_actions=_document_actions(ground.form, lines),
    )


async def apply_sent(session: AsyncSession, parts: Parts, record: Record, version: Version, now: datetime) -> None:
    """Make history of what a version says: its actions, and the answers it hands on.

    Called in the transaction that adds the version, after it was flushed; the working entries
    and answers stay as they are, and what was only carried in is written down, so that a change
    asked for begins where this one ended, whatever other records say by then.
    """
    ground = await _ground_of(session, parts, record)
    carried = await load_carried(session, ground)
    actions = await load_stored(session, ground)
    spoken_of = await _spoken_of(session, record.id)
    for one in actions.values():
        if one.entry is not None:
            session.add(_sent_entry(ground, one, one.entry, version, now))
    for action_id in spoken_of:
        await _repeat_latest(session, action_id, actions.get(action_id))
    await session.flush()
    stored = await load_answers(session, ground, carried)
    sender = Call(version.sent_by, now)
    await _keep_carried(session, ground, stored, sender)
    await _forget_left_out(session, ground, stored, sender)
    await store_carried(session, ground, version, _answers(stored))


async def _ground_of(session: AsyncSession, parts: Parts, record: Record) -> Ground:
    return await load_ground(
        session, parts, supervision_id=record.supervision_id, subject_id=record.subject_id, writer=None
    )


async def _load_subject(session: AsyncSession, parts: Parts, ground: Ground) -> DocumentSubject:
    child, person = ground.subject.child, ground.subject.person
    if child is None:
        return DocumentSubject(person_id=ground.subject.id, name="" if person is None else person.name)
    names = await read_child_names(session, parts, [child.id])
    return DocumentSubject(
        child_id=child.id, mosaic_number=child.mosaic_number, initials=child.initials, name=names[child.id]
    )


def _answers(stored: Mapping[str, StoredAnswer]) -> dict[str, Answer]:
    """Return what was answered, without beginnings of answers and what was agreed not to be recorded."""
    given = {question_id: one.answer for question_id, one in stored.items()}
    return {
        question_id: answer.as_sent()
        for question_id, answer in given.items()
        if answer is not None and not answer.is_empty
    }


def _lacking(
    form: Form, stored: Mapping[str, StoredAnswer], answers: Mapping[str, Answer], lines: tuple[ActionLine, ...]
) -> Iterator[Lack]:
    missing = {question.id for question in form.missing(answers)}
    for section in form.sections:
        for question in section.questions:
            if isinstance(question, ActionsQuestion):
                yield from _lacking_actions(section.id, lines)
                if question.required and not lines:
                    yield Lack(question.missing_words, section.id)
            elif stored[question.id].cell.parked:
                yield Lack(f"“{question.label}” has two texts: choose which to keep.", section.id)
            elif question.id in missing:
                yield Lack(question.missing_words, section.id)


def _lacking_actions(section_id: str, lines: tuple[ActionLine, ...]) -> Iterator[Lack]:
    for line in lines:
        name = f"Action “{_short(line.now.what)}”" if line.now.what.strip() else "An action"
        if line.clash:
            yield Lack(f"{name} was written on two devices: choose which to keep.", section_id)
        for finding in line.blocking:
            yield Lack(f"{name}: {finding.sentence}", section_id)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _sections(form: Form, answers: Mapping[str, Answer]) -> Iterator[DocumentSection]:
    for section in form.sections:
        given = tuple(
            DocumentAnswer(
                question=question.id,
                label=question.label,
                type=question.type,
                value=answers[question.id].value(),
                shown=question.show(answers[question.id]),
            )
            for question in section.answered
            if question.id in answers
        )
        if given:
            yield DocumentSection(section=section.id, title=section.title, answers=given)


def _document_actions(form: Form, lines: tuple[ActionLine, ...]) -> tuple[DocumentAction, ...]:
    """Return the actions as they are read: by class in the order of the form, those without one last (D7)."""
    table = form.action_table
    if table is not None:
        lines = tuple(sorted(lines, key=lambda line: table.class_place(line.now.class_id)))
    return tuple(map(_document_action, lines))


def _document_action(line: ActionLine) -> DocumentAction:
    now = line.now
    return DocumentAction(
        action_id=line.id,
        state=now.state,
        what=now.what,
        why=now.why,
        how=now.how,
        who=line.who,
        due_on=now.due_on,
        due_words=now.when_words,
        outcome=now.outcome,
        carried=line.carried is not None,
        class_label=line.class_label,
    )


async def _keep_carried(session: AsyncSession, ground: Ground, stored: Mapping[str, StoredAnswer], call: Call) -> None:
    """Write down the answers that were carried in and sent as they came."""
    for question_id, one in stored.items():
        if one.row is None and one.cell.value is not None:
            await store_cell(session, call, ground, question_id, one.cell)


async def _forget_left_out(
    session: AsyncSession, ground: Ground, stored: Mapping[str, StoredAnswer], call: Call
) -> None:
    """Erase what was typed beside an agreement not to record: until here it was kept in case of a slip (B10)."""
    for question_id, one in stored.items():
        answer = one.answer
        if one.row is None or answer is None or answer.as_sent() == answer:
            continue
        cell = one.cell.model_copy(update={"value": answer_value(answer.as_sent()), "was": None})
        await store_cell(session, call, ground, question_id, cell)


async def _spoken_of(session: AsyncSession, record_id: str) -> set[str]:
    """Return the actions any version of the record speaks of; the new one may have dropped some."""
    rows = await session.exec(select(ActionEntry.action_id).where(ActionEntry.record_id == record_id))
    return set(rows.all())


def _sent_entry(ground: Ground, one: StoredAction, entry: ActionEntry, version: Version, now: datetime) -> ActionEntry:
    """Return the entry as it is sent: the text alone, without what the writing of it left behind."""
    row, content = new_id(), one.content
    return ActionEntry(
        id=row,
        action_id=entry.action_id,
        record_id=entry.record_id,
        version=version.number,
        state=content.state,
        owner_id=content.owner_id,
        due_on=content.due_on,
        due_by=content.due_by,
        text=seal_cell(ground.subject.key, row, Cell(value=to_value(content))),
        place=entry.place,
        saved_by=entry.saved_by,
        saved_at=entry.saved_at,
        sent_at=now,
    )


async def _repeat_latest(session: AsyncSession, action_id: str, one: StoredAction | None) -> None:
    """Repeat on the action what lists need without a key; an action no record speaks of any more has no state."""
    action = await session.get(SmartAction, action_id)
    if action is None:
        raise Missing
    latest: ActionContent | None = None
    if one is not None:
        # A mended record of an older meeting does not undo what a later one said.
        latest = one.latest if one.entry is None or one.overtaken else one.content
    action.state = None if latest is None else latest.state
    action.owner_id = None if latest is None else latest.owner_id
    action.due_on = None if latest is None else latest.due_on
    session.add(action)

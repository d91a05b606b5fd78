"""Finding the record somebody was in the middle of."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.tables import ActionEntry, Answer, Record
from models.values.supervision import AgendaRow, RowState
from models.vocabulary import Depth, QuestionType
from models.workflow.releases import read_released_form

__all__ = ["find_unfinished"]


async def find_unfinished(session: AsyncSession, rows: tuple[AgendaRow, ...]) -> AgendaRow | None:
    """Return the in-depth child written about last, if its record has nothing in its last section yet.

    A section may well stay empty; so this is where somebody who comes back starts, and never
    where somebody is led who walks on.
    """
    written = [(row.saved_at, row) for row in rows if row.saved_at is not None]
    _saved_at, latest = max(written, key=lambda one: one[0], default=(None, None))
    if latest is None or latest.depth is not Depth.IN_DEPTH or latest.state is not RowState.WRITING:
        return None
    if latest.record_id is None or await _reached_its_end(session, latest.record_id):
        return None
    return latest


async def _reached_its_end(session: AsyncSession, record_id: str) -> bool:
    record = await fetch(session, Record, record_id)
    form = await read_released_form(session, record.form_id, record.form_number)
    questions = form.sections[-1].questions
    answers = select(Answer.question).where(
        Answer.record_id == record_id, col(Answer.question).in_([question.id for question in questions])
    )
    if (await session.exec(answers)).first() is not None:
        return True
    entries = select(ActionEntry.id).where(ActionEntry.record_id == record_id)
    holds_actions = any(question.type is QuestionType.ACTIONS for question in questions)
    return holds_actions and (await session.exec(entries)).first() is not None

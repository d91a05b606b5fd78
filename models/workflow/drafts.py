"""What becomes of drafts when a meeting ends: untouched ones disappear, discarded ones are deleted."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import ActionEntry, AgendaItem, Answer, Mention, Record, SmartAction
from models.vocabulary import AgendaOutcome, RecordState
from models.workflow.subjects import with_subject

__all__ = ["discard_drafts", "discard_untouched"]


async def discard_untouched(session: AsyncSession, supervision_id: str) -> None:
    """Discard the drafts that hold nothing; their subjects were not reached."""
    statement = select(Record.id, Record.child_id, Record.person_id).where(
        Record.supervision_id == supervision_id,
        Record.state == RecordState.DRAFT,
        ~exists().where(col(Answer.record_id) == col(Record.id)),
        ~exists().where(col(ActionEntry.record_id) == col(Record.id)),
    )
    untouched = (await session.exec(statement)).all()
    await _discard(session, [record_id for record_id, _child, _person in untouched])
    await session.exec(
        update(AgendaItem)
        .where(
            col(AgendaItem.supervision_id) == supervision_id,
            with_subject(AgendaItem, (child_id or person_id for _record, child_id, person_id in untouched)),
            col(AgendaItem.outcome) == AgendaOutcome.RECORD,
        )
        .values(outcome=AgendaOutcome.NOT_REACHED)
    )


async def discard_drafts(session: AsyncSession, supervision_id: str) -> None:
    """Delete everything written in a supervision of which nothing was sent."""
    statement = select(Record.id).where(Record.supervision_id == supervision_id, Record.state == RecordState.DRAFT)
    drafts = (await session.exec(statement)).all()
    await _discard(session, drafts)
    await session.exec(delete(Answer).where(col(Answer.record_id).in_(drafts)))
    await _delete_new_actions(session, drafts)
    await session.exec(delete(Mention).where(col(Mention.supervision_id) == supervision_id))


async def _discard(session: AsyncSession, record_ids: Sequence[str]) -> None:
    await session.exec(
        update(Record)
        .where(col(Record.id).in_(record_ids), col(Record.state) == RecordState.DRAFT)
        .values(state=RecordState.DISCARDED, revision=col(Record.revision) + 1)
    )


async def _delete_new_actions(session: AsyncSession, record_ids: Sequence[str]) -> None:
    """Delete what drafts said about actions, and the actions that nothing else ever spoke of."""
    entries = select(ActionEntry.action_id).where(col(ActionEntry.record_id).in_(record_ids))
    action_ids = (await session.exec(entries)).all()
    await session.exec(delete(ActionEntry).where(col(ActionEntry.record_id).in_(record_ids)))
    await session.exec(
        delete(SmartAction).where(
            col(SmartAction.id).in_(action_ids),
            col(SmartAction.state).is_(None),
            ~exists().where(col(ActionEntry.action_id) == col(SmartAction.id)),
        )
    )

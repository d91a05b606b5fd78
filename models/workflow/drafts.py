"""What becomes of drafts when a meeting ends: those nobody began disappear, discarded ones are deleted."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import ActionEntry, AgendaItem, Answer, Mention, Record, SmartAction
from models.vocabulary import AgendaOutcome, RecordKind, RecordState
from models.workflow.subjects import record_of_item

__all__ = ["discard_drafts", "discard_untouched", "empty_unbegun", "find_begun"]


async def discard_untouched(session: AsyncSession, supervision_id: str) -> None:
    """Discard the drafts that nobody began, with what was shared with them; their subjects were not reached."""
    statement = select(Record.id).where(Record.supervision_id == supervision_id, _is_unbegun())
    unbegun = (await session.exec(statement)).all()
    items = select(AgendaItem.id).join(Record, record_of_item()).where(col(Record.id).in_(unbegun))
    await session.exec(
        update(AgendaItem)
        .where(col(AgendaItem.id).in_(items), col(AgendaItem.outcome) == AgendaOutcome.RECORD)
        .values(outcome=AgendaOutcome.NOT_REACHED)
    )
    await _discard(session, unbegun)
    await _empty(session, unbegun)


async def find_begun(session: AsyncSession, supervision_id: str) -> Sequence[AgendaItem]:
    """Return the items of the agenda with a draft that somebody wrote in."""
    statement = (
        select(AgendaItem)
        .join(Record, record_of_item())
        .where(Record.supervision_id == supervision_id, Record.state == RecordState.DRAFT, ~_is_unbegun())
    )
    return (await session.exec(statement)).all()


async def empty_unbegun(session: AsyncSession, record_id: str) -> bool:
    """Delete what was shared with a record that nobody began; return whether nothing is written in it now."""
    begun = select(Record.id).where(Record.id == record_id, ~_is_unbegun())
    if (await session.exec(begun)).first() is not None:
        return False
    await _empty(session, [record_id])
    return True


def _is_unbegun() -> ColumnElement[bool]:
    """Return the condition that a draft holds no words, or none but those of a brother's or sister's record.

    Only a save in the record itself sets when it was saved.
    """
    blank = and_(
        ~exists().where(col(Answer.record_id) == col(Record.id)),
        ~exists().where(col(ActionEntry.record_id) == col(Record.id)),
    )
    only_shared = and_(col(Record.saved_at).is_(None), col(Record.kind).in_([RecordKind.CASEWORK, RecordKind.BRIEF]))
    return and_(col(Record.state) == RecordState.DRAFT, or_(blank, only_shared))


async def discard_drafts(session: AsyncSession, supervision_id: str) -> None:
    """Delete everything written in a supervision of which nothing was sent."""
    statement = select(Record.id).where(Record.supervision_id == supervision_id, Record.state == RecordState.DRAFT)
    drafts = (await session.exec(statement)).all()
    await _discard(session, drafts)
    await _empty(session, drafts)
    await session.exec(delete(Mention).where(col(Mention.supervision_id) == supervision_id))


async def _discard(session: AsyncSession, record_ids: Sequence[str]) -> None:
    await session.exec(
        update(Record)
        .where(col(Record.id).in_(record_ids), col(Record.state) == RecordState.DRAFT)
        .values(state=RecordState.DISCARDED, revision=col(Record.revision) + 1)
    )


async def _empty(session: AsyncSession, record_ids: Sequence[str]) -> None:
    await session.exec(delete(Answer).where(col(Answer.record_id).in_(record_ids)))
    await _delete_new_actions(session, record_ids)


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

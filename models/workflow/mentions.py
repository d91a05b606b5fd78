"""Mentions: *no change, actions continue*; one tap for a child, no record, nothing to agree (I7)."""

from sqlmodel import col, select

from models.database import insert_or_ignore, note
from models.tables import Mention, new_id
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.vocabulary import AgendaOutcome, RecordKind, SupervisionState
from models.workflow.drafts import empty_unbegun
from models.workflow.ground import Ground, load_ground, put_outcome
from models.workflow.parts import Parts

__all__ = ["make_mention", "undo_mention"]


async def make_mention(parts: Parts, call: Call, *, supervision_id: str, child_id: str) -> None:
    """Say that nothing changed for a child and that its actions go on; what was only shared with it goes.

    Raises
    ------
    Refusal
        When something was written about the child: a mention never throws text away.
    """
    async with parts.write(call) as session:
        ground = await load_ground(
            session, parts, supervision_id=supervision_id, subject_id=child_id, writer=call, lock=True
        )
        if ground.kind not in {RecordKind.CASEWORK, RecordKind.BRIEF}:
            raise Missing
        _check_open(ground)
        if not await empty_unbegun(session, ground.record_id):
            raise Refusal(
                "You have written something about this child, so this is a record. "
                "Use the save button, or empty the boxes first."
            )
        await insert_or_ignore(
            session,
            Mention,
            id=new_id(),
            supervision_id=supervision_id,
            child_id=child_id,
            made_by=call.person_id,
            made_at=call.now,
        )
        await put_outcome(session, call, ground, AgendaOutcome.MENTION)
        await note(session, call, "mention_made", "supervision", supervision_id, child=child_id)


async def undo_mention(parts: Parts, call: Call, *, supervision_id: str, child_id: str) -> None:
    """Take a mention back, so that the child is to be discussed again.

    Raises
    ------
    Refusal
        When it counts already, because records of the meeting were sent or it was closed.
    """
    async with parts.write(call) as session:
        ground = await load_ground(
            session, parts, supervision_id=supervision_id, subject_id=child_id, writer=call, lock=True
        )
        _check_open(ground)
        if ground.item.outcome is not AgendaOutcome.MENTION:
            return
        counted = select(Mention.id).where(
            Mention.supervision_id == supervision_id,
            Mention.child_id == child_id,
            col(Mention.counted_at).is_not(None),
        )
        if (await session.exec(counted)).first() is not None:
            raise Refusal("This was counted when the records were sent. Open the child to write a record instead.")
        await put_outcome(session, call, ground, AgendaOutcome.WAITING)
        await note(session, call, "mention_undone", "supervision", supervision_id, child=child_id)


def _check_open(ground: Ground) -> None:
    if ground.supervision.state is not SupervisionState.OPEN:
        raise Refusal("This meeting is closed, so its agenda stays as it is.")

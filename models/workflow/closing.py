"""Ending a meeting: closed with what was written, or discarded while nothing was sent."""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.outbox import refresh, refresh_all
from models.rules.access import can_write
from models.tables import AgendaItem, Mention, Supervision
from models.values.call import Call
from models.values.errors import Refusal
from models.values.supervision import Closing
from models.vocabulary import AgendaOutcome, SupervisionState
from models.workflow.changing import change_supervision, fetch_open
from models.workflow.clocks.digests import find_digests
from models.workflow.clocks.team_posts import find_team_posts
from models.workflow.drafts import discard_drafts, discard_untouched, find_begun
from models.workflow.ground import hold_agenda
from models.workflow.overview import card_key, check_writer
from models.workflow.parts import Parts
from models.workflow.prepared import end_mentioned
from models.workflow.priorities import end_priorities
from models.workflow.relations import relations_in

__all__ = ["close_meeting", "discard_supervision"]

NOT_THEIRS = "Something is written here in a record that is not yours to write, so you cannot discard this supervision."
MINUTES_LIMIT = 600
INTERRUPTIONS_LIMIT = 99


async def close_meeting(parts: Parts, call: Call, *, supervision_id: str, closing: Closing) -> None:
    """Close the meeting: mentions count, what was written stays, what was not touched was not reached.

    Raises
    ------
    Refusal
        When it is closed already, or for a length or a number nobody can mean.
    """
    _check_closing(closing)
    async with parts.write(call) as session:
        supervision = await fetch_open(session, call, supervision_id)
        await hold_agenda(session, supervision_id)
        await discard_untouched(session, supervision_id)
        await _leave_waiting(session, supervision_id)
        mentioned = await _count_mentions(session, call, supervision_id)
        await end_priorities(session, supervision_id=supervision_id, now=call.now)
        await end_mentioned(session, call, supervision)
        await change_supervision(
            session,
            supervision,
            state=SupervisionState.CLOSED,
            closed_at=call.now,
            actual_minutes=closing.actual_minutes,
            interruptions=closing.interruptions,
        )
        await note(session, call, "meeting_closed", "supervision", supervision_id)
        posts = await find_team_posts(session, children=mentioned, now=call.now)
        digests = await find_digests(session, about=[*mentioned, supervision_id], now=call.now)
        await refresh_all(session, keys={card_key(supervision_id), *posts, *digests}, now=call.now)


async def discard_supervision(parts: Parts, call: Call, *, supervision_id: str) -> None:
    """Discard a supervision nothing of which was sent: the event is kept.

    Its drafts and mentions are deleted, and the names typed of those from outside.

    Raises
    ------
    Refusal
        Once anything of it was sent, for then it stands; and while something is written in a
        record that the caller may not write.
    """
    async with parts.write(call) as session:
        await check_writer(session, call, supervision_id)
        supervision = await fetch(session, Supervision, supervision_id)
        await hold_agenda(session, supervision_id)
        # Held, so that a Send on its way is seen: it changes nothing else of the row.
        await session.refresh(supervision, with_for_update=True)
        if supervision.first_sent_at is not None:
            raise Refusal("Something of this supervision was sent, so it can no longer be discarded.")
        if supervision.state is SupervisionState.DISCARDED:
            return
        await _check_theirs(session, call, supervision_id)
        await change_supervision(
            session, supervision, state=SupervisionState.DISCARDED, closed_at=call.now, outside=None, wrapped_key=None
        )
        await discard_drafts(session, supervision_id)
        await note(session, call, "supervision_discarded", "supervision", supervision_id)
        await refresh(session, key=card_key(supervision_id), now=call.now)


async def _check_theirs(session: AsyncSession, call: Call, supervision_id: str) -> None:
    relations = await relations_in(session, call.person_id, supervision_id, call.today)
    begun = await find_begun(session, supervision_id)
    if not all(can_write(relations[item.worker_id], item.kind) for item in begun):
        raise Refusal(NOT_THEIRS)


def _check_closing(closing: Closing) -> None:
    if closing.actual_minutes is not None and not 1 <= closing.actual_minutes <= MINUTES_LIMIT:
        raise Refusal(f"The length is a number of minutes between 1 and {MINUTES_LIMIT}.")
    if closing.interruptions is not None and not 0 <= closing.interruptions <= INTERRUPTIONS_LIMIT:
        raise Refusal(f"Interruptions are a number between 0 and {INTERRUPTIONS_LIMIT}.")


async def _leave_waiting(session: AsyncSession, supervision_id: str) -> None:
    await session.exec(
        update(AgendaItem)
        .where(
            col(AgendaItem.supervision_id) == supervision_id,
            col(AgendaItem.outcome) == AgendaOutcome.WAITING,
        )
        .values(outcome=AgendaOutcome.NOT_REACHED)
    )


async def _count_mentions(session: AsyncSession, call: Call, supervision_id: str) -> frozenset[str]:
    """Let the mentions count that do not yet, and return the children they are about."""
    counted = await session.exec(
        update(Mention)
        .where(col(Mention.supervision_id) == supervision_id, col(Mention.counted_at).is_(None))
        .values(counted_at=call.now)
        .returning(col(Mention.child_id))
        .execution_options(synchronize_session=False)
    )
    return frozenset(counted.scalars().all())

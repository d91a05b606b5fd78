"""A meeting of Priya and Sam in the database, and the few things tests do to it."""

from datetime import timedelta

from sqlmodel import col, select, update

from models.tables import AgendaItem, Answer, Outbox, Record
from models.values.supervision import AgendaPlan, RowState
from models.vocabulary import AgendaOutcome, OutboxState, RecordKind, RecordState
from models.workflow.ground import record_id_for
from models.workflow.overview import card_key, read_overview
from models.workflow.parts import Parts
from models.workflow.releases import release_form
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import call_of

MEETING = "a" * 32
PRIYA = call_of("priya", START)
LATER = call_of("priya", START + timedelta(minutes=90))


async def start_meeting(parts: Parts, in_depth: list[str], brief: list[str]) -> None:
    await start_supervision(parts, PRIYA, AgendaPlan(MEETING, "sam", START.date(), tuple(in_depth), tuple(brief)))


async def write_draft(
    parts: Parts, child_id: str, kind: RecordKind, *, answers: tuple[str, ...] = ("progress",)
) -> str:
    """Begin a record as a first save does; without answers it is an untouched one."""
    form = parts.library.form_for(kind)
    async with parts.write(PRIYA) as session:
        await release_form(session, form, START)
        record = Record(
            id=record_id_for(MEETING, child_id, kind),
            supervision_id=MEETING,
            kind=kind,
            child_id=child_id,
            form_id=form.id,
            form_number=form.number,
            state=RecordState.DRAFT,
            started_at=START,
            saved_at=START,
            wrapped_key=parts.keyring.new_key()[1],
        )
        session.add(record)
        await session.flush()
        for question in answers:
            session.add(
                Answer(record_id=record.id, question=question, text=b"", revision=1, saved_by="priya", saved_at=START)
            )
        await session.exec(
            update(AgendaItem).where(col(AgendaItem.child_id) == child_id).values(outcome=AgendaOutcome.RECORD)
        )
        return record.id


async def states(parts: Parts) -> dict[str, RowState]:
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    return {row.subject_id: row.state for row in overview.rows}


async def waits_for_refresh(parts: Parts) -> bool:
    async with parts.read() as session:
        card = (await session.exec(select(Outbox).where(Outbox.key == card_key(MEETING)))).one()
        follow_ups = (await session.exec(select(Outbox).where(Outbox.target_id == card.id))).all()
    return any(one.state is OutboxState.WAITING for one in follow_ups)


async def post_card(parts: Parts) -> None:
    """Let the card stand in Slack, so that changes have something to refresh."""
    async with parts.write(PRIYA) as session:
        await session.exec(update(Outbox).values(state=OutboxState.SENT, channel_id="D1", message_ts="1.1"))

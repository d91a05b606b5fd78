"""Meetings as a start and a send would leave them, without the writing: for clocks only their rows count."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from models.tables import AgendaItem, Attendance, Mention, Record, Supervision, new_id
from models.vocabulary import AgendaOutcome, Format, Part, RecordKind, RecordState, SupervisionState
from models.workflow.parts import Parts
from tests.conftest import START

__all__ = ["hold"]


async def hold(
    parts: Parts,
    held_on: date,
    *,
    about: Mapping[str, RecordKind] | None = None,
    mentioned: Collection[str] = (),
    met: Format = Format.ONE_TO_ONE,
    supervisor: str = "priya",
    supervisee: str = "sam",
    sent: bool = True,
    at: datetime = START,
) -> str:
    """Hold a meeting with a record about each subject, somebody's or a child's; return its id."""
    supervision_id = new_id()
    async with parts.database.write(None, at) as session:
        session.add(
            Supervision(
                id=supervision_id,
                format=met,
                held_on=held_on,
                typed_at=at,
                state=SupervisionState.OPEN,
                first_sent_at=at if sent else None,
            )
        )
        await session.flush()
        for person_id, part in ((supervisor, Part.SUPERVISOR), (supervisee, Part.SUPERVISEE)):
            session.add(Attendance(supervision_id=supervision_id, person_id=person_id, part=part))
        for place, (subject, kind) in enumerate((about or {}).items()):
            of: dict[str, Any] = {"person_id" if kind.about_person else "child_id": subject}
            session.add(
                AgendaItem(
                    supervision_id=supervision_id,
                    kind=kind,
                    worker_id=supervisee,
                    place=place,
                    outcome=AgendaOutcome.RECORD,
                    **of,
                )
            )
            session.add(
                Record(
                    supervision_id=supervision_id,
                    kind=kind,
                    form_id="made-up",
                    form_number=1,
                    state=RecordState.COMPLETE if sent else RecordState.DRAFT,
                    version=1 if sent else 0,
                    started_at=at,
                    saved_at=at,
                    wrapped_key=b"",
                    **of,
                )
            )
        for child_id in mentioned:
            session.add(
                Mention(
                    supervision_id=supervision_id,
                    child_id=child_id,
                    made_by=supervisor,
                    made_at=at,
                    counted_at=at if sent else None,
                )
            )
    return supervision_id

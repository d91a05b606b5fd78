"""Who read what: opening the words of an answer leaves an audit event."""

import pytest

from models.tables import AuditEvent, Version
from models.values.errors import Refusal
from models.vocabulary import ActKind
from models.workflow.addenda import open_addendum, send_addendum
from models.workflow.agreement import act
from models.workflow.parts import Parts
from models.workflow.waiting import open_answer, open_asked, read_answer
from tests.conftest import START
from tests.support.council import call_of
from tests.support.meetings import PRIYA, SAM, after, find_act, find_record, requests_to, rows_of, send_meeting

pytestmark = pytest.mark.by_turns


async def opened(parts: Parts) -> list[tuple[str, str, str]]:
    """Return who opened the words of which answer to which record."""
    events = await rows_of(parts, AuditEvent, AuditEvent.what == "opened", AuditEvent.subject == "record")
    return [(event.person_id, event.subject_id, event.facts.get("act", "")) for event in events]


async def change_asked(parts: Parts) -> tuple[str, str]:
    (child,), (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)
    return (await find_record(parts, child)).id, (await find_act(parts)).id


async def test_opening_what_was_asked_is_noted_with_the_version_from_the_message_and_from_the_card(
    parts: Parts,
) -> None:
    record_id, act_id = await change_asked(parts)

    await open_answer(parts, after(PRIYA, 1, key="press"), act_id=act_id)
    assert await opened(parts) == [("priya", record_id, act_id)]
    await open_asked(parts, after(PRIYA, 2), record_id=record_id)

    assert await opened(parts) == [("priya", record_id, act_id)] * 2
    (version,) = await rows_of(parts, Version)
    events = await rows_of(parts, AuditEvent, AuditEvent.what == "opened", AuditEvent.subject == "record")
    assert {event.version_id for event in events} == {version.id}


async def test_who_is_refused_and_the_message_without_words_note_no_reading(parts: Parts) -> None:
    record_id, act_id = await change_asked(parts)

    await read_answer(parts, act_id)
    with pytest.raises(Refusal):
        await open_answer(parts, call_of("nell", START), act_id=act_id)
    with pytest.raises(Refusal):
        await open_asked(parts, call_of("nell", START), record_id=record_id)

    assert await opened(parts) == []


async def test_opening_an_addendum_with_the_words_of_a_change_is_noted_and_a_fresh_one_is_not(parts: Parts) -> None:
    (child,), (first,) = await send_meeting(parts)
    await act(parts, SAM, request_id=first, kind=ActKind.AGREED, at_last_page=True)
    record_id = (await find_record(parts, child)).id
    await open_addendum(parts, after(PRIYA, 1), record_id=record_id)
    assert await opened(parts) == []
    await send_addendum(parts, after(PRIYA, 2), record_id=record_id, addendum=1, text="Gran moved in.")
    (second,) = set(await requests_to(parts, "sam")) - {first}
    await act(
        parts, after(SAM, 3), request_id=second, kind=ActKind.CHANGE_ASKED, comments="On Friday.", at_last_page=True
    )

    assert (await open_addendum(parts, after(PRIYA, 4, key="press"), record_id=record_id)).asked == "On Friday."

    asked = await find_act(parts, kind=ActKind.CHANGE_ASKED)
    assert await opened(parts) == [("priya", record_id, asked.id)]

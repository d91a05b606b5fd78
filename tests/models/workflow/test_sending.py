"""Send: everything that lacks nothing, once, with its requests in one transaction."""

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import col

from models.tables import AuditEvent, Mention, Outbox, Record, Request, RequestVersion, Supervision, Version
from models.values.errors import Conflict, Refusal, Repeated, Unavailable
from models.values.sending import Sent
from models.vocabulary import MessageKind, OutboxState, RecordKind, RecordState, SendingMode
from models.workflow.mentions import make_mention
from models.workflow.overview import card_key
from models.workflow.parts import Parts
from models.workflow.reading import open_record
from models.workflow.sending import read_through, send_all
from tests.conftest import START
from tests.support.council import call_of
from tests.support.meetings import (
    MEETING,
    PRIYA,
    after,
    find_posts,
    find_record,
    make_meeting,
    post_all,
    requests_to,
    rows_of,
    send_meeting,
    write_record,
)


async def test_records_in_depth_are_asked_for_one_by_one_and_brief_ones_together(parts: Parts) -> None:
    children, requests = await send_meeting(parts, in_depth=2, brief=3)

    by_request = {
        request: [row.version_id for row in await rows_of(parts, RequestVersion, RequestVersion.request_id == request)]
        for request in requests
    }
    assert [len(versions) for versions in by_request.values()] == [1, 1, 3]
    records = await rows_of(parts, Record)
    assert {record.state for record in records} == {RecordState.AWAITING}
    assert {record.version for record in records} == {1}
    sent = await rows_of(parts, AuditEvent, AuditEvent.what == "sent")
    assert {event.version_id for event in sent} == {version.id for version in await rows_of(parts, Version)}
    assert {event.person_id for event in sent} == {"priya"}
    assert len(sent) == len(children)


async def test_the_sealed_document_says_everything_its_reader_sees(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)

    reading = await open_record(parts, call_of("sam", START), record_id=record.id)

    document = reading.versions[0].document
    assert document.subject.name == "Child AZ"
    assert document.subject.label == "AZ · 100001"
    assert document.required == ("sam",)
    assert [(party.name, party.required) for party in document.parties] == [
        ("Sam Example", True),
        ("Priya Example", False),
    ]
    assert document.meeting.held_on == START.date()
    assert document.meeting.typed_at == START
    assert (document.form.form_id, document.form.number) == ("default-casework", 1)
    shown = {answer.question: answer.shown for _, answer in document.answers()}
    assert shown["progress"] == "Said the walks with Dad are the best part."
    assert shown["whose_outcomes"] == "The child or young person"
    (action,) = document.actions
    assert (action.what, action.who, action.due_on is not None) == ("Ask the school nurse", "Sam Example", True)
    (version,) = await rows_of(parts, Version)
    assert b"walks" not in version.document, "a version is sealed"


async def test_what_lacks_something_is_left_and_said_and_can_be_sent_later(parts: Parts) -> None:
    first, second = await make_meeting(parts, in_depth=2)
    await write_record(parts, first)
    await write_record(parts, second, words=" ")

    shown = await read_through(parts, PRIYA, supervision_id=MEETING)
    sent = await send_all(parts, PRIYA, supervision_id=MEETING, stamp=shown.stamp)

    assert [record.subject_id for record in shown.ready] == [first]
    assert all(lack.section for record in shown.unready for lack in record.lacking)
    assert (sent.sent, [left.subject_id for left in sent.left]) == (("Child AZ",), [second])
    await write_record(parts, second, call=after(PRIYA, 5))
    later = await send_all(parts, after(PRIYA, 6), supervision_id=MEETING)
    assert later.sent == ("Child BZ",)
    assert len(await requests_to(parts, "sam")) == 2


async def test_nothing_ready_is_a_sentence_and_changes_nothing(parts: Parts) -> None:
    await make_meeting(parts)

    with pytest.raises(Refusal, match="Nothing is ready"):
        await send_all(parts, PRIYA, supervision_id=MEETING)

    assert await rows_of(parts, Version) == []


async def test_a_second_press_and_a_repeated_payload_send_nothing_twice(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)
    stamp = (await read_through(parts, PRIYA, supervision_id=MEETING)).stamp
    press = replace(PRIYA, key="press-1")
    await send_all(parts, press, supervision_id=MEETING, stamp=stamp)

    with pytest.raises(Repeated):
        await send_all(parts, press, supervision_id=MEETING, stamp=stamp)
    with pytest.raises(Conflict):
        await send_all(parts, replace(PRIYA, key="press-2"), supervision_id=MEETING, stamp=stamp)

    assert len(await rows_of(parts, Version)) == 1
    assert len(await rows_of(parts, Request)) == 1
    assert len(await find_posts(parts, MessageKind.REQUEST)) == 1


async def test_two_devices_sending_at_once_send_once(parts: Parts) -> None:
    children = await make_meeting(parts, in_depth=1, brief=2)
    for place, child in enumerate(children):
        await write_record(parts, child, RecordKind.BRIEF if place else RecordKind.CASEWORK)
    stamp = (await read_through(parts, PRIYA, supervision_id=MEETING)).stamp

    results = await asyncio.gather(
        *(send_all(parts, replace(PRIYA, key=f"press-{n}"), supervision_id=MEETING, stamp=stamp) for n in range(2)),
        return_exceptions=True,
    )

    # On a busy machine the one that waits may lose its patience, which sends nothing either.
    assert sorted(isinstance(result, Sent) for result in results) == [False, True]
    assert sorted(isinstance(result, Conflict | Unavailable) for result in results) == [False, True]
    assert len(await rows_of(parts, Version)) == 3
    assert len(await rows_of(parts, Request)) == 2


async def test_what_was_written_since_the_read_through_is_not_sent_unread(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)
    stamp = (await read_through(parts, PRIYA, supervision_id=MEETING)).stamp
    await write_record(parts, child, words="Something else entirely.", call=after(PRIYA, 1))

    with pytest.raises(Conflict, match="Read it through once more"):
        await send_all(parts, PRIYA, supervision_id=MEETING, stamp=stamp)

    assert await rows_of(parts, Version) == []


async def test_the_first_send_counts_the_meeting_and_its_mentions_and_draws_the_card_anew(parts: Parts) -> None:
    written, mentioned = await make_meeting(parts, brief=1)
    await write_record(parts, written)
    await make_mention(parts, PRIYA, supervision_id=MEETING, child_id=mentioned)
    await post_all(parts)

    await send_all(parts, after(PRIYA, 30), supervision_id=MEETING)

    (supervision,) = await rows_of(parts, Supervision)
    (mention,) = await rows_of(parts, Mention)
    assert supervision.first_sent_at == mention.counted_at == after(PRIYA, 30).now
    (card,) = await rows_of(parts, Outbox, Outbox.key == card_key(MEETING))
    refreshed = await rows_of(parts, Outbox, Outbox.target_id == card.id, col(Outbox.state) == OutboxState.WAITING)
    assert [row.mode for row in refreshed] == [SendingMode.REFRESH]


async def test_nobody_but_the_supervisor_reads_through_or_sends(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)

    for who in ("sam", "olu", "nell"):
        with pytest.raises(Refusal):
            await read_through(parts, call_of(who, START), supervision_id=MEETING)
        with pytest.raises(Refusal):
            await send_all(parts, call_of(who, START), supervision_id=MEETING)

    assert await rows_of(parts, Version) == []


async def test_the_stand_in_may_send_and_signs_with_the_own_name(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)

    await send_all(parts, call_of("tom", START), supervision_id=MEETING)

    (version,) = await rows_of(parts, Version)
    assert version.sent_by == "tom"


async def test_the_request_goes_to_the_supervisee_of_the_meeting_and_to_nobody_else(parts: Parts) -> None:
    await send_meeting(parts, in_depth=1, brief=1)

    assert {post.recipient_id for post in await find_posts(parts, MessageKind.REQUEST)} == {"sam"}
    assert {request.addressee_id for request in await rows_of(parts, Request)} == {"sam"}

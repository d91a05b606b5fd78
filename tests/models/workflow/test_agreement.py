"""Answering a request: what each answer does, who may, and how it is taken back."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlmodel import col, update

from models.tables import Act, AuditEvent, Outbox, Person, RequestVersion, Version
from models.values.errors import Refusal, Repeated
from models.vocabulary import ActKind, MessageKind, OutboxState, RecordState, Way
from models.workflow.agreement import act, close_as_left, undo
from models.workflow.parts import Parts
from models.workflow.reading import forget_read, mark_read, open_record, read_request
from models.workflow.waiting import open_answer, read_waiting
from tests.conftest import START
from tests.support.council import call_of
from tests.support.meetings import (
    PRIYA,
    SAM,
    after,
    find_act,
    find_posts,
    find_record,
    post_all,
    rows_of,
    send_meeting,
)


async def states(parts: Parts) -> list[RecordState]:
    return sorted((version.state for version in await rows_of(parts, Version)), key=str)


async def test_agreeing_on_the_last_page_completes_the_record(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)

    acted = await act(parts, after(SAM, 5), request_id=request, kind=ActKind.AGREED, at_last_page=True)

    assert acted.asked.versions[0].state is RecordState.COMPLETE
    assert (await find_record(parts, child)).state is RecordState.COMPLETE
    (event,) = await rows_of(parts, AuditEvent, AuditEvent.what == "agreed")
    assert (event.person_id, event.way, event.at) == ("sam", Way.BUTTON, after(SAM, 5).now)
    assert event.version_id == acted.touched[0]
    assert len(await rows_of(parts, AuditEvent, AuditEvent.what == "read")) == 1


async def test_nothing_counts_before_the_last_page_was_opened(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)

    with pytest.raises(Refusal, match="last page"):
        await act(parts, SAM, request_id=request, kind=ActKind.AGREED)
    await mark_read(parts, SAM, request_id=request)
    await act(parts, after(SAM, 1), request_id=request, kind=ActKind.AGREED)

    assert await states(parts) == [RecordState.COMPLETE]


async def test_only_the_one_who_was_asked_can_answer(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)

    for who, kind in product(("priya", "tom", "olu", "nell"), ActKind):
        with pytest.raises(Refusal):
            await act(parts, call_of(who, START), request_id=request, kind=kind, comments="x", at_last_page=True)

    assert await rows_of(parts, Act) == []
    assert await states(parts) == [RecordState.AWAITING]


async def test_opening_the_last_page_by_somebody_else_does_not_count_as_read(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)

    await mark_read(parts, PRIYA, request_id=request)

    assert [row.read_at for row in await rows_of(parts, RequestVersion)] == [None]


async def test_a_page_that_was_not_shown_after_all_does_not_count_as_read(parts: Parts) -> None:
    _, (request, other) = await send_meeting(parts, in_depth=2)
    await mark_read(parts, SAM, request_id=other)
    await mark_read(parts, after(SAM, 1), request_id=request)

    await forget_read(parts, after(SAM, 1), request_id=request)
    await forget_read(parts, after(SAM, 2), request_id=other)

    read = {row.request_id: row.read_at for row in await rows_of(parts, RequestVersion)}
    assert read == {request: None, other: SAM.now}


async def test_agreeing_twice_is_refused_with_where_it_stands_and_changes_nothing(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    press = after(SAM, 1, key="press")
    await act(parts, press, request_id=request, kind=ActKind.AGREED, at_last_page=True)

    with pytest.raises(Repeated):
        await act(parts, press, request_id=request, kind=ActKind.AGREED, at_last_page=True)
    with pytest.raises(Refusal, match="agreed and complete"):
        await act(parts, after(SAM, 2), request_id=request, kind=ActKind.AGREED, at_last_page=True)

    assert len(await rows_of(parts, Act)) == 1


@pytest.mark.parametrize(
    ("kind", "state", "message"),
    [
        (ActKind.AGREED_WITH_COMMENTS, RecordState.COMPLETE, MessageKind.COMMENTS),
        (ActKind.CHANGE_ASKED, RecordState.CHANGE_ASKED, MessageKind.CHANGE_ASKED),
        (ActKind.NOT_AGREED, RecordState.NOT_AGREED, MessageKind.NOT_AGREED),
    ],
)
async def test_an_answer_with_words_is_sealed_becomes_part_of_the_record_and_reaches_the_supervisor(
    parts: Parts, kind: ActKind, state: RecordState, message: MessageKind
) -> None:
    (child,), (request,) = await send_meeting(parts)

    await act(parts, SAM, request_id=request, kind=kind, comments="It was Gran, not Mum.", at_last_page=True)

    record = await find_record(parts, child)
    assert record.state is state
    (post,) = await find_posts(parts, message)
    assert post.recipient_id == "priya"
    assert post.facts == {"act": (await find_act(parts, kind=kind)).id}
    reading = await open_record(parts, PRIYA, record_id=record.id)
    (comment,) = reading.versions[0].agreed.comments
    assert (comment.person_name, comment.kind, comment.text) == ("Sam Example", kind, "It was Gran, not Mum.")
    assert b"Gran" not in ((await find_act(parts, kind=kind)).comments or b"")


async def test_not_agreeing_needs_no_words_and_closes_the_record_as_not_agreed(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)

    await act(parts, SAM, request_id=request, kind=ActKind.NOT_AGREED, at_last_page=True)

    assert (await find_record(parts, child)).state is RecordState.NOT_AGREED
    with pytest.raises(Refusal, match="not agreed"):
        await act(parts, after(SAM, 20), request_id=request, kind=ActKind.AGREED, at_last_page=True)


async def test_an_answer_that_needs_words_is_refused_without_them(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)

    for kind in (ActKind.AGREED_WITH_COMMENTS, ActKind.CHANGE_ASKED, ActKind.COMMENTED):
        with pytest.raises(Refusal, match="Write"):
            await act(parts, SAM, request_id=request, kind=kind, comments=" \n", at_last_page=True)

    assert await rows_of(parts, Act) == []


async def test_brief_records_are_agreed_together_and_one_can_be_taken_out(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, in_depth=0, brief=3)
    asked = await read_request(parts, request)
    assert asked is not None
    out = asked.versions[1]

    await act(
        parts,
        SAM,
        request_id=request,
        kind=ActKind.CHANGE_ASKED,
        version_ids=[out.version_id],
        comments="Wrong school.",
        at_last_page=True,
    )
    acted = await act(parts, after(SAM, 1), request_id=request, kind=ActKind.AGREED, at_last_page=True)

    assert [version.state for version in acted.asked.versions] == [
        RecordState.COMPLETE,
        RecordState.CHANGE_ASKED,
        RecordState.COMPLETE,
    ]
    assert out.version_id not in acted.touched


async def test_a_change_to_several_records_says_which(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, in_depth=0, brief=2)

    with pytest.raises(Refusal, match="Choose which"):
        await act(parts, SAM, request_id=request, kind=ActKind.CHANGE_ASKED, comments="x", at_last_page=True)


async def test_a_version_of_another_request_cannot_be_answered_through_this_one(parts: Parts) -> None:
    _, (first, second) = await send_meeting(parts, in_depth=2)
    other = await read_request(parts, second)
    assert other is not None

    with pytest.raises(Refusal):
        await act(
            parts,
            SAM,
            request_id=first,
            kind=ActKind.AGREED,
            version_ids=[other.versions[0].version_id],
            at_last_page=True,
        )

    assert await states(parts) == [RecordState.AWAITING, RecordState.AWAITING]


async def test_undo_restores_the_state_before_within_fifteen_minutes(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.AGREED, at_last_page=True)

    await undo(parts, after(SAM, 15), request_id=request)

    assert await states(parts) == [RecordState.AWAITING]
    taken_back = await find_act(parts, kind=ActKind.WITHDRAWN)
    assert taken_back.withdraws == (await find_act(parts, kind=ActKind.AGREED)).id
    assert len(await rows_of(parts, AuditEvent, AuditEvent.what == "withdrawn")) == 1


async def test_undo_after_its_window_changes_nothing_and_says_so(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.NOT_AGREED, at_last_page=True)

    with pytest.raises(Refusal, match="15 minutes"):
        await undo(parts, after(SAM, 15.1), request_id=request)

    assert await states(parts) == [RecordState.NOT_AGREED]
    assert len(await rows_of(parts, Act)) == 1


async def test_undo_takes_back_the_latest_press_only(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, in_depth=0, brief=2)
    asked = await read_request(parts, request)
    assert asked is not None
    first = asked.versions[0].version_id
    words = {"kind": ActKind.AGREED_WITH_COMMENTS, "comments": "Well put.", "at_last_page": True}
    await act(parts, SAM, request_id=request, version_ids=[first], **words)  # type: ignore[arg-type]
    await act(parts, after(SAM, 1), request_id=request, kind=ActKind.AGREED, at_last_page=True)

    acted = await undo(parts, after(SAM, 2), request_id=request)

    assert [version.state for version in acted.asked.versions] == [RecordState.COMPLETE, RecordState.AWAITING]


async def test_a_change_taken_back_is_told_to_nobody_or_corrected_where_it_was(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)
    await post_all(parts)

    await undo(parts, after(SAM, 3), request_id=request)

    given = await find_act(parts, kind=ActKind.CHANGE_ASKED)
    answered = await open_answer(parts, PRIYA, act_id=given.id)
    assert (answered.taken_back, answered.stands) == (True, False)
    (told,) = await find_posts(parts, MessageKind.CHANGE_ASKED)
    corrections = await rows_of(parts, Outbox, Outbox.target_id == told.id, col(Outbox.state) == OutboxState.WAITING)
    assert len(corrections) == 1
    assert await read_waiting(parts, PRIYA) == ()


async def test_what_waits_is_shown_to_the_one_it_waits_for(parts: Parts) -> None:
    _, (deep, brief) = await send_meeting(parts, in_depth=1, brief=2)

    waiting = await read_waiting(parts, SAM)
    assert {(one.kind, one.request_id, one.count, one.who) for one in waiting} == {
        ("agree", deep, 1, "Priya Example"),
        ("agree", brief, 2, "Priya Example"),
    }
    assert await read_waiting(parts, PRIYA) == ()
    await act(parts, SAM, request_id=deep, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)
    (mend,) = await read_waiting(parts, PRIYA)
    assert (mend.kind, mend.who, mend.act_id) == ("change", "Sam Example", (await find_act(parts)).id)
    assert [one.request_id for one in await read_waiting(parts, SAM)] == [brief]


async def test_closing_without_an_answer_needs_the_person_to_have_left_and_is_never_shown_as_agreed(
    parts: Parts,
) -> None:
    (child,), (request,) = await send_meeting(parts)
    (version,) = await rows_of(parts, Version)

    with pytest.raises(Refusal, match="has left"):
        await close_as_left(parts, PRIYA, version_id=version.id)
    async with parts.write(PRIYA) as session:
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=START.date()))
    later = after(PRIYA, 60 * 24)
    record = await find_record(parts, child)
    assert (await open_record(parts, later, record_id=record.id)).close_as_left == version.id
    with pytest.raises(Refusal):
        await close_as_left(parts, replace(later, person_id="nell"), version_id=version.id)
    await close_as_left(parts, later, version_id=version.id)

    assert (await find_record(parts, child)).state is RecordState.NO_ANSWER_LEFT
    with pytest.raises(Refusal):
        await close_as_left(parts, later, version_id=version.id)
    asked = await read_request(parts, request)
    assert asked is not None
    assert asked.open == ()


async def test_an_answer_reaches_todays_supervisor_once_the_one_who_asked_has_left(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Person).where(col(Person.id) == "priya").values(left_on=START.date() + timedelta(days=1))
        )
    later = after(SAM, 60 * 48)

    await act(parts, later, request_id=request, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)

    (post,) = await find_posts(parts, MessageKind.CHANGE_ASKED)
    assert post.recipient_id == "priya", "the line still names her: nobody else has taken her place yet"


async def test_the_parties_and_the_line_above_may_read_and_every_opening_is_noted(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)

    for who in ("sam", "priya", "tom", "olu"):
        await open_record(parts, call_of(who, START), record_id=record.id)
    with pytest.raises(Refusal):
        await open_record(parts, call_of("nell", START), record_id=record.id)

    opened = await rows_of(parts, AuditEvent, AuditEvent.what == "opened")
    assert {(event.person_id, event.subject_id) for event in opened} == {
        (who, record.id) for who in ("sam", "priya", "tom", "olu")
    }

"""The mode `full`: the whole text posted before the request, and taken away again later."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from models.tables import AuditEvent, Outbox, Request
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.full_text import read_text, replace_full_text
from models.workflow.parts import Options, Parts
from models.workflow.sending import send_all
from tests.support.meetings import MEETING, PRIYA, after, make_meeting, post_all, requests_to, rows_of, write_record

pytestmark = pytest.mark.by_turns

LONG = "Said the walks with Dad are the best part. 🐕 " * 260


async def send_long(parts: Parts) -> str:
    full = replace(parts, options=Options(record_in_dm="full"))
    (child,) = await make_meeting(full)
    await write_record(full, child, words=LONG)
    await send_all(full, PRIYA, supervision_id=MEETING)
    (request,) = await requests_to(full, "sam")
    return request


async def test_the_text_is_promised_whole_in_order_and_before_the_request(parts: Parts) -> None:
    request = await send_long(parts)

    async with parts.read() as session:
        statement = select(Outbox).where(Outbox.recipient_id == "sam").order_by(col(Outbox.priority))
        posts = (await session.exec(statement)).all()
    *texts, last = posts
    assert last.kind is MessageKind.REQUEST
    assert {post.kind for post in texts} == {MessageKind.RECORD_TEXT}
    assert len({post.priority for post in posts}) == len(posts) > 3
    shown = [await read_text(parts, request, int(post.facts["part"])) for post in texts]
    assert [part.part for part in shown] == list(range(1, len(texts) + 1))
    whole = "".join(part.text for part in shown)
    assert LONG in whole
    assert "CHILD AZ (100001)" in whole
    assert all("walks" not in str(post.facts) for post in posts), "the outbox holds ids only"


async def test_pointer_mode_promises_no_text(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)
    await send_all(parts, PRIYA, supervision_id=MEETING)

    assert await rows_of(parts, Outbox, Outbox.kind == MessageKind.RECORD_TEXT) == []


async def test_the_text_is_replaced_by_a_notice_once_in_every_message(parts: Parts) -> None:
    request = await send_long(parts)
    await post_all(parts)
    texts = await rows_of(parts, Outbox, Outbox.kind == MessageKind.RECORD_TEXT)

    changed = await replace_full_text(parts, after(PRIYA, 60), request_id=request)
    again = await replace_full_text(parts, after(PRIYA, 61), request_id=request)

    assert (changed, again) == (len(texts), 0)
    waiting = await rows_of(parts, Outbox, col(Outbox.state) == OutboxState.WAITING)
    assert {(row.mode, row.target_id) for row in waiting} == {(SendingMode.REFRESH, row.id) for row in texts}
    first = await read_text(parts, request, 1)
    assert (first.taken_away, first.text) == (True, "")
    (stored,) = await rows_of(parts, Request)
    assert stored.replaced_at is None, "the request itself stands"
    assert len(await rows_of(parts, AuditEvent, AuditEvent.what == "text_replaced")) == 1


async def test_there_is_nothing_to_replace_in_pointer_mode(parts: Parts) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)
    await send_all(parts, PRIYA, supervision_id=MEETING)
    (request,) = await requests_to(parts, "sam")

    assert await replace_full_text(parts, PRIYA, request_id=request) == 0

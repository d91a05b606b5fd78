"""A record's whole text, when a newer version took its place before it was posted."""

from dataclasses import replace

import pytest

from handlers.messages import render
from models.tables import Outbox, Version
from models.values.outbox import Promised
from models.vocabulary import MessageKind, SendingMode
from models.workflow.asking import replace_version
from models.workflow.parts import Options, Parts
from tests.conftest import START
from tests.support.meetings import PRIYA, rows_of, send_meeting


@pytest.mark.parametrize("kind", [MessageKind.RECORD_TEXT, MessageKind.REQUEST])
async def test_neither_text_nor_request_is_posted_of_what_was_replaced_and_what_stands_is_kept_true(
    parts: Parts, kind: MessageKind
) -> None:
    full = replace(parts, options=Options(record_in_dm="full"))
    await send_meeting(full)
    (post,) = await rows_of(parts, Outbox, Outbox.kind == kind)
    (version,) = await rows_of(parts, Version)
    promised = Promised(
        id=post.id,
        kind=kind,
        mode=SendingMode.POST,
        recipient_id="sam",
        facts=post.facts,
        promised_at=START,
        attempts=1,
        tried_at=START,
        claim="",
    )
    assert await render(full, promised, START) is not None

    async with parts.write(PRIYA) as session:
        await replace_version(session, await session.get_one(Version, version.id), START)

    assert await render(full, promised, START) is None
    assert await render(full, replace(promised, mode=SendingMode.REFRESH), START) is not None

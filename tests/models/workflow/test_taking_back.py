"""Taking an answer back: which ticks still hold it, and what was built on it since."""

import pytest

from models.tables import Act, Version
from models.values.errors import Refusal
from models.vocabulary import ActKind, MessageKind, RecordState
from models.workflow.addenda import send_addendum
from models.workflow.agreement import act, undo
from models.workflow.parts import Parts
from models.workflow.reactions import react
from models.workflow.reading import mark_read
from tests.support.meetings import (
    PRIYA,
    SAM,
    after,
    find_act,
    find_posts,
    find_record,
    post_all,
    requests_to,
    rows_of,
    send_meeting,
    tick,
)

HEAVY = "heavy_check_mark"


async def states(parts: Parts) -> list[RecordState]:
    return sorted((version.state for version in await rows_of(parts, Version)), key=str)


async def test_a_tick_that_came_too_early_does_not_hold_what_a_later_one_made(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await post_all(parts)
    await react(parts, *await tick(parts, request, 1))
    await mark_read(parts, after(SAM, 2), request_id=request)
    await react(parts, *await tick(parts, request, 3, name=HEAVY))
    assert await states(parts) == [RecordState.COMPLETE]

    await react(parts, *await tick(parts, request, 4, name=HEAVY, present=False))

    assert await states(parts) == [RecordState.AWAITING]


async def test_a_tick_that_was_undone_does_not_hold_what_a_later_one_made(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await post_all(parts)
    await mark_read(parts, after(SAM, 2), request_id=request)
    await react(parts, *await tick(parts, request, 3))
    await undo(parts, after(SAM, 4), request_id=request)
    await react(parts, *await tick(parts, request, 5, name=HEAVY))
    assert await states(parts) == [RecordState.COMPLETE]

    await react(parts, *await tick(parts, request, 6, name=HEAVY, present=False))

    assert await states(parts) == [RecordState.AWAITING]


async def agreed_and_added_to(parts: Parts, *, by_tick: bool = False) -> str:
    """Let Sam agree, and Priya send an addendum a minute later; return the first request's id."""
    (child,), (request,) = await send_meeting(parts)
    await post_all(parts)
    await mark_read(parts, after(SAM, 1), request_id=request)
    if by_tick:
        await react(parts, *await tick(parts, request, 2))
    else:
        await act(parts, after(SAM, 2), request_id=request, kind=ActKind.AGREED)
    record = await find_record(parts, child)
    await send_addendum(parts, after(PRIYA, 3), record_id=record.id, addendum=1, text="Gran moved in.")
    return request


async def test_an_answer_is_not_taken_back_once_an_addendum_was_built_on_it(parts: Parts) -> None:
    request = await agreed_and_added_to(parts)

    with pytest.raises(Refusal, match="addendum was sent"):
        await undo(parts, after(SAM, 4), request_id=request)

    assert await states(parts) == [RecordState.AWAITING, RecordState.COMPLETE]
    assert await rows_of(parts, Act, Act.kind == ActKind.WITHDRAWN) == []


async def test_a_tick_taken_away_after_an_addendum_changes_nothing_and_says_so(parts: Parts) -> None:
    request = await agreed_and_added_to(parts, by_tick=True)

    await react(parts, *await tick(parts, request, 4, present=False))

    assert await states(parts) == [RecordState.AWAITING, RecordState.COMPLETE]
    (answer,) = await find_posts(parts, MessageKind.TICK_TOO_LATE)
    assert answer.facts["why"] == "added_to"


async def test_the_answer_to_the_addendum_itself_can_be_taken_back(parts: Parts) -> None:
    first = await agreed_and_added_to(parts)
    (second,) = set(await requests_to(parts, "sam")) - {first}
    await act(parts, after(SAM, 4), request_id=second, kind=ActKind.AGREED, at_last_page=True)

    await undo(parts, after(SAM, 5), request_id=second)

    assert await states(parts) == [RecordState.AWAITING, RecordState.COMPLETE]
    assert (await find_act(parts, kind=ActKind.WITHDRAWN)).request_id == second

"""A payload that comes again is answered with how things stand; but only to whom they are open."""

import pytest

from handlers.agreement import _act, _asked
from handlers.desk import Desk
from models.values.errors import Refusal
from models.vocabulary import ActKind
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of
from tests.support.meetings import after, send_meeting

SAM = call_of("sam", START)


async def test_a_press_that_comes_again_with_another_request_in_it_tells_nothing_of_that(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    desk = Desk(parts=parts, now=lambda: START)
    stranger = after(call_of("nell", START), 5, key="trigger:1")
    async with parts.write(stranger):
        pass  # the press had its effect the first time, on something of their own

    with pytest.raises(Refusal):
        await _act(desk, stranger, request, ActKind.AGREED)


async def test_the_one_who_was_asked_is_shown_how_it_stands(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    desk = Desk(parts=parts, now=lambda: START)
    call = after(SAM, 5, key="trigger:1")
    first = await _act(desk, call, request, ActKind.AGREED)
    again = await _act(desk, call, request, ActKind.AGREED)
    assert again.asked == first.asked == await _asked(desk, call, request)

"""A change that was asked for reaches somebody who can open it, whoever sent the record."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from models.tables import Person, SupervisionLine
from models.values.errors import Refusal
from models.vocabulary import ActKind, MessageKind
from models.workflow.agreement import act
from models.workflow.parts import Parts
from models.workflow.reactions import react
from models.workflow.reading import mark_read
from models.workflow.waiting import open_answer, read_waiting
from tests.conftest import START
from tests.support.council import call_of
from tests.support.meetings import PRIYA, SAM, after, find_act, find_posts, post_all, send_meeting, tick

TOM = call_of("tom", START)
A_DAY = 60 * 24


async def end_line(parts: Parts, senior: str) -> None:
    """Let whoever is above Sam be it no more from tomorrow on."""
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(SupervisionLine)
            .where(col(SupervisionLine.person_id) == "sam", col(SupervisionLine.senior_id) == senior)
            .values(until_on=START.date() + timedelta(days=1))
        )


async def ask_for_change(parts: Parts, request: str, minutes: float) -> str:
    await act(
        parts, after(SAM, minutes), request_id=request, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True
    )
    return (await find_act(parts, kind=ActKind.CHANGE_ASKED)).id


async def test_a_change_goes_to_the_supervisor_once_the_stand_in_who_sent_the_record_has_ended(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, call=TOM)
    await end_line(parts, "tom")

    act_id = await ask_for_change(parts, request, A_DAY)

    (post,) = await find_posts(parts, MessageKind.CHANGE_ASKED)
    assert post.recipient_id == "priya"
    (mend,) = await read_waiting(parts, after(PRIYA, A_DAY))
    assert mend.act_id == act_id
    assert (await open_answer(parts, after(PRIYA, A_DAY), act_id=act_id)).comments == "No."
    assert await read_waiting(parts, after(TOM, A_DAY)) == ()
    with pytest.raises(Refusal):
        await open_answer(parts, after(TOM, A_DAY), act_id=act_id)


async def test_a_change_asked_before_the_stand_in_ended_waits_for_the_supervisor_afterwards(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, call=TOM)
    act_id = await ask_for_change(parts, request, 1)
    await end_line(parts, "tom")

    (mend,) = await read_waiting(parts, after(TOM, 2))
    assert mend.act_id == act_id
    assert await read_waiting(parts, after(PRIYA, 2)) == ()

    (mend,) = await read_waiting(parts, after(PRIYA, A_DAY))
    assert mend.act_id == act_id
    assert await read_waiting(parts, after(TOM, A_DAY)) == ()


async def test_who_held_the_meeting_still_mends_it_after_the_line_has_changed(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await end_line(parts, "priya")

    act_id = await ask_for_change(parts, request, A_DAY)

    (post,) = await find_posts(parts, MessageKind.CHANGE_ASKED)
    assert post.recipient_id == "priya"
    (mend,) = await read_waiting(parts, after(PRIYA, A_DAY))
    assert mend.act_id == act_id


async def test_a_change_asked_by_somebody_who_has_left_since_waits_for_the_last_supervisor(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, call=TOM)
    act_id = await ask_for_change(parts, request, 1)
    await end_line(parts, "tom")
    await end_line(parts, "priya")
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Person).where(col(Person.id) == "sam").values(left_on=START.date() + timedelta(days=1))
        )
        await session.exec(
            update(SupervisionLine)
            .where(col(SupervisionLine.person_id) == "sam", col(SupervisionLine.senior_id) == "tom")
            .values(until_on=START.date())
        )

    (mend,) = await read_waiting(parts, after(PRIYA, A_DAY))

    assert mend.act_id == act_id


async def test_a_tick_draws_the_home_of_todays_supervisor_anew(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts, call=TOM)
    await post_all(parts)
    await end_line(parts, "tom")
    await mark_read(parts, after(SAM, A_DAY), request_id=request)

    concerned = await react(parts, *await tick(parts, request, A_DAY + 1))

    assert concerned == ("sam", "priya")

"""Who agrees to a group's records, who reads them, who comments, and who mends them (source rows B30, C12)."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, update

from models.tables import Person, Request, RequestVersion, Version
from models.values.call import LONDON, Call
from models.values.errors import Refusal
from models.vocabulary import ActKind, MessageKind, RecordState
from models.workflow.addenda import open_addendum, send_addendum
from models.workflow.agreement import act, undo
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.reactions import react
from models.workflow.reading import mark_read, open_record, read_request
from models.workflow.record import open_record as open_hub
from models.workflow.sending import read_through, send_all
from models.workflow.waiting import open_answer, read_waiting
from tests.conftest import START
from tests.support.council import call_of, hand_over
from tests.support.group import BEN, JOE, send_group, write_in_group
from tests.support.meetings import (
    MEETING,
    PRIYA,
    SAM,
    after,
    find_act,
    find_posts,
    find_record,
    post_all,
    requests_to,
    rows_of,
    tick,
)

pytestmark = pytest.mark.by_turns

A_DAY = 60 * 24
OLU = call_of("olu", START)
TOM = call_of("tom", START)
NELL = call_of("nell", START)


async def requests_of(parts: Parts, person: str) -> dict[bool, list[str]]:
    """Return a person's requests: those to agree, and those to read."""
    found: dict[bool, list[str]] = {True: [], False: []}
    for request_id in await requests_to(parts, person):
        asked = await read_request(parts, request_id)
        assert asked is not None
        found[asked.to_agree].append(request_id)
    return found


async def labels(parts: Parts, request_id: str) -> list[str]:
    asked = await read_request(parts, request_id)
    assert asked is not None
    return [version.label for version in asked.versions]


async def comment(parts: Parts, call: Call, request_id: str, text: str = "Try a Sunday.") -> None:
    versions = await rows_of(parts, RequestVersion, RequestVersion.request_id == request_id)
    first = min(versions, key=lambda row: row.place)
    await act(
        parts,
        call,
        request_id=request_id,
        kind=ActKind.COMMENTED,
        version_ids=[first.version_id],
        comments=text,
        at_last_page=True,
    )


async def test_each_worker_is_asked_about_their_own_child_and_gets_the_other_to_read(parts: Parts) -> None:
    await send_group(parts)

    sam, joe, ben = [await requests_of(parts, one) for one in ("sam", "joe", "ben")]

    assert [await labels(parts, one) for one in sam[True]] == [["AZ · 100001"]]
    assert [await labels(parts, one) for one in sam[False]] == [["JZ · 100101"]]
    assert [await labels(parts, one) for one in joe[True]] == [["JZ · 100101"]]
    assert [await labels(parts, one) for one in joe[False]] == [["AZ · 100001"]]
    assert ben[True] == []
    assert [await labels(parts, one) for one in ben[False]] == [["AZ · 100001", "JZ · 100101"]], "in one message"
    assert await requests_to(parts, "priya") == []


async def test_what_waits_names_the_group_as_the_message_of_its_request_does(parts: Parts) -> None:
    await send_group(parts)

    for call in (SAM, JOE):
        waiting = await read_waiting(parts, call)
        assert {one.kind for one in waiting} == {"agree", "read"}
        assert {one.title for one in waiting} == {"Group: Sam Example presents"}
        asked = [await read_request(parts, one.request_id or "") for one in waiting]
        assert {one.title for one in asked if one is not None} == {waiting[0].title}


async def test_a_worker_who_did_not_present_completes_the_record_of_their_child(parts: Parts) -> None:
    children = await send_group(parts)
    (request,) = (await requests_of(parts, "joe"))[True]

    await act(parts, JOE, request_id=request, kind=ActKind.AGREED, at_last_page=True)

    assert (await find_record(parts, children.of_joe)).state is RecordState.COMPLETE
    assert (await find_record(parts, children.of_sam)).state is RecordState.AWAITING


@pytest.mark.parametrize(
    "kind", [ActKind.AGREED, ActKind.AGREED_WITH_COMMENTS, ActKind.CHANGE_ASKED, ActKind.NOT_AGREED]
)
async def test_who_only_reads_can_answer_nothing_and_take_nothing_back(parts: Parts, kind: ActKind) -> None:
    await send_group(parts)
    before = sorted(row.state for row in await rows_of(parts, Version))

    for call in (BEN, SAM):
        (request,) = (await requests_of(parts, call.person_id))[False]
        versions = await rows_of(parts, RequestVersion, RequestVersion.request_id == request)
        with pytest.raises(Refusal, match="Only the person who was asked"):
            await act(
                parts,
                call,
                request_id=request,
                kind=kind,
                version_ids=[versions[0].version_id],
                comments="x",
                at_last_page=True,
            )
        with pytest.raises(Refusal, match="nothing to undo"):
            await undo(parts, call, request_id=request)

    assert sorted(row.state for row in await rows_of(parts, Version)) == before


async def test_a_tick_of_who_only_reads_is_answered_in_the_thread_and_changes_nothing(parts: Parts) -> None:
    await send_group(parts)
    await post_all(parts)
    (request,) = (await requests_of(parts, "ben"))[False]
    await mark_read(parts, after(BEN, 1), request_id=request)

    await react(parts, *await tick(parts, request, 2, by="ben"))

    assert {row.state for row in await rows_of(parts, Version)} == {RecordState.AWAITING}
    (said,) = await find_posts(parts, MessageKind.TICK_TOO_LATE)
    assert (said.recipient_id, said.facts["why"]) == ("ben", "to_read")


async def test_a_comment_stands_with_the_record_moves_nothing_and_reaches_who_held_the_group(parts: Parts) -> None:
    children = await send_group(parts)
    (request,) = (await requests_of(parts, "ben"))[False]

    await comment(parts, BEN, request)

    record = await find_record(parts, children.of_sam)
    assert record.state is RecordState.AWAITING
    reading = await open_record(parts, after(SAM, 1), record_id=record.id)
    assert [(one.person_name, one.text) for one in reading.versions[0].agreed.comments] == [
        ("Ben Example", "Try a Sunday.")
    ]
    (told,) = await find_posts(parts, MessageKind.COMMENTS)
    assert told.recipient_id == "priya"
    answered = await open_answer(parts, after(PRIYA, 2), act_id=(await find_act(parts, kind=ActKind.COMMENTED)).id)
    assert answered.asked is False
    (mine,) = (await requests_of(parts, "sam"))[True]
    await act(parts, after(SAM, 3), request_id=mine, kind=ActKind.AGREED, at_last_page=True)
    await comment(parts, after(BEN, 4), request, "And ask Gran.")
    assert (await find_record(parts, children.of_sam)).state is RecordState.COMPLETE


async def test_comments_are_taken_for_five_working_days_and_bank_holidays_are_none(parts: Parts) -> None:
    """Sent on Monday 2 March; then again as if on Thursday 2 April, before Good Friday and Easter Monday."""
    children = await send_group(parts)
    (request,) = (await requests_of(parts, "ben"))[False]
    (row,) = await rows_of(parts, Request, Request.id == request)
    assert f"{row.comments_until}" == "2026-03-09"
    await comment(parts, after(BEN, 7 * A_DAY), request)
    with pytest.raises(Refusal, match="until 9 March 2026"):
        await comment(parts, after(BEN, 8 * A_DAY), request)

    easter = Call("priya", datetime(2026, 4, 2, 10, tzinfo=LONDON))
    await send_addendum_about(parts, easter, children.of_sam)
    rows = await rows_of(parts, Request, Request.addressee_id == "ben")
    assert {f"{row.comments_until}" for row in rows} == {"2026-03-09", "2026-04-13"}


async def send_addendum_about(parts: Parts, call: Call, child_id: str) -> None:
    (mine,) = (await requests_of(parts, "sam"))[True]
    await act(parts, Call("sam", call.now), request_id=mine, kind=ActKind.AGREED, at_last_page=True)
    record = await find_record(parts, child_id)
    draft = await open_addendum(parts, call, record_id=record.id)
    assert (draft.to_agree, draft.to_read) == (("Sam Example",), ("Ben Example", "Joe Example"))
    await send_addendum(parts, call, record_id=record.id, addendum=draft.addendum, text="It was the 3rd.")


async def test_a_new_version_takes_the_place_of_what_others_got_to_read_too(parts: Parts) -> None:
    children = await send_group(parts)
    (asked,) = (await requests_of(parts, "sam"))[True]
    (read,) = (await requests_of(parts, "ben"))[False]
    await comment(parts, BEN, read)
    await act(parts, SAM, request_id=asked, kind=ActKind.CHANGE_ASKED, comments="It was Gran.", at_last_page=True)

    await write_in_group(parts, children.of_sam, call=after(PRIYA, 10), words="Gran said so.", owner_id=None)
    await send_all(parts, after(PRIYA, 11), supervision_id=MEETING)

    old, new = (await requests_of(parts, "ben"))[False]
    before = await read_request(parts, old)
    assert before is not None
    assert [(one.label, one.replaced) for one in before.versions] == [("AZ · 100001", True), ("JZ · 100101", False)]
    after_it = await read_request(parts, new)
    assert after_it is not None
    assert [(one.label, one.number) for one in after_it.versions] == [("AZ · 100001", 2)]
    (of_joe, again) = (await requests_of(parts, "joe"))[False]
    replaced = await read_request(parts, of_joe)
    assert replaced is not None
    assert replaced.replaced, "all that Joe got to read was replaced"
    assert await labels(parts, again) == ["AZ · 100001"]
    with pytest.raises(Refusal, match="newest message"):
        await comment(parts, after(JOE, 12), of_joe)


async def test_nothing_is_sent_to_an_attendee_who_has_left(parts: Parts) -> None:
    children = await send_group(parts)
    async with parts.write(PRIYA) as session:
        leaves_on = START.date() + timedelta(days=1)
        await session.exec(update(Person).where(col(Person.id) == "ben").values(left_on=leaves_on))
    before = await requests_to(parts, "ben")

    tomorrow = after(PRIYA, A_DAY)
    (mine,) = (await requests_of(parts, "sam"))[True]
    await act(parts, after(SAM, A_DAY), request_id=mine, kind=ActKind.AGREED, at_last_page=True)
    record = await find_record(parts, children.of_sam)
    draft = await open_addendum(parts, tomorrow, record_id=record.id)
    await send_addendum(parts, tomorrow, record_id=record.id, addendum=draft.addendum, text="It was the 3rd.")

    assert (draft.to_agree, draft.to_read) == (("Sam Example",), ("Joe Example",))
    assert await requests_to(parts, "ben") == before
    with pytest.raises(Refusal):
        await open_record(parts, after(BEN, A_DAY), record_id=record.id)


async def test_who_was_there_and_the_workers_line_read_a_record_and_nobody_else(parts: Parts) -> None:
    children = await send_group(parts)
    of_sam, of_joe = [(await find_record(parts, child)).id for child in (children.of_sam, children.of_joe)]

    for call in (PRIYA, SAM, JOE, BEN, OLU):
        for record_id in (of_sam, of_joe):
            assert (await open_record(parts, call, record_id=record_id)).versions
    with pytest.raises(Refusal, match="Only those who met"):
        await open_record(parts, NELL, record_id=of_sam)
    assert (await open_record(parts, TOM, record_id=of_sam)).versions, "he stands in for Sam's supervisor"
    with pytest.raises(Refusal, match="Only those who met"):
        await open_record(parts, TOM, record_id=of_joe)


async def test_who_supervises_the_presenter_later_sees_and_writes_nothing_of_the_others_children(parts: Parts) -> None:
    children = await send_group(parts)
    (asked,) = (await requests_of(parts, "joe"))[True]
    await act(parts, JOE, request_id=asked, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)
    await hand_over(parts, "sam", "nell", START)

    overview = await read_overview(parts, NELL, supervision_id=MEETING)
    assert [row.subject_id for row in overview.rows] == [children.of_sam]
    shown = await read_through(parts, NELL, supervision_id=MEETING)
    assert (shown.records, [one.label for one in shown.sent]) == ((), ["AZ · 100001"])
    with pytest.raises(Refusal):
        await open_hub(parts, NELL, supervision_id=MEETING, subject_id=children.of_joe)
    with pytest.raises(Refusal):
        await open_answer(parts, NELL, act_id=(await find_act(parts, kind=ActKind.CHANGE_ASKED)).id)


async def test_who_supervises_another_worker_later_mends_and_sends_the_record_of_that_ones_child(parts: Parts) -> None:
    children = await send_group(parts)
    await hand_over(parts, "joe", "nell", START)
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Person).where(col(Person.id) == "priya").values(left_on=START.date() + timedelta(days=1))
        )
    (asked,) = (await requests_of(parts, "joe"))[True]
    tomorrow = after(NELL, A_DAY)

    await act(parts, after(JOE, A_DAY), request_id=asked, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)

    (told,) = await find_posts(parts, MessageKind.CHANGE_ASKED)
    assert told.recipient_id == "nell"
    (waiting,) = await read_waiting(parts, tomorrow)
    assert (await open_answer(parts, tomorrow, act_id=str(waiting.act_id))).comments == "No."
    assert (await next_stop(parts, tomorrow, MEETING)).kind == "read_through"
    await write_in_group(parts, children.of_joe, call=tomorrow, words="Yes.", owner_id=None)
    sent = await send_all(parts, tomorrow, supervision_id=MEETING)
    assert sent.sent == ("Child JZ",)


async def test_a_comment_reaches_the_workers_supervisor_once_who_held_the_group_may_not_write_any_more(
    parts: Parts,
) -> None:
    await send_group(parts)
    await hand_over(parts, "sam", "nell", START)
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Person).where(col(Person.id) == "priya").values(left_on=START.date() + timedelta(days=1))
        )
    (request,) = (await requests_of(parts, "ben"))[False]

    await comment(parts, after(BEN, A_DAY), request)

    (told,) = await find_posts(parts, MessageKind.COMMENTS)
    assert told.recipient_id == "nell", "Sam's supervisor, not Ben's"

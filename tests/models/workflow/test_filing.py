"""Filing: who marks what as filed, once; what came since is said; and what the clock and the list make of it."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, update

from models.rules.paste import paste_text
from models.tables import AuditEvent, ClockDone, Filing, Link, Record, Request, Version
from models.values.agreement import FiledWhere
from models.values.call import Call
from models.values.due import CountedFrom
from models.values.errors import Refusal, Repeated
from models.values.filing import FiledAll, Marked, ToFile
from models.values.supervision import AgendaPlan
from models.vocabulary import ActKind, ClockKind, Filed, LinkKind, RecordKind, RecordState
from models.workflow.addenda import send_addendum
from models.workflow.agreement import act, undo
from models.workflow.clocks.reading import read_items
from models.workflow.filing import file_all, file_version
from models.workflow.full_text import read_text
from models.workflow.parts import Options, Parts
from models.workflow.pasting import open_paste, read_paste
from models.workflow.reading import open_record
from models.workflow.sending import send_all
from models.workflow.staff_file import read_staff_file
from models.workflow.supervision import start_supervision
from models.workflow.to_file import ALL, MINE, read_to_file
from tests.conftest import START
from tests.support.council import call_of, make_team, restrict
from tests.support.meetings import (
    MEETING,
    PRIYA,
    SAM,
    after,
    find_record,
    post_all,
    rows_of,
    send_meeting,
    write_record,
)

pytestmark = pytest.mark.by_turns

TODAY = START.date()
# What is not about how a database counts, waits or joins.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = "Said the walks with Dad are the best part."


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


async def listed(parts: Parts, who: str = "priya", scope: str = MINE) -> list[ToFile]:
    return list((await read_to_file(parts, call_of(who, at(90)), scope)).rows)


async def clock(parts: Parts, today: date = TODAY) -> list[tuple[date, CountedFrom, int, int]]:
    """Return what is due to be filed: by when, counted from what, how many records and how many outcomes."""
    async with parts.read() as session:
        items = await read_items(session, parts, today, everything=True)
    return [
        (item.due.due_on, item.due.counted_from, item.count, item.outcomes)
        for item in items
        if item.clock is ClockKind.FILING
    ]


async def version_of(parts: Parts, child_id: str) -> str:
    record = await find_record(parts, child_id)
    (found,) = await rows_of(parts, Version, Version.record_id == record.id, col(Version.replaced).is_(False))
    return str(found.id)


async def agree(parts: Parts, request: str, minutes: float, kind: ActKind = ActKind.AGREED, words: str = "") -> None:
    await act(parts, after(SAM, minutes), request_id=request, kind=kind, comments=words, at_last_page=True)


async def file(parts: Parts, version_id: str, minutes: float = 10, *, who: Call = PRIYA, seen: float = 9) -> Marked:
    return (await file_version(parts, after(who, minutes), version_id=version_id, seen_at=at(seen))).what


async def test_a_long_list_is_marked_some_at_a_time(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.workflow.filing._AT_ONCE", 2)
    await send_meeting(parts, in_depth=1, brief=3)
    with pytest.raises(Refusal, match="nothing left"):
        await file_all(parts, call_of("nell", at(10)), seen_at=at(9))
    assert await file_all(parts, after(PRIYA, 10, key="press"), seen_at=at(9)) == FiledAll(4, 0)
    assert await listed(parts) == []
    with pytest.raises(Repeated):
        await file_all(parts, after(PRIYA, 10, key="press"), seen_at=at(9))


async def test_what_is_filed_leaves_list_and_clock_and_stands_in_the_chain_with_state_and_place(parts: Parts) -> None:
    (child, other), _ = await send_meeting(parts, in_depth=1, brief=1)
    rows = await listed(parts)
    assert [(row.label[:2], row.kind, row.place, row.state) for row in rows] == [
        ("AZ", RecordKind.CASEWORK, Filed.MOSAIC, RecordState.AWAITING),
        ("BZ", RecordKind.BRIEF, Filed.MOSAIC, RecordState.AWAITING),
    ]
    assert {row.due.due_on for row in rows} == {date(2026, 3, 9)}, "five working days of the meeting"
    assert await clock(parts) == [(date(2026, 3, 9), CountedFrom.MEETING, 2, 0)]
    before = await find_record(parts, child)

    filed = await file_version(parts, after(PRIYA, 10), version_id=await version_of(parts, child), seen_at=at(9))

    assert (filed.what, filed.place, filed.by, filed.on) == (Marked.FILED, Filed.MOSAIC, "Priya Example", TODAY)
    assert [row.label[:2] for row in await listed(parts)] == ["BZ"]
    assert await clock(parts) == [(date(2026, 3, 9), CountedFrom.MEETING, 1, 0)]
    (filing,) = await rows_of(parts, Filing)
    assert (filing.place, filing.state, filing.filed_by, filing.filed_on, filing.filed_at) == (
        Filed.MOSAIC,
        RecordState.AWAITING,
        "priya",
        TODAY,
        at(10),
    )
    after_it = await find_record(parts, child)
    (link,) = await rows_of(parts, Link, Link.kind == LinkKind.FILED)
    (version,) = await rows_of(parts, Version, Version.id == filing.version_id)
    assert (link.row_id, link.previous, link.hash, link.place) == (
        filing.id,
        before.head,
        after_it.head,
        before.links + 1,
    )
    assert link.facts == {
        "version": version.hash,
        "place": "mosaic",
        "person": "priya",
        "on": "2026-03-02",
        "state": "awaiting",
    }
    (event,) = await rows_of(parts, AuditEvent, AuditEvent.what == "filed")
    assert (event.subject_id, event.version_id, event.facts["filing"]) == (after_it.id, version.id, filing.id)
    assert WORDS not in str([event.facts, link.facts])
    (read,) = (await open_record(parts, after(PRIYA, 11), record_id=after_it.id)).versions
    assert read.filed == FiledWhere(Filed.MOSAIC, TODAY, "Priya Example"), "whoever reads it sees where it is filed"
    assert await file(parts, await version_of(parts, other), 11) is Marked.FILED
    assert (await listed(parts), await clock(parts)) == ([], [])


async def test_a_later_agreement_asks_for_one_paste_of_the_outcome_only(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    version = await version_of(parts, child)
    paste = await open_paste(parts, after(PRIYA, 5), version_id=version)
    assert WORDS in paste_text(paste.fields)
    assert paste.fields[-1].text == "Awaiting agreement.\nNot answered yet: Sam Example."
    await file(parts, version)
    assert await clock(parts) == []

    await agree(parts, request, 60 * 24, ActKind.AGREED_WITH_COMMENTS, "It was Gran, not Dad.")

    (row,) = await listed(parts)
    assert (row.of_outcome, row.told, row.state) == (True, RecordState.AWAITING, RecordState.COMPLETE)
    assert (row.due.due_on, row.due.counted_on) == (date(2026, 3, 10), date(2026, 3, 3))
    assert await clock(parts) == [(date(2026, 3, 10), CountedFrom.ANSWERED, 1, 1)]
    outcome = await read_paste(parts, after(PRIYA, 1500), version_id=version)
    (field,) = outcome.fields
    assert outcome.of_outcome
    assert field.text.startswith("Child AZ (100001), held Mon 2 March 2026, version 1 (check code ")
    assert "It was filed as awaiting agreement. Now:\nAgreed on Tue 3 March 2026.\n" in field.text
    assert field.text.endswith("It was Gran, not Dad.")
    assert WORDS not in field.text
    assert await file(parts, version, 1501, seen=1500) is Marked.OUTCOME
    assert (await listed(parts), await clock(parts)) == ([], [])
    (filing,) = await rows_of(parts, Filing)
    assert (filing.state, filing.outcome_state, filing.outcome_by) == (
        RecordState.AWAITING,
        RecordState.COMPLETE,
        "priya",
    )
    links = await rows_of(parts, Link, Link.kind == LinkKind.FILED)
    assert [link.row_id for link in links] == [filing.id] * 2
    assert {link.facts.get("outcome") for link in links} == {None, "complete"}
    assert await file(parts, version, 1502, seen=1501) is Marked.ALREADY


@on_sqlite
async def test_an_outcome_can_still_be_pasted_when_the_text_has_been_let_go(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    version = await version_of(parts, child)
    await file(parts, version)
    await agree(parts, request, 20)
    async with parts.write(PRIYA) as session:
        await session.exec(update(Version).where(col(Version.id) == version).values(document=None, nonce=None))

    paste = await open_paste(parts, after(PRIYA, 30), version_id=version)

    assert paste.title == "AZ · 100001"
    assert paste.fields[0].text.endswith(
        "Agreed on Mon 2 March 2026.\nSam Example agreed on Mon 2 March 2026 at 09:20."
    )
    assert await file(parts, version, 31, seen=30) is Marked.OUTCOME


@on_sqlite
async def test_an_answer_that_came_after_the_screen_was_drawn_is_an_outcome_still_to_be_pasted(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    version = await version_of(parts, child)
    await agree(parts, request, 8)

    await file(parts, version, 10, seen=7)

    (filing,) = await rows_of(parts, Filing)
    assert filing.state is RecordState.AWAITING
    (row,) = await listed(parts)
    assert row.of_outcome
    await file(parts, version, 12, seen=11)
    await undo(parts, after(SAM, 13), request_id=request)
    (row,) = await listed(parts)
    assert (row.told, row.state) == (RecordState.COMPLETE, RecordState.AWAITING), "what was pasted is true no more"


async def test_a_version_that_was_replaced_is_refused_and_the_new_one_counts_from_the_day_it_was_sent(
    parts: Parts,
) -> None:
    (child,), (request,) = await send_meeting(parts)
    first = await version_of(parts, child)
    await file(parts, first)
    await agree(parts, request, 20, ActKind.CHANGE_ASKED, "It was Gran.")
    assert await listed(parts) == [], "a change that is asked for is no outcome: the next version is pasted"
    late = 60 * 24 * 2
    await write_record(parts, child, words="Gran walks with her.", call=after(PRIYA, late), with_action=False)
    await send_all(parts, after(PRIYA, late + 1), supervision_id=MEETING)

    for work in (file(parts, first, late + 2, seen=late), open_paste(parts, after(PRIYA, late + 2), version_id=first)):
        with pytest.raises(Refusal, match="A newer version was sent since"):
            await work
    assert len(await rows_of(parts, Filing)) == 1
    (row,) = await listed(parts)
    assert (row.number, row.again, row.of_outcome) == (2, True, False)
    assert (row.due.counted_from, row.due.due_on) == (CountedFrom.SENT, date(2026, 3, 11))
    assert await clock(parts) == [(date(2026, 3, 11), CountedFrom.SENT, 1, 0)]
    text = paste_text((await open_paste(parts, after(PRIYA, late + 3), version_id=row.version_id)).fields)
    assert "Gran walks with her." in text
    assert "Sam Example asked for a change on Mon 2 March 2026, version 1:\nIt was Gran." in text
    assert await file(parts, row.version_id, late + 4, seen=late + 3) is Marked.FILED


async def test_pressing_twice_or_two_at_once_files_once_and_says_who_did(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    version = await version_of(parts, child)
    pressed = after(PRIYA, 10, key="trigger:1")
    others = [after(call_of("tom", START), 10, key="trigger:2"), after(call_of("olu", START), 10, key="trigger:3")]

    came = await asyncio.gather(
        *(file_version(parts, call, version_id=version, seen_at=at(9)) for call in (pressed, *others))
    )

    assert sorted(one.what for one in came) == [Marked.ALREADY, Marked.ALREADY, Marked.FILED]
    (filing,) = await rows_of(parts, Filing)
    assert {one.by for one in came} == {f"{filing.filed_by.title()} Example"}
    with pytest.raises(Repeated):
        await file_version(parts, pressed, version_id=version, seen_at=at(9))
    assert len(await rows_of(parts, Link, Link.kind == LinkKind.FILED)) == 1
    assert len(await rows_of(parts, AuditEvent, AuditEvent.what == "filed")) == 1


async def send_personal(parts: Parts) -> tuple[str, str]:
    """Send a child's record and a personal one; return their versions."""
    (child,) = await make_team(parts, START, last_discussed={"AZ": 60})
    await start_supervision(parts, PRIYA, AgendaPlan(MEETING, "sam", TODAY, (child,), (), personal=True))
    await write_record(parts, child)
    await write_record(parts, "sam", RecordKind.PERSONAL, words="Enjoys the work.", with_action=False)
    await send_all(parts, PRIYA, supervision_id=MEETING)
    (personal,) = await rows_of(parts, Record, Record.person_id == "sam")
    (version,) = await rows_of(parts, Version, Version.record_id == personal.id)
    return await version_of(parts, child), str(version.id)


async def test_a_personal_record_goes_to_the_staff_file_and_never_through_who_only_stands_in(parts: Parts) -> None:
    of_child, personal = await send_personal(parts)

    assert {row.place for row in await listed(parts)} == {Filed.MOSAIC, Filed.STAFF_FILE}
    assert [row.version_id for row in await listed(parts, "tom")] == [of_child]
    assert await listed(parts, "olu") == []
    assert {row.version_id for row in await listed(parts, "olu", ALL)} == {of_child, personal}
    assert await listed(parts, "sam", ALL) == await listed(parts, "nell", ALL) == []
    for who, version, why in (
        ("tom", personal, "who only stands in leaves to them"),
        ("sam", of_child, "Only your supervisor"),
        ("nell", of_child, "Only their supervisor"),
    ):
        call = call_of(who, START)
        for work in (file(parts, version, who=call), open_paste(parts, call, version_id=version)):
            with pytest.raises(Refusal, match=why):
                await work
    assert await rows_of(parts, Filing) == []
    assert await file(parts, of_child, who=call_of("tom", START)) is Marked.FILED
    paste = await open_paste(parts, call_of("olu", at(8)), version_id=personal)
    assert (paste.place, paste.title) == (Filed.STAFF_FILE, "Sam Example")
    assert await file(parts, personal, who=call_of("olu", START)) is Marked.FILED
    (filing,) = await rows_of(parts, Filing, Filing.version_id == personal)
    assert filing.place is Filed.STAFF_FILE

    press = replace(after(PRIYA, 30), key="a press that Slack sends again")
    index = await read_staff_file(parts, press, person_id="sam")
    assert await read_staff_file(parts, press, person_id="sam") == index
    assert (index.person, index.supervisor, index.held_on) == ("Sam Example", "Priya Example", (TODAY,))
    assert [(piece.kind, piece.filed_by) for piece in index.pieces] == [(RecordKind.PERSONAL, "Olu Example")]
    for who in ("tom", "nell", "sam"):
        with pytest.raises(Refusal):
            await read_staff_file(parts, call_of(who, START), person_id="sam")


@on_sqlite
async def test_the_record_of_a_restricted_child_is_not_there_for_who_only_stands_in(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    version = await version_of(parts, child)
    await restrict(parts, child)

    assert await listed(parts, "tom") == []
    with pytest.raises(Refusal, match="restricted"):
        await file(parts, version, who=call_of("tom", START))
    assert len(await listed(parts)) == 1
    assert await file(parts, version) is Marked.FILED


async def test_all_that_stood_on_the_list_is_filed_and_what_came_since_is_left(parts: Parts) -> None:
    children, requests = await send_meeting(parts, in_depth=2, brief=1)
    await agree(parts, requests[0], 12)
    await agree(parts, requests[1], 12, ActKind.CHANGE_ASKED, "No.")
    await write_record(parts, children[1], words="Mended.", call=after(PRIYA, 13), with_action=False)
    await send_all(parts, after(PRIYA, 14), supervision_id=MEETING)

    filed = await file_all(parts, after(PRIYA, 15), seen_at=at(11))

    assert filed == FiledAll(2, 1)
    states = {one.version_id: one.state for one in await rows_of(parts, Filing)}
    assert set(states.values()) == {RecordState.AWAITING}, "as they stood when the list was drawn"
    assert {(row.label[:2], row.of_outcome) for row in await listed(parts)} == {("AZ", True), ("BZ", False)}
    assert await file_all(parts, after(PRIYA, 16), seen_at=at(15.5)) == FiledAll(2, 0)
    assert await listed(parts) == []
    with pytest.raises(Refusal, match="nothing left"):
        await file_all(parts, after(PRIYA, 17), seen_at=at(16.5))
    assert len(await rows_of(parts, Link, Link.kind == LinkKind.FILED)) == 4


@on_sqlite
async def test_an_addendum_is_filed_by_itself(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    await agree(parts, request, 5)
    record = await find_record(parts, child)
    await send_addendum(parts, after(PRIYA, 6), record_id=record.id, addendum=1, text="Gran moved in on Friday.")

    assert {(row.addendum, row.state) for row in await listed(parts)} == {
        (0, RecordState.COMPLETE),
        (1, RecordState.AWAITING),
    }
    assert await clock(parts) == [(date(2026, 3, 9), CountedFrom.MEETING, 1, 0)]
    first, added = sorted(await listed(parts), key=lambda row: row.addendum)
    await file(parts, first.version_id)
    assert await clock(parts) == [(date(2026, 3, 9), CountedFrom.SENT, 1, 0)]
    paste = await open_paste(parts, after(PRIYA, 12), version_id=added.version_id)
    assert [field.label for field in paste.fields] == ["About this record", "Addendum 1", "Agreement"]
    assert await file(parts, added.version_id, 13, seen=12) is Marked.FILED
    assert (await listed(parts), await clock(parts)) == ([], [])


@on_sqlite
async def test_a_posted_text_is_replaced_once_all_that_stands_in_it_is_filed(parts: Parts) -> None:
    full = replace(parts, options=Options(record_in_dm="full"))
    children, (request,) = await send_meeting(full, in_depth=0, brief=2)
    await post_all(full)
    assert WORDS in (await read_text(full, request, 1)).text

    await file(full, await version_of(full, children[0]))
    assert not (await read_text(full, request, 1)).taken_away
    await file(full, await version_of(full, children[1]), 11)

    assert (await read_text(full, request, 1)).taken_away
    (stored,) = await rows_of(full, Request)
    assert (stored.text_replaced_at, stored.replaced_at) == (at(11), None)
    await agree(full, request, 12)
    assert len(await listed(full)) == 2, "the request itself stands, and is answered"


async def test_what_done_was_said_of_before_stays_filed_but_not_what_is_sent_after_it(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    async with parts.write(PRIYA) as session:
        session.add(
            ClockDone(
                clock=ClockKind.FILING,
                child_id=child,
                done_on=TODAY,
                text=b"sealed",
                recorded_by="priya",
                recorded_at=at(1),
            )
        )
    assert (await listed(parts), await clock(parts)) == ([], [])
    await agree(parts, request, 5)
    record = await find_record(parts, child)

    await send_addendum(parts, after(PRIYA, 6), record_id=record.id, addendum=1, text="Gran moved in on Friday.")

    assert [row.addendum for row in await listed(parts)] == [1]
    assert await clock(parts) == [(date(2026, 3, 9), CountedFrom.SENT, 1, 0)]


@on_sqlite
async def test_reading_to_copy_is_noted_once_and_a_draft_is_no_record_to_file(parts: Parts) -> None:
    children, _ = await send_meeting(parts)
    version = await version_of(parts, children[0])

    await open_paste(parts, after(PRIYA, 5, key="trigger:1"), version_id=version)
    await read_paste(parts, after(PRIYA, 6), version_id=version)

    (event,) = await rows_of(parts, AuditEvent, AuditEvent.what == "opened", AuditEvent.person_id == "priya")
    assert (event.version_id, event.facts) == (version, {"to": "copy"})

"""Addenda: added to a record that stands, agreed by themselves."""

import pytest

from models.tables import Addendum, AuditEvent, Version
from models.values.errors import Conflict, Refusal
from models.vocabulary import ActKind, MessageKind, RecordState
from models.workflow.addenda import open_addendum, save_addendum, send_addendum
from models.workflow.agreement import act
from models.workflow.parts import Parts
from models.workflow.reading import open_record, open_request, read_request
from tests.conftest import START
from tests.support.council import call_of
from tests.support.meetings import PRIYA, SAM, after, find_posts, find_record, requests_to, rows_of, send_meeting

pytestmark = pytest.mark.by_turns


async def completed(parts: Parts) -> tuple[str, str]:
    """Send a record and let it be agreed; return the ids of the record and of its request."""
    (child,), (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.AGREED, at_last_page=True)
    return (await find_record(parts, child)).id, request


async def newest_request(parts: Parts, *before: str) -> str:
    (found,) = set(await requests_to(parts, "sam")) - set(before)
    return found


async def test_an_addendum_is_asked_for_by_itself_and_leaves_the_record_complete(parts: Parts) -> None:
    record_id, first = await completed(parts)

    draft = await open_addendum(parts, PRIYA, record_id=record_id)
    await send_addendum(parts, after(PRIYA, 60), record_id=record_id, addendum=1, text="Gran moved in on Friday.")

    assert (draft.addendum, draft.to_agree, draft.to_read, draft.text) == (1, ("Sam Example",), (), "")
    asked = await read_request(parts, await newest_request(parts, first))
    assert asked is not None
    assert [(one.addendum, one.number, one.state) for one in asked.versions] == [(1, 1, RecordState.AWAITING)]
    reading = await open_record(parts, after(PRIYA, 61), record_id=record_id)
    assert [version.document.addendum_text for version in reading.versions] == [None, "Gran moved in on Friday."]
    assert reading.versions[0].agreed.state is RecordState.COMPLETE
    assert len(await rows_of(parts, AuditEvent, AuditEvent.what == "added_to")) == 1


async def test_an_addendum_has_versions_and_a_state_of_its_own(parts: Parts) -> None:
    record_id, first = await completed(parts)
    await send_addendum(parts, after(PRIYA, 1), record_id=record_id, addendum=1, text="Gran moved in.")
    second = await newest_request(parts, first)
    await act(
        parts, after(SAM, 2), request_id=second, kind=ActKind.CHANGE_ASKED, comments="On Friday.", at_last_page=True
    )

    draft = await open_addendum(parts, after(PRIYA, 3), record_id=record_id)
    assert (draft.addendum, draft.again, draft.text, draft.asked) == (1, True, "Gran moved in.", "On Friday.")
    await send_addendum(parts, after(PRIYA, 4), record_id=record_id, addendum=1, text="Gran moved in on Friday.")
    third = await newest_request(parts, first, second)

    with pytest.raises(Refusal, match="newest message"):
        await act(parts, after(SAM, 5), request_id=second, kind=ActKind.AGREED, at_last_page=True)
    reading = await open_request(parts, after(SAM, 5), request_id=third)
    assert reading.versions[0].before is not None
    await act(parts, after(SAM, 6), request_id=third, kind=ActKind.AGREED, at_last_page=True)
    versions = {(one.addendum, one.number): one for one in await rows_of(parts, Version)}
    assert {place: one.state for place, one in versions.items()} == {
        (0, 1): RecordState.COMPLETE,
        (1, 1): RecordState.CHANGE_ASKED,
        (1, 2): RecordState.COMPLETE,
    }
    assert (await open_addendum(parts, after(PRIYA, 7), record_id=record_id)).addendum == 2


async def test_no_second_addendum_while_one_waits(parts: Parts) -> None:
    record_id, _ = await completed(parts)
    await send_addendum(parts, PRIYA, record_id=record_id, addendum=1, text="One.")

    with pytest.raises(Refusal, match="waiting for its answer"):
        await open_addendum(parts, PRIYA, record_id=record_id)
    with pytest.raises(Refusal):
        await send_addendum(parts, after(PRIYA, 1), record_id=record_id, addendum=1, text="One.")

    assert len(await rows_of(parts, Version, Version.addendum == 1)) == 1


async def test_the_same_addendum_is_sent_once(parts: Parts) -> None:
    record_id, first = await completed(parts)
    await send_addendum(parts, PRIYA, record_id=record_id, addendum=1, text="One.")
    await act(
        parts,
        after(SAM, 1),
        request_id=await newest_request(parts, first),
        kind=ActKind.AGREED,
        at_last_page=True,
    )

    with pytest.raises(Conflict, match="sent already"):
        await send_addendum(parts, after(PRIYA, 2), record_id=record_id, addendum=1, text="One, once more.")

    assert len(await rows_of(parts, Version, Version.addendum == 1)) == 1


async def test_an_addendum_needs_a_record_that_stands(parts: Parts) -> None:
    (child,), _ = await send_meeting(parts)
    record = await find_record(parts, child)

    with pytest.raises(Refusal, match="waiting for an answer"):
        await open_addendum(parts, PRIYA, record_id=record.id)
    with pytest.raises(Refusal):
        await send_addendum(parts, PRIYA, record_id=record.id, addendum=1, text="Too early.")

    assert await rows_of(parts, Addendum) == []


async def test_only_the_supervisor_adds(parts: Parts) -> None:
    record_id, _ = await completed(parts)

    for who in ("sam", "olu", "nell"):
        with pytest.raises(Refusal):
            await send_addendum(parts, call_of(who, START), record_id=record_id, addendum=1, text="Mine.")

    assert await rows_of(parts, Addendum) == []


async def test_an_empty_addendum_is_not_sent(parts: Parts) -> None:
    record_id, _ = await completed(parts)

    with pytest.raises(Refusal, match="Write the addendum"):
        await send_addendum(parts, PRIYA, record_id=record_id, addendum=1, text=" \n ")


async def test_what_is_typed_is_kept_whole_and_sealed_and_found_again(parts: Parts) -> None:
    record_id, _ = await completed(parts)
    text = "Gran 👵🏽 said «ja»; <!channel> `x` " + "w" * 12_000

    await save_addendum(parts, PRIYA, record_id=record_id, addendum=1, text="Gr")
    await save_addendum(parts, after(PRIYA, 1), record_id=record_id, addendum=1, text=text)

    assert (await open_addendum(parts, PRIYA, record_id=record_id)).text == text
    (kept,) = await rows_of(parts, Addendum)
    assert b"Gran" not in kept.text


async def test_after_completion_asking_for_a_change_becomes_asking_for_an_addendum(parts: Parts) -> None:
    record_id, first = await completed(parts)

    with pytest.raises(Refusal, match="addendum"):
        await act(parts, after(SAM, 1), request_id=first, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)
    await act(
        parts, after(SAM, 2), request_id=first, kind=ActKind.COMMENTED, comments="Say who was there.", at_last_page=True
    )

    reading = await open_record(parts, PRIYA, record_id=record_id)
    assert reading.versions[0].agreed.state is RecordState.COMPLETE
    assert [comment.text for comment in reading.versions[0].agreed.comments] == ["Say who was there."]
    (told,) = await find_posts(parts, MessageKind.COMMENTS)
    assert told.recipient_id == "priya"
    assert reading.may_add

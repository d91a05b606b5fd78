"""Versions: sent again after a change was asked for, with the old one void."""

import pytest

from models.values.errors import Refusal
from models.vocabulary import ActKind, RecordKind, RecordState
from models.workflow.agreement import act, undo
from models.workflow.parts import Parts
from models.workflow.reading import open_request, read_request
from models.workflow.sending import read_through, send_all
from tests.support.meetings import (
    MEETING,
    PRIYA,
    SAM,
    after,
    find_record,
    requests_to,
    send_meeting,
    write_record,
)


async def test_sending_again_makes_a_new_version_with_a_new_message_and_voids_the_old_one(parts: Parts) -> None:
    (child,), (old,) = await send_meeting(parts)
    await act(parts, SAM, request_id=old, kind=ActKind.CHANGE_ASKED, comments="It was Gran.", at_last_page=True)
    await write_record(parts, child, words="Gran walks with her.", call=after(PRIYA, 10), with_action=False)

    await send_all(parts, after(PRIYA, 11), supervision_id=MEETING)

    new = (set(await requests_to(parts, "sam")) - {old}).pop()
    record = await find_record(parts, child)
    assert (record.version, record.state) == (2, RecordState.AWAITING)
    replaced = await read_request(parts, old)
    assert replaced is not None
    assert replaced.replaced
    with pytest.raises(Refusal, match="newest message"):
        await act(parts, after(SAM, 12), request_id=old, kind=ActKind.AGREED, at_last_page=True)
    with pytest.raises(Refusal, match="newest message"):
        await undo(parts, after(SAM, 12), request_id=old)
    reading = await open_request(parts, after(SAM, 12), request_id=new)
    (version,) = reading.versions
    assert version.before is not None
    assert (version.before.number, version.document.number) == (1, 2)
    assert [comment.text for comment in version.agreed.comments] == ["It was Gran."]
    await act(parts, after(SAM, 13), request_id=new, kind=ActKind.AGREED, at_last_page=True)
    assert (await find_record(parts, child)).state is RecordState.COMPLETE


async def test_a_brief_record_mended_goes_out_alone_and_leaves_the_shared_request_open_for_the_rest(
    parts: Parts,
) -> None:
    (first, _), (shared,) = await send_meeting(parts, in_depth=0, brief=2)
    asked = await read_request(parts, shared)
    assert asked is not None
    one = next(version for version in asked.versions if version.label.startswith("AZ"))
    await act(
        parts,
        SAM,
        request_id=shared,
        kind=ActKind.CHANGE_ASKED,
        version_ids=[one.version_id],
        comments="No.",
        at_last_page=True,
    )
    await write_record(parts, first, RecordKind.BRIEF, words="Mended.", call=after(PRIYA, 5), with_action=False)

    await send_all(parts, after(PRIYA, 6), supervision_id=MEETING)

    asked = await read_request(parts, shared)
    assert asked is not None
    assert not asked.replaced
    assert [version.replaced for version in asked.versions] == [
        version.label.startswith("AZ") for version in asked.versions
    ]
    acted = await act(parts, after(SAM, 7), request_id=shared, kind=ActKind.AGREED, at_last_page=True)
    assert len(acted.touched) == 1


async def test_a_change_asked_but_not_mended_is_not_swept_along_and_can_be_sent_as_it_is(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)

    shown = await read_through(parts, after(PRIYA, 1), supervision_id=MEETING)
    assert [(record.unchanged, record.ready) for record in shown.records] == [(True, False)]
    with pytest.raises(Refusal, match="Nothing is ready"):
        await send_all(parts, after(PRIYA, 1), supervision_id=MEETING)
    record = await find_record(parts, child)
    await send_all(parts, after(PRIYA, 2), supervision_id=MEETING, unchanged=record.id)

    assert (await find_record(parts, child)).version == 2

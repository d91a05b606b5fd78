"""A child who becomes restricted after a group began: nothing more of it reaches, or stays open to, the others."""

import pytest

from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import ActKind
from models.workflow.addenda import open_addendum, send_addendum
from models.workflow.agreement import act
from models.workflow.parts import Parts
from models.workflow.reading import open_record, open_request, read_request
from models.workflow.sending import read_through, send_all
from tests.conftest import START
from tests.support.council import call_of, restrict
from tests.support.group import BEN, JOE, Grouped, make_group, send_group, write_in_group
from tests.support.meetings import MEETING, PRIYA, SAM, after, find_record, requests_to

pytestmark = pytest.mark.by_turns

OF_SAM = "AZ · 100001"
OLU = call_of("olu", START)


async def labels_to(parts: Parts, person_id: str) -> list[list[str]]:
    """Return what each request to a person is about."""
    found = [await read_request(parts, request) for request in await requests_to(parts, person_id)]
    return [[version.label for version in one.versions] for one in found if one is not None]


async def sams_request(parts: Parts) -> str:
    """Return the request that asks Sam to agree."""
    found = [await read_request(parts, request) for request in await requests_to(parts, "sam")]
    return next(one.request_id for one in found if one is not None and one.to_agree)


async def test_what_is_sent_afterwards_goes_to_the_worker_alone_and_the_read_through_says_so(parts: Parts) -> None:
    children = await make_group(parts)
    for child in (children.of_sam, children.of_joe):
        await write_in_group(parts, child)
    await restrict(parts, children.of_sam)

    shown = await read_through(parts, PRIYA, supervision_id=MEETING)
    assert {one.subject_id: one.readers for one in shown.records} == {
        children.of_sam: (),
        children.of_joe: ("ben", "sam"),
    }
    await send_all(parts, PRIYA, supervision_id=MEETING)

    assert [OF_SAM in about for about in await labels_to(parts, "ben")] == [False]
    assert [OF_SAM] in await labels_to(parts, "sam")


async def test_a_new_version_and_an_addendum_go_to_the_worker_alone(parts: Parts) -> None:
    children = await send_group(parts)
    before = len(await requests_to(parts, "ben"))
    await act(
        parts, SAM, request_id=await sams_request(parts), kind=ActKind.CHANGE_ASKED, comments="x", at_last_page=True
    )
    await restrict(parts, children.of_sam)
    await write_in_group(parts, children.of_sam, call=after(PRIYA, 5), words="They moved.", owner_id=None)
    await send_all(parts, after(PRIYA, 6), supervision_id=MEETING)
    request = (await requests_to(parts, "sam"))[-1]
    await act(parts, after(SAM, 7), request_id=request, kind=ActKind.AGREED, at_last_page=True)

    record = await find_record(parts, children.of_sam)
    draft = await open_addendum(parts, after(PRIYA, 8), record_id=record.id)
    assert (draft.to_agree, draft.to_read) == (("Sam Example",), ())
    await send_addendum(parts, after(PRIYA, 9), record_id=record.id, addendum=1, text="The new address is sealed.")

    assert len(await requests_to(parts, "ben")) == before


@pytest.mark.parametrize("who", [BEN, JOE])
async def test_the_others_cannot_read_on_and_keep_what_is_not_restricted(parts: Parts, who: Call) -> None:
    children: Grouped = await send_group(parts)
    record = await find_record(parts, children.of_sam)
    (request,) = [one for one in await requests_to(parts, who.person_id) if not await is_to_agree(parts, one)]
    assert (await open_record(parts, who, record_id=record.id)).versions

    await restrict(parts, children.of_sam)

    with pytest.raises(Refusal, match="restricted since"):
        await open_record(parts, who, record_id=record.id)
    if who is BEN:
        shown = await open_request(parts, who, request_id=request)
        assert [one.document.subject.child_id for one in shown.versions] == [children.of_joe]
    else:
        with pytest.raises(Refusal, match="restricted since"):
            await open_request(parts, who, request_id=request)
    for reader in (SAM, PRIYA, OLU):
        assert (await open_record(parts, reader, record_id=record.id)).versions


async def is_to_agree(parts: Parts, request_id: str) -> bool:
    """Say whether a request asks for agreement."""
    found = await read_request(parts, request_id)
    return found is not None and found.to_agree

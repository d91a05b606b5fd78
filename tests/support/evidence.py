"""A small town of records with a history: a mended record, words with answers, an addendum, and a brief one."""

from datetime import datetime, timedelta

from models.signing import Signer
from models.vocabulary import ActKind, RecordKind
from models.workflow.addenda import send_addendum
from models.workflow.agreement import act, undo
from models.workflow.parts import Parts
from models.workflow.seals import seal_day
from models.workflow.sending import send_all
from tests.conftest import START
from tests.support.meetings import MEETING, PRIYA, SAM, after, find_record, requests_to, send_meeting, write_record

__all__ = ["SIGNER", "TOMORROW", "make_history", "seal"]

SIGNER = Signer(bytes(range(100, 132)))
TOMORROW = START + timedelta(days=1)


async def make_history(parts: Parts) -> str:
    """Write it; return the id of the record with the longest chain."""
    (child, _), (in_depth, brief) = await send_meeting(parts, in_depth=1, brief=1)
    asks = {"request_id": in_depth, "at_last_page": True}
    await act(parts, after(SAM, 1), kind=ActKind.CHANGE_ASKED, comments="It was Gran, not Mum.", **asks)  # type: ignore[arg-type]
    await write_record(parts, child, RecordKind.CASEWORK, words="Gran walks with her.", call=after(PRIYA, 5), with_action=False)
    await send_all(parts, after(PRIYA, 6), supervision_id=MEETING)
    new = next(one for one in await requests_to(parts, "sam") if one not in {in_depth, brief})
    await act(parts, after(SAM, 7), request_id=new, kind=ActKind.AGREED, at_last_page=True)
    await undo(parts, after(SAM, 8), request_id=new)
    words = "Agreed. I wrote to the school too – twice."
    await act(parts, after(SAM, 9), request_id=new, kind=ActKind.AGREED_WITH_COMMENTS, comments=words, at_last_page=True)
    await act(parts, after(SAM, 10), request_id=brief, kind=ActKind.AGREED, at_last_page=True)
    record = await find_record(parts, child)
    await send_addendum(parts, after(PRIYA, 20), record_id=record.id, addendum=1, text="The school answered.")
    return record.id


async def seal(parts: Parts, now: datetime = TOMORROW) -> bool:
    """Make the seal of a day as the bot does."""
    return await seal_day(parts, SIGNER, now)

"""A supervision agreement of Priya and Sam, begun and written as a test needs it."""

from datetime import date, datetime
from typing import Any

from sqlmodel import col, update

from models.forms import ChoiceAnswer
from models.tables import Person
from models.values.call import Call
from models.values.contracts import ContractPlan
from models.vocabulary import ActKind
from models.workflow.agreement import act
from models.workflow.contracts import start_contract
from models.workflow.parts import Parts
from tests.support.council import call_of
from tests.support.meetings import requests_to
from tests.support.writing import Writing

__all__ = ["PERSON", "agree_latest", "begin_contract", "last_reviewed", "plan_for", "write_contract"]

PERSON = "sam"
FREQUENCY = ChoiceAnswer(option="every_four_weeks")


def plan_for(call: Call, meeting: str) -> ContractPlan:
    """Return an agreement with Sam, talked through today."""
    return ContractPlan(meeting, PERSON, call.today)


async def begin_contract(parts: Parts, now: datetime, meeting: str = "a" * 32) -> Writing:
    """Begin an agreement of Priya's; its first section is on the screen."""
    writing = Writing(parts, now, meeting)
    await start_contract(parts, writing.call, plan_for(writing.call, meeting))
    await writing.see(PERSON)
    return writing


async def write_contract(writing: Writing, purpose: str = "A place to think aloud.") -> None:
    """Answer what is needed, and what supervision is for."""
    await writing.see(PERSON)
    await writing.write(PERSON, "arrangements", {"purpose": purpose, "frequency": FREQUENCY})


async def agree_latest(parts: Parts, now: datetime, kind: ActKind = ActKind.AGREED, comments: str = "") -> None:
    """Let Sam answer the request that came last."""
    given: dict[str, Any] = {"comments": comments} if comments else {}
    request = (await requests_to(parts, PERSON))[-1]
    await act(parts, call_of(PERSON, now), request_id=request, kind=kind, at_last_page=True, **given)


async def last_reviewed(parts: Parts, now: datetime, on: date) -> None:
    """Let the directory tell when Sam's agreement was last made or reviewed."""
    async with parts.database.write(None, now) as session:
        await session.exec(update(Person).where(col(Person.id) == PERSON).values(last_contract_review_on=on))

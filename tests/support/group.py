"""A group in the database: Priya holds it, Sam presents, Joe is there with a child of his own, Ben from another team.

Nell is a colleague who was not there. A school nurse came from outside.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import select

from models.forms import (
    Answer,
    AnsweredQuestion,
    ChoicesAnswer,
    ChoicesQuestion,
    DateAnswer,
    DateQuestion,
    EvidenceAnswer,
    EvidenceQuestion,
    TextAnswer,
    TextQuestion,
    YesNoAnswer,
    YesNoQuestion,
)
from models.tables import Allocation, SupervisionLine, Team, new_id
from models.values.call import LONDON, Call
from models.values.record import Page
from models.values.supervision import AgendaPlan
from models.vocabulary import ActionState, Format, LineKind, RecordKind, Role
from models.workflow.actions import save_action
from models.workflow.answers import save_section
from models.workflow.parts import Parts
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import LONG_AGO, add_child, add_person, call_of, make_team
from tests.support.meetings import MEETING, PRIYA

__all__ = [
    "BEN",
    "JOE",
    "NURSE",
    "Grouped",
    "group_plan",
    "make_group",
    "people_for_groups",
    "send_group",
    "write_in_group",
]

JOE = call_of("joe", START)
BEN = call_of("ben", START)
NURSE = "Dee Marsh, school nurse"
_MORE = {"joe": "priya", "ben": "tom"}


@dataclass(frozen=True)
class Grouped:
    """The children of those who were there."""

    of_sam: str
    of_joe: str


async def people_for_groups(parts: Parts) -> Grouped:
    """Fill the database: Sam's team, Joe of the same team with a child, Ben of another with one too."""
    (of_sam,) = await make_team(parts, START, last_discussed={"AZ": 60})
    children = {}
    async with parts.database.write(None, START) as session:
        team_id = (await session.exec(select(Team.id))).one()
        for name in _MORE:
            add_person(session, parts, name, Role.PRACTITIONER, team_id)
        last = START.date() - timedelta(days=40)
        for place, name in enumerate(_MORE, start=100):
            children[name] = add_child(session, parts, place, f"{name[0].upper()}Z", last)
        await session.flush()
        for name, senior in _MORE.items():
            session.add(SupervisionLine(person_id=name, senior_id=senior, kind=LineKind.SUPERVISOR, from_on=LONG_AGO))
            session.add(Allocation(child_id=children[name], person_id=name, team_id=team_id, from_on=LONG_AGO))
    return Grouped(of_sam, children["joe"])


def group_plan(*children: str, held_on: date | None = None, meeting: str = MEETING) -> AgendaPlan:
    """Return the plan of a group of Sam, Joe and Ben about these children, with a school nurse."""
    return AgendaPlan(
        meeting,
        "sam",
        held_on or START.date(),
        children,
        (),
        met=Format.GROUP,
        attendees=("joe", "ben"),
        outside=(NURSE,),
    )


async def make_group(parts: Parts) -> Grouped:
    """Start the group about a child of Sam's and one of Joe's."""
    children = await people_for_groups(parts)
    await start_supervision(parts, PRIYA, group_plan(children.of_sam, children.of_joe))
    return children


async def write_in_group(
    parts: Parts,
    child_id: str,
    *,
    call: Call = PRIYA,
    meeting: str = MEETING,
    met: Format = Format.GROUP,
    words: str = "Said Sundays are loud.",
    without: Collection[str] = (),
    owner_id: str | None = "sam",
) -> None:
    """Answer everything of a child's record but what is named, as the supervisor; add an action for somebody."""
    form = parts.library.form_for(RecordKind.CASEWORK, met)
    page = Page(meeting, child_id, writer="V1", seen=1_000_000)

    def read(question: AnsweredQuestion) -> Answer | None:
        return None if question.id in without else _answer(question, call.now, words)

    for section in form.sections:
        if section.answered:
            saved = await save_section(parts, call, page, section_id=section.id, read=read)
            page = replace(page, seen=saved.revision)
    if owner_id is not None:
        given = {
            "state": ActionState.OPEN,
            "what": f"A step for {owner_id}",
            "why": "Nobody has seen a Sunday",
            "owner_id": owner_id,
            "due_on": call.today + timedelta(days=14),
        }
        if form.action_table is not None and form.action_table.classes:
            given["class_id"] = form.action_table.classes[0].id
        await save_action(parts, call, page, action_id=new_id(), given=given)


def _answer(question: AnsweredQuestion, now: datetime, words: str) -> Answer | None:
    match question:
        case TextQuestion():
            return TextAnswer(text=words)
        case ChoicesQuestion():
            return ChoicesAnswer(options=(question.options[0].id,))
        case EvidenceQuestion():
            return EvidenceAnswer(text=words)
        case YesNoQuestion():
            return YesNoAnswer(yes=True)
        case DateQuestion():
            return DateAnswer(day=now.astimezone(LONDON).date())
        case _:
            return None


async def send_group(parts: Parts) -> Grouped:
    """Start, write and send the group's records."""
    children = await make_group(parts)
    for child_id in (children.of_sam, children.of_joe):
        await write_in_group(parts, child_id)
    await send_all(parts, PRIYA, supervision_id=MEETING)
    return children

"""A meeting of Priya and Sam, written up as far as a test needs it, and hands for what Slack would tell."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select, update

from models.forms import Answer, AnsweredQuestion, ChoicesQuestion, TextQuestion
from models.forms.answers import ChoicesAnswer, TextAnswer
from models.tables import Act, Outbox, Record
from models.values.agreement import Ticked
from models.values.call import Call
from models.values.record import Page
from models.values.supervision import AgendaPlan
from models.vocabulary import ActionState, MessageKind, OutboxState, RecordKind, SendingMode, Way
from models.workflow.actions import save_action
from models.workflow.answers import save_section
from models.workflow.parts import Parts
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import call_of, make_team

__all__ = [
    "MEETING",
    "PRIYA",
    "SAM",
    "after",
    "find_act",
    "find_posts",
    "find_record",
    "make_meeting",
    "post_all",
    "requests_to",
    "rows_of",
    "send_meeting",
    "tick",
    "write_record",
]

MEETING = "a" * 32
PRIYA = call_of("priya", START)
SAM = call_of("sam", START)


def after(call: Call, minutes: float, **changes: Any) -> Call:
    """Return a later act of the same person."""
    return replace(call, now=START + timedelta(minutes=minutes), **changes)


async def make_meeting(parts: Parts, *, in_depth: int = 1, brief: int = 0) -> list[str]:
    """Start a supervision with that many children, in depth first; return their ids."""
    count = in_depth + brief
    children = await make_team(parts, START, last_discussed={f"{chr(65 + n)}Z": 60 - n for n in range(count)})
    plan = AgendaPlan(MEETING, "sam", START.date(), tuple(children[:in_depth]), tuple(children[in_depth:]))
    await start_supervision(parts, PRIYA, plan)
    return children


async def write_record(
    parts: Parts,
    child_id: str,
    kind: RecordKind = RecordKind.CASEWORK,
    *,
    words: str = "Said the walks with Dad are the best part.",
    with_action: bool = True,
    call: Call = PRIYA,
    owner_id: str = "sam",
) -> None:
    """Answer every question that is needed, and add one action, as a supervisor does."""
    form = parts.library.form_for(kind)
    page = Page(MEETING, child_id, writer="V1", seen=0)

    def read(question: AnsweredQuestion) -> Answer | None:
        if isinstance(question, TextQuestion):
            return TextAnswer(text=words)
        if isinstance(question, ChoicesQuestion):
            return ChoicesAnswer(options=(question.options[0].id,))
        return None

    for section in form.sections:
        if section.answered:
            saved = await save_section(parts, call, page, section_id=section.id, read=read)
            page = replace(page, seen=saved.revision)
    if with_action:
        given = {
            "state": ActionState.OPEN,
            "what": "Ask the school nurse",
            "why": "She may not hear well",
            "owner_id": owner_id,
            "due_on": call.today + timedelta(days=14),
        }
        await save_action(parts, call, page, action_id=child_id[::-1], given=given)


async def send_meeting(
    parts: Parts, *, in_depth: int = 1, brief: int = 0, call: Call = PRIYA
) -> tuple[list[str], list[str]]:
    """Start, write and send a meeting; return the children's ids and the request ids, in the order sent."""
    children = await make_meeting(parts, in_depth=in_depth, brief=brief)
    for place, child_id in enumerate(children):
        await write_record(parts, child_id, RecordKind.CASEWORK if place < in_depth else RecordKind.BRIEF)
    await send_all(parts, call, supervision_id=MEETING)
    return children, await requests_to(parts, "sam")


async def rows_of(parts: Parts, table: type[Any], *where: Any) -> list[Any]:
    """Return the rows of a table."""
    async with parts.read() as session:
        return list((await session.exec(select(table).where(*where))).all())


async def requests_to(parts: Parts, person_id: str) -> list[str]:
    """Return the ids of the requests to a person in the order in which their messages go out."""
    async with parts.read() as session:
        posts = await session.exec(
            select(Outbox)
            .where(
                Outbox.kind == MessageKind.REQUEST,
                Outbox.mode == SendingMode.POST,
                Outbox.recipient_id == person_id,
            )
            .order_by(col(Outbox.due_at), col(Outbox.priority))
        )
        return [post.facts["request"] for post in posts]


async def find_record(parts: Parts, child_id: str) -> Record:
    """Return the record of a child."""
    found: Record = (await rows_of(parts, Record, Record.child_id == child_id))[0]
    return found


async def find_act(parts: Parts, **facts: Any) -> Act:
    """Return the one act with these facts."""
    found: Act
    (found,) = [
        act for act in await rows_of(parts, Act) if all(getattr(act, key) == value for key, value in facts.items())
    ]
    return found


async def find_posts(parts: Parts, kind: MessageKind, mode: SendingMode = SendingMode.POST) -> list[Outbox]:
    """Return what was promised of a kind."""
    return await rows_of(parts, Outbox, Outbox.kind == kind, Outbox.mode == mode)


async def post_all(parts: Parts, now: datetime = START) -> None:
    """Let everything promised stand in Slack: each message in its recipient's DM, at a time of its own."""
    async with parts.write(replace(PRIYA, now=now)) as session:
        waiting = select(Outbox).where(Outbox.state == OutboxState.WAITING, Outbox.mode == SendingMode.POST)
        for place, post in enumerate((await session.exec(waiting)).all()):
            await session.exec(
                update(Outbox)
                .where(col(Outbox.id) == post.id)
                .values(
                    state=OutboxState.SENT,
                    channel_id=f"D-{post.recipient_id}",
                    message_ts=f"{now.timestamp():.0f}.{place:06d}",
                    settled_at=now,
                )
            )
        await session.exec(
            update(Outbox)
            .where(col(Outbox.state) == OutboxState.WAITING)
            .values(state=OutboxState.SENT, settled_at=now)
        )


async def tick(
    parts: Parts,
    request_id: str,
    minutes: float,
    *,
    name: str = "white_check_mark",
    present: bool = True,
    by: str = "sam",
) -> tuple[Call, Ticked]:
    """Return a reaction on a request's message, that many minutes after the start, as Slack tells of it."""
    (post,) = [post for post in await find_posts(parts, MessageKind.REQUEST) if post.facts["request"] == request_id]
    at = START + timedelta(minutes=minutes)
    ticked = Ticked(
        channel_id=post.channel_id or "",
        message_ts=post.message_ts or "",
        slack_user=f"U{by.upper()}",
        name=name,
        event_ts=f"{at.timestamp():.6f}",
        present=present,
    )
    return Call(by, at, way=Way.REACTION), ticked

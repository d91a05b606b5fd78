"""What stands in the council before anybody presses anything, with a mark in every text that was written."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from sqlmodel import col, select

from models.forms import Answer, AnsweredQuestion, ChoicesAnswer, ChoicesQuestion, TextAnswer, TextQuestion
from models.tables import Child, Person, Record, Request, RequestVersion, Version
from models.values.call import Call
from models.values.contracts import ContractPlan
from models.values.errors import Refusal
from models.values.leave import LeavePlan
from models.values.preparing import LINE, Given
from models.values.record import Page
from models.values.supervision import AgendaPlan
from models.vocabulary import ActionState, ActKind, ClockKind, Format, RecordKind
from models.workflow.actions import save_action
from models.workflow.addenda import save_addendum
from models.workflow.agreement import act
from models.workflow.answers import save_section
from models.workflow.children import read_child_names, read_children
from models.workflow.clocks.bookings import book_supervision
from models.workflow.clocks.leave import set_leave
from models.workflow.clocks.settling import set_override
from models.workflow.contracts import start_contract
from models.workflow.notes import start_note
from models.workflow.preparing import save_preparation
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.fuzz.ground import Ground

__all__ = ["About", "Worlds", "plant"]


@dataclass(frozen=True)
class About:
    """Whose a mark is: who wrote it, in which supervision, about whom, in what kind of record."""

    author: str
    supervision: str | None = None
    subject: str | None = None
    worker: str | None = None
    kind: RecordKind | None = None


@dataclass
class Worlds:
    """The council with something in every state."""

    ground: Ground
    people: dict[str, str] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    marks: dict[str, About] = field(default_factory=dict)

    def call(self, name: str) -> Call:
        """Return an act of somebody, now."""
        return Call(self.people[name], self.ground.now)

    def mark(self, about: About) -> str:
        """Return words that nobody else has written."""
        made = f"mk{uuid4().hex[:10]}x"
        self.marks[made] = about
        return made


async def plant(ground: Ground) -> Worlds:
    """Let the council meet, write, ask and answer."""
    worlds = Worlds(ground)
    async with ground.parts.read() as session:
        for person in (await session.exec(select(Person))).all():
            worlds.people[person.name.split()[0].casefold()] = person.id
        ids = list((await session.exec(select(Child.id))).all())
        worlds.names = dict(await read_child_names(session, ground.parts, ids))
        for name, person_id in worlds.people.items():
            found = await read_children(session, ground.parts, person_id, ground.now.date())
            worlds.children[name] = [one.id for one in sorted(found, key=lambda one: one.mosaic_number)]
    await _elm(worlds)
    await _oak(worlds)
    await _above(worlds)
    await _group(worlds)
    await ground.settle()
    return worlds


async def _meet(worlds: Worlds, by: str, about: str, count: int, *, personal: bool = True) -> tuple[str, list[str]]:
    supervision, children = uuid4().hex, worlds.children[about][:count]
    call = worlds.call(by)
    plan = AgendaPlan(supervision, worlds.people[about], call.today, tuple(children), (), personal)
    await start_supervision(worlds.ground.parts, call, plan)
    return supervision, children


async def _write(
    worlds: Worlds,
    by: str,
    about: str,
    supervision: str,
    subject: str,
    kind: RecordKind,
    *,
    action: bool = True,
    met: Format = Format.ONE_TO_ONE,
) -> None:
    parts, call = worlds.ground.parts, worlds.call(by)
    about_it = About(call.person_id, supervision, subject, worlds.people[about], kind)
    page = Page(supervision, subject, writer="prepared", seen=1_000_000)

    def read(question: AnsweredQuestion) -> Answer | None:
        if isinstance(question, TextQuestion):
            return TextAnswer(text=f"Words {worlds.mark(about_it)} of theirs.")
        if isinstance(question, ChoicesQuestion):
            return ChoicesAnswer(options=(question.options[0].id,))
        return None

    form = parts.library.form_for(kind, met)
    for section in form.sections:
        if section.answered:
            await save_section(parts, call, page, section_id=section.id, read=read)
    if action:
        given = {
            "state": ActionState.OPEN,
            "what": f"Ask {worlds.mark(about_it)}",
            "why": f"Since {worlds.mark(about_it)}",
            "owner_id": worlds.people[about],
            "due_on": call.today + timedelta(days=14),
        }
        await save_action(parts, call, page, action_id=uuid4().hex, given=given)


async def _answer(worlds: Worlds, who: str, supervision: str, kinds: list[ActKind]) -> None:
    """Let somebody answer what they were asked, in these ways."""
    parts = worlds.ground.parts
    call = worlds.call(who)
    async with parts.read() as session:
        asked = (
            select(col(Request.id), col(Record.kind))
            .join(RequestVersion, col(RequestVersion.request_id) == col(Request.id))
            .join(Version, col(Version.id) == col(RequestVersion.version_id))
            .join(Record, col(Record.id) == col(Version.record_id))
            .where(Request.supervision_id == supervision, Request.addressee_id == call.person_id)
            .order_by(col(Record.kind))
        )
        requests = dict((await session.exec(asked)).all())
    for (request, about), kind in zip(requests.items(), kinds, strict=False):
        words = worlds.mark(About(call.person_id, supervision, None, call.person_id, about))
        comments = "" if kind is ActKind.AGREED else f"I say {words}"
        await act(parts, call, request_id=request, kind=kind, comments=comments, at_last_page=True)


async def _elm(worlds: Worlds) -> None:
    """Priya and Sam: sent, a change asked for, a draft, notes, a booking, an exception; and Sam prepares."""
    parts, priya, sam = worlds.ground.parts, worlds.call("priya"), worlds.call("sam")
    supervision, children = await _meet(worlds, "priya", "sam", 4)
    for child in children[:2]:
        await _write(worlds, "priya", "sam", supervision, child, RecordKind.CASEWORK)
    await _write(worlds, "priya", "sam", supervision, sam.person_id, RecordKind.PERSONAL, action=False)
    await send_all(parts, priya, supervision_id=supervision)
    await _answer(worlds, "sam", supervision, [ActKind.CHANGE_ASKED])
    await _write(worlds, "priya", "sam", supervision, children[2], RecordKind.CASEWORK)
    about = About(priya.person_id, None, children[3], sam.person_id, RecordKind.CASEWORK)
    for urgent in (False, True):
        note = uuid4().hex
        await start_note(parts, priya, supervision_id=note, child_id=worlds.children["sam"][4], urgent=urgent)
        await _write(worlds, "priya", "sam", note, worlds.children["sam"][4], RecordKind.NOTE, action=False)
    mine = About(sam.person_id, None, children[3], sam.person_id, RecordKind.CASEWORK)
    for subject in (children[3], sam.person_id):
        given = Given(texts={LINE: worlds.mark(mine)})
        await save_preparation(parts, sam, subject_id=subject, given=given)
    day = priya.today + timedelta(days=14)
    await book_supervision(parts, priya, supervisee_id=sam.person_id, booked_on=day)
    await set_override(
        parts,
        priya,
        clock=ClockKind.CHILD,
        subject_id=children[3],
        every_days=14,
        due_on=None,
        until_on=priya.today + timedelta(days=60),
        reason=worlds.mark(about),
    )
    days = (priya.today, priya.today + timedelta(days=5))
    plan = LeavePlan(worlds.people["lucy"], *days, cover_id=worlds.people["amira"])
    await set_leave(parts, priya, plan)


async def _oak(worlds: Worlds) -> None:
    """Tom meets Grace and Rosa, for whom Priya stands in; all is agreed, and an addendum is being written."""
    parts, tom = worlds.ground.parts, worlds.call("tom")
    for about in ("grace", "rosa"):
        supervision, children = await _meet(worlds, "tom", about, 2)
        await _write(worlds, "tom", about, supervision, children[0], RecordKind.CASEWORK)
        await _write(worlds, "tom", about, supervision, worlds.people[about], RecordKind.PERSONAL, action=False)
        await send_all(parts, tom, supervision_id=supervision)
        await _answer(worlds, about, supervision, [ActKind.AGREED, ActKind.AGREED_WITH_COMMENTS])
        async with parts.read() as session:
            rows = select(Record).where(Record.supervision_id == supervision)
            records = list((await session.exec(rows)).all())
        for record in records:
            words = worlds.mark(About(tom.person_id, supervision, record.subject_id, worlds.people[about], record.kind))
            try:
                await save_addendum(parts, tom, record_id=record.id, addendum=1, text=words)
            except Refusal:
                continue


async def _above(worlds: Worlds) -> None:
    """Helen meets Priya; Priya agrees a contract with Amira."""
    parts, helen, priya = worlds.ground.parts, worlds.call("helen"), worlds.call("priya")
    supervision = uuid4().hex
    plan = AgendaPlan(supervision, priya.person_id, helen.today, (), (), True)
    await start_supervision(parts, helen, plan)
    await _write(worlds, "helen", "priya", supervision, priya.person_id, RecordKind.PERSONAL, action=False)
    await send_all(parts, helen, supervision_id=supervision)
    contract = await start_contract(parts, priya, ContractPlan(uuid4().hex, worlds.people["amira"], priya.today))
    await _write(worlds, "priya", "amira", contract, worlds.people["amira"], RecordKind.CONTRACT, action=False)


async def _group(worlds: Worlds) -> None:
    """Priya holds a group in which Amira presents and Joe is there."""
    parts, priya = worlds.ground.parts, worlds.call("priya")
    supervision, child = uuid4().hex, worlds.children["amira"][0]
    plan = AgendaPlan(
        supervision,
        worlds.people["amira"],
        priya.today,
        (child,),
        (),
        met=Format.GROUP,
        attendees=(worlds.people["joe"],),
    )
    await start_supervision(parts, priya, plan)
    await _write(worlds, "priya", "amira", supervision, child, RecordKind.CASEWORK, action=False, met=Format.GROUP)
    await send_all(parts, priya, supervision_id=supervision)

"""A meeting for a journey: prepared by workflow where it is not the matter, watched as people see it."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlmodel import col, select

from models.forms import Answer, AnsweredQuestion, ChoicesQuestion, TextQuestion
from models.forms.answers import ChoicesAnswer, TextAnswer
from models.tables import Act, Child, Outbox, Record, Request, RequestVersion
from models.values.call import Call
from models.values.record import Page
from models.values.supervision import AgendaPlan
from models.vocabulary import ActionState, MessageKind, OutboxState, RecordKind, RecordState, SendingMode
from models.workflow.actions import save_action
from models.workflow.answers import save_section
from models.workflow.children import read_child_names, read_children
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import NotSeen, text_in
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.story.screen import field

__all__ = ["Known", "Meeting", "begin", "choose_to_start"]

WORDS = "Said the walks with Dad are the best part of the week."
_UNSETTLED = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNSURE)


@dataclass(frozen=True)
class Known:
    """A child on the agenda."""

    id: str
    number: str
    name: str


@dataclass
class Meeting:
    """A supervision, and the two people of it at their screens."""

    scene: Scene
    id: str
    supervisor: Hands
    worker: Hands
    supervisor_id: str
    worker_id: str
    children: tuple[Known, ...]

    def call(self, person_id: str | None = None) -> Call:
        """Return an act of the supervisor, or of somebody else, now."""
        return Call(person_id or self.supervisor_id, self.scene.now())

    # Preparing, where it is not what the journey is about

    async def write(
        self, place: int = 0, kind: RecordKind = RecordKind.CASEWORK, words: str = WORDS, *, with_action: bool = True
    ) -> None:
        """Write a whole record about one child, as the supervisor."""
        page = Page(self.id, self.children[place].id, writer="prepared", seen=1_000_000)

        def read(question: AnsweredQuestion) -> Answer | None:
            if isinstance(question, TextQuestion):
                return TextAnswer(text=words)
            if isinstance(question, ChoicesQuestion):
                return ChoicesAnswer(options=(question.options[0].id,))
            return None

        for section in self.scene.parts.library.form_for(kind).sections:
            if section.answered:
                await save_section(self.scene.parts, self.call(), page, section_id=section.id, read=read)
        if with_action:
            due = self.call().today + timedelta(days=14)
            given = {
                "state": ActionState.OPEN,
                "what": "Ask the school nurse",
                "why": "She may not hear well",
                "owner_id": self.worker_id,
                "due_on": due,
            }
            await save_action(self.scene.parts, self.call(), page, action_id=uuid4().hex, given=given)

    async def write_all(self, in_depth: int, brief: int) -> None:
        """Write every record, those in depth first."""
        for place in range(in_depth + brief):
            await self.write(place, RecordKind.CASEWORK if place < in_depth else RecordKind.BRIEF)

    async def send(self) -> None:
        """Send what is ready."""
        await send_all(self.scene.parts, self.call(), supervision_id=self.id)

    async def asked(self, in_depth: int = 1, brief: int = 0) -> list[Json]:
        """Write and send everything; return the requests as the worker sees them."""
        await self.write_all(in_depth, brief)
        await self.send()
        return await self.until_requests(in_depth + (1 if brief else 0))

    # What people see

    async def card(self) -> Json:
        """Wait for the supervisor's card of this meeting."""
        return await self.card_of(self.supervisor)

    async def card_of(self, hands: Hands) -> Json:
        """Wait for a person's card of this meeting."""
        found: Json = await hands.until(
            lambda _: next((one for one in hands.messages() if f'"{self.id}' in json.dumps(one["blocks"])), None),
            waiting_for="the card",
            timeout=10,
        )
        return found

    async def until_card(self, *words: str) -> Json:
        """Wait until the card says all this."""
        ts = (await self.card())["ts"]

        def fits(_: Json) -> Json | None:
            (card,) = [one for one in self.supervisor.messages() if one["ts"] == ts]
            return card if all(word in text_in(card) for word in words) else None

        found: Json = await self.supervisor.until(fits, waiting_for=f"{words} on the card", timeout=10)
        return found

    async def press_on_card(self, text: str, *, then: str) -> None:
        """Press a button of the card, and wait for what it opens."""
        await self.supervisor.click_button(text, message=await self.until_card(text))
        await self.supervisor.until_view(then, timeout=10)

    async def open_child(self, place: int = 0, *, then: str) -> None:
        """Open a child from its row of the card, whatever its button says by now."""

        async def pressed() -> bool:
            card = await self.card()
            row = next(block for block in card["blocks"] if self.children[place].number in text_in(block))
            text = row["accessory"]["text"]["text"]
            same = [b for b in card["blocks"] if b.get("accessory", {}).get("text", {}).get("text") == text]
            try:
                await self.supervisor.click_button(text, message=card, number=same.index(row))
            except NotSeen:  # the card was drawn anew between the look and the press
                return False
            return True

        await until(pressed, waiting_for="the child's row")
        await self.supervisor.until_view(then, timeout=10)

    async def requests(self) -> list[Json]:
        """Return this meeting's requests as they stand in the worker's messages, oldest first."""
        places = {row.message_ts for row in await self.posts(MessageKind.REQUEST)}
        await self.worker.see()
        return [one for one in self.worker.messages() if one["ts"] in places]

    async def until_requests(self, count: int) -> list[Json]:
        """Wait until the worker has that many requests of this meeting."""

        async def fits() -> list[Json] | None:
            found = await self.requests()
            return found if len(found) == count else None

        found: list[Json] = await until(fits, waiting_for=f"{count} requests")
        return found

    async def until_told(self, kind: MessageKind) -> Json:
        """Wait until the supervisor has a message of this kind about the meeting; return the newest."""

        async def fits() -> Json | None:
            places = {row.message_ts for row in await self.posts(kind)}
            await self.supervisor.see()
            found = [one for one in self.supervisor.messages() if one["ts"] in places]
            return found[-1] if found else None

        found: Json = await until(fits, waiting_for=f"a message of the kind {kind.value}")
        return found

    async def until_says(self, message: Json, *words: str) -> Json:
        """Wait until a message of the worker says all this."""

        def fits(_: Json) -> Json | None:
            (found,) = [one for one in self.worker.messages() if one["ts"] == message["ts"]]
            return found if all(word in text_in(found) for word in words) else None

        found: Json = await self.worker.until(fits, waiting_for=f"{words} in the message", timeout=10)
        return found

    async def read(self, message: Json) -> list[str]:
        """Open a request from its message and turn its pages to the last; return the text of each."""
        shown = await self.until_says(message)
        await self.worker.click_button("Read the record", message=shown)  # or, of several, *Read the records*
        await self.worker.until_view("Page 1 of", timeout=10)
        return await read_through_to_the_end(self.worker)

    async def read_and_close(self, message: Json) -> None:
        """Read a request to its last page, so that a tick counts from now on."""
        await self.read(message)
        await self.worker.close_view(everything=True)
        request = next(row for row in await self.posts(MessageKind.REQUEST) if row.message_ts == message["ts"])

        async def fits() -> bool:
            rows = await self.scene.rows(RequestVersion, RequestVersion.request_id == request.facts["request"])
            return all(row.read_at is not None for row in rows)

        await until(fits, waiting_for="the last page to count as read")

    # What is stored and what was posted

    async def posts(self, kind: MessageKind) -> list[Outbox]:
        """Return what was promised of a kind in this meeting."""
        requests = {row.id for row in await self.scene.rows(Request, Request.supervision_id == self.id)}
        acts = {row.id for row in await self.acts()}
        rows = await self.scene.rows(Outbox, Outbox.kind == kind, Outbox.mode == SendingMode.POST)
        return [
            row
            for row in rows
            if row.facts.get("request") in requests
            or row.facts.get("act") in acts
            or row.facts.get("supervision") == self.id
        ]

    async def settle(self) -> None:
        """Wait until nothing promised to the two is on its way or in doubt any more."""

        async def fits() -> bool:
            people = (self.supervisor_id, self.worker_id)
            open_rows = (col(Outbox.recipient_id).in_(people), col(Outbox.state).in_(_UNSETTLED))
            return not await self.scene.rows(Outbox, *open_rows)

        await until(fits, waiting_for="everything promised to be settled", timeout=15)

    async def count_posts(self, kind: MessageKind) -> list[int]:
        """Return how many messages stand in Slack for each promise of a kind, once all is settled."""
        await self.settle()
        standing = Counter(
            (message.metadata or {}).get("event_payload", {}).get("outbox")
            for place in self.scene.sandbox.workspace.conversations.values()
            for message in place.messages.values()
        )
        return [standing[row.id] for row in await self.posts(kind)]

    async def acts(self) -> list[Act]:
        """Return every act on this meeting's requests, in order."""
        requests = [row.id for row in await self.scene.rows(Request, Request.supervision_id == self.id)]
        found = await self.scene.rows(Act, col(Act.request_id).in_(requests))
        return sorted(found, key=lambda act: (act.at, act.sequence))

    async def states(self) -> list[RecordState]:
        """Return where the records stand, in the order of the children."""
        found = {row.child_id: row.state for row in await self.scene.rows(Record, Record.supervision_id == self.id)}
        return [found[child.id] for child in self.children if child.id in found]


async def choose_to_start(supervisor: Hands, name: str, what: str | None = None) -> None:
    """Go from the command through the first step: with whom, and what, where it is not the usual meeting."""
    await supervisor.command("/supervision")
    await supervisor.until_view("Whom do you supervise?")
    people = [str(option["text"]["text"]) for option in all_options(field(supervisor, "Choose a person").element)]
    await supervisor.choose("Choose a person", next(words for words in people if words.startswith(name)))
    if what is not None:
        await supervisor.choose("*What*", what)
    await supervisor.click_button("Next")


async def begin(
    scene: Scene,
    *,
    by: str = "priya",
    about: str = "sam",
    in_depth: int = 1,
    brief: int = 0,
    first: int | None = None,
    personal: bool = False,
) -> Meeting:
    """Start a supervision about some of a worker's children, each time others, with nothing on the screens."""
    supervisor, worker = await scene.person(by), await scene.person(about)
    for hands in (supervisor, worker):
        await hands.see()
        if hands.view is not None:
            await hands.close_view(everything=True)
    supervisor_id, worker_id = await scene.person_id(by.title()), await scene.person_id(about.title())
    meeting = Meeting(scene, uuid4().hex, supervisor, worker, supervisor_id, worker_id, ())
    today = meeting.call().today
    async with scene.parts.read() as session:
        found = await read_children(session, scene.parts, worker_id, today)
        caseload = [child.id for child in sorted(found, key=lambda child: child.mosaic_number)]
        start = scene.turns[about] if first is None else first
        chosen = [caseload[(start + n) % len(caseload)] for n in range(in_depth + brief)]
        names = await read_child_names(session, scene.parts, chosen)
        children = {one.id: one for one in (await session.exec(select(Child).where(col(Child.id).in_(chosen)))).all()}
    scene.turns[about] += in_depth + brief
    meeting.children = tuple(Known(one, children[one].mosaic_number, names[one]) for one in chosen)
    plan = AgendaPlan(meeting.id, worker_id, today, tuple(chosen[:in_depth]), tuple(chosen[in_depth:]), personal)
    await start_supervision(scene.parts, meeting.call(), plan)
    return meeting

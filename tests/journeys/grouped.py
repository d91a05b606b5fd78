"""A group for journeys: Priya holds it, Sam presents, Joe is there with a child of his own, Ben from another team."""

from dataclasses import dataclass
from uuid import uuid4

from sqlmodel import col, select

from models.tables import Child, Record
from models.values.call import Call
from models.values.supervision import AgendaPlan
from models.vocabulary import Format, RecordState
from models.workflow.children import read_child_names, read_children
from models.workflow.supervision import start_supervision
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.journeys.steps import Known, Meeting
from tests.story.screen import field
from tests.support.group import write_in_group

__all__ = ["GroupMeeting", "to_the_children"]


async def to_the_children(priya: Hands, *, team: tuple[str, ...], elsewhere: tuple[str, ...] = ()) -> None:
    """Go from the command to the last step of a group that Sam presents."""
    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?")
    people = [str(option["text"]["text"]) for option in all_options(field(priya, "Choose a person").element)]
    await priya.choose("Choose a person", next(words for words in people if words.startswith("Sam Okafor")))
    await priya.choose("What", next(one for one in ("Group", "Group supervision") if one in str(priya.view)))
    await priya.until_view("Who else was there?")
    if team:
        await priya.choose("Who else was there?", *team)
    for name in elsewhere:
        await priya.choose("Type a name", name)
    await priya.click_button("Next")
    await priya.until_view("Others who were there")


@dataclass
class GroupMeeting(Meeting):
    """A group about a child of Sam's and one of Joe's."""

    @classmethod
    async def hold(cls, scene: Scene, outside: str, *, first: int = 0) -> "GroupMeeting":
        """Start one about other children each time."""
        priya, sam = await scene.person("priya"), await scene.person("sam")
        ids = {name: await scene.person_id(name) for name in ("Priya", "Sam", "Joe", "Ben")}
        meeting = cls(scene, uuid4().hex, priya, sam, ids["Priya"], ids["Sam"], ())
        chosen = [await meeting.child_of(ids[name], first) for name in ("Sam", "Joe")]
        meeting.children = tuple(chosen)
        plan = AgendaPlan(
            meeting.id,
            ids["Sam"],
            meeting.call().today,
            tuple(child.id for child in chosen),
            (),
            met=Format.GROUP,
            attendees=(ids["Joe"], ids["Ben"]),
            outside=(outside,),
        )
        await start_supervision(scene.parts, meeting.call(), plan)
        return meeting

    async def child_of(self, worker_id: str, place: int) -> Known:
        """Return a child of a worker's that is not restricted."""
        async with self.scene.parts.read() as session:
            found = await read_children(session, self.scene.parts, worker_id, self.call().today)
            known = sorted((one for one in found if not one.restricted), key=lambda one: one.mosaic_number)[place]
            names = await read_child_names(session, self.scene.parts, [known.id])
            number = (await session.exec(select(col(Child.mosaic_number)).where(Child.id == known.id))).one()
        return Known(known.id, number, names[known.id])

    async def write_all(self, *, without: tuple[str, ...] = ()) -> None:  # type: ignore[override]
        """Write both records, leaving some answers out."""
        for child in self.children:
            await write_in_group(
                self.scene.parts,
                child.id,
                call=self.call(),
                meeting=self.id,
                without=without,
                owner_id=self.worker_id,
            )

    async def until_asked(self, hands: Hands, words: str) -> list[Json]:
        """Wait for the messages of a person about this meeting whose notification says this."""

        async def fits() -> list[Json]:
            await hands.see()
            mine = [one for one in hands.messages() if words in one["text"]]
            return [one for one in mine if any(child.number in text_in(one) for child in self.children)]

        found: list[Json] = await until(fits, waiting_for=f"{words!r} among the messages")
        return found

    async def read_as(self, hands: Hands, message: Json) -> list[str]:
        """Open a message's records and turn the pages to the last."""
        await hands.click_button("Read the record", message=message)
        await hands.until_view("Page 1 of", timeout=10)
        return await read_through_to_the_end(hands)

    async def comment(self, hands: Hands, message: Json, words: str) -> None:
        """Add a comment to the first of the records that a message brought to read."""
        await self.open_comment(hands, message)
        await hands.type_into("Your comment", words)
        await hands.submit()
        await hands.until_no_view()

    async def open_comment(self, hands: Hands, message: Json) -> None:
        """Go to the step that asks for a comment, with the first record chosen."""
        await self.read_as(hands, message)
        await hands.click_button("Add a comment")
        await hands.until_view("Your comment")
        options = [str(one["text"]["text"]) for one in all_options(field(hands, "Which records?").element)]
        wanted = self.children[0]
        await hands.choose("Which records?", next(one for one in options if wanted.number in one or wanted.name in one))

    async def until_states(self, *states: RecordState) -> None:
        """Wait until the records of the children stand like this, in their order."""

        async def fits() -> bool:
            return await self.states() == list(states)

        await until(fits, waiting_for=f"the records to be {states}")

    async def record_of(self, place: int) -> Record:
        """Return a child's record."""
        found: Record
        (found,) = await self.scene.rows(
            Record, Record.child_id == self.children[place].id, Record.supervision_id == self.id
        )
        return found

    def call_of(self, person_id: str) -> Call:
        """Return an act of somebody now."""
        return Call(person_id, self.scene.now())

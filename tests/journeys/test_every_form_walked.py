"""Every form that has a flow, walked from the start of its meeting to the end of it, with every box filled.

Each pack of policies has one meeting with a child in depth, a brief one and a personal part; groups,
the agreement and the note follow. What nobody answered, or what got lost on the way to its reader,
shows here whatever a form asks.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from models.content import load_library
from models.tables import Record
from models.values.contracts import ContractPlan
from models.vocabulary import RecordKind, RecordState
from models.workflow.contracts import start_contract
from models.workflow.notes import start_note
from sandbox.kinds import Json
from tests.conftest import CONTENT
from tests.journeys.grouped import GroupMeeting
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.journeys.steps import Meeting, begin
from tests.journeys.walking import Walk
from tests.support.databases import Databases
from tests.support.town import open_town

PACKS = sorted(path.stem for path in (CONTENT / "policies").glob("*.yml"))


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    with databases.make("sqlite", tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def scene(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A council that works by one pack."""
    async with open_town(url, tmp_path / "sandbox", policy=request.param) as town:
        yield Scene(town.sandbox, town.bot.parts, town.bot.clock.now, town.person)


def new_forms() -> dict[str, set[RecordKind]]:
    """Return which kinds of record of each pack answer a form that no pack before it walks."""
    walked: set[str] = set()
    found = {}
    for pack in PACKS:
        forms = load_library(CONTENT, pack).policy.forms
        kinds = (RecordKind.CASEWORK, RecordKind.BRIEF, RecordKind.PERSONAL)
        found[pack] = {kind for kind in kinds if forms[kind] not in walked}
        walked |= {forms[kind] for kind in kinds}
    return found


NEW = new_forms()
by_pack = pytest.mark.parametrize(("scene", "kinds"), NEW.items(), indirect=["scene"], ids=NEW)


async def walk(meeting: Meeting, *, records: int, press: str = "Go on") -> list[str]:
    """Go from the card through every step to the read-through and send; return all that was typed."""
    priya = meeting.supervisor
    await priya.click_button(press, message=await meeting.until_card(press))
    await priya.until(lambda _: has_block(meeting, "steps") or has_block(meeting, "hub"), waiting_for="the record")
    if has_block(meeting, "hub"):  # an agreement is begun when it is started, so it opens with all its sections
        await priya.click_button("Open")
        await priya.until(lambda _: has_block(meeting, "steps"), waiting_for="its first step")
    walking = Walk(priya)
    await walking.to_the_read_through()
    await read_through_to_the_end(priya)
    assert priya.view is not None
    assert priya.view["view"]["submit"]["text"] == f"Send {records}", priya.view_text
    await priya.submit()
    return list(walking.said.values())


def has_block(meeting: Meeting, block_id: str) -> bool:
    """Say whether the supervisor's modal has this block."""
    view = meeting.supervisor.view
    return view is not None and any(block.get("block_id") == block_id for block in view["view"]["blocks"])


async def agree(meeting: Meeting, request: Json) -> str:
    """Read a request to its last page and agree; return all its pages."""
    pages = await meeting.read(request)
    await meeting.worker.click_button("Agree")
    await meeting.worker.until_view("You agreed.")
    await meeting.worker.close_view(everything=True)
    return "".join(pages)


async def until_complete(meeting: Meeting, count: int) -> set[str]:
    """Wait until every record is complete; return the forms they answered."""

    async def fits() -> list[Record] | None:
        records = await meeting.scene.rows(Record, Record.supervision_id == meeting.id)
        return records if [one.state for one in records] == [RecordState.COMPLETE] * count else None

    found: list[Record] = await until(fits, waiting_for=f"{count} records to be complete")
    return {record.form_id for record in found}


@by_pack
async def test_every_form_of_a_pack_comes_whole_to_its_reader_and_is_agreed(
    scene: Scene, kinds: set[RecordKind]
) -> None:
    in_depth, brief = (int(kind in kinds) for kind in (RecordKind.CASEWORK, RecordKind.BRIEF))
    meeting = await begin(scene, in_depth=in_depth, brief=brief, personal=RecordKind.PERSONAL in kinds)
    said = await walk(meeting, records=len(kinds))

    read = "".join([await agree(meeting, request) for request in await meeting.until_requests(len(kinds))])
    assert [words for words in said if words not in read] == []
    forms = scene.parts.library.policy.forms
    assert await until_complete(meeting, len(kinds)) == {forms[kind] for kind in kinds}


@pytest.mark.parametrize("scene", ["default", "bracknell-forest"], indirect=True)
async def test_every_form_of_a_group_comes_whole_to_both_workers_and_is_agreed(scene: Scene) -> None:
    meeting = await GroupMeeting.hold(scene, "Dee Marsh")
    said = await walk(meeting, records=2)

    read = ""
    for name in ("sam", "joe"):
        worker = await scene.person(name)
        (request,) = await meeting.until_asked(worker, "asks you to read")
        read += await agree(replace(meeting, worker=worker), request)
    assert [words for words in said if words not in read] == []
    assert await until_complete(meeting, 2) == {scene.parts.library.policy.group[RecordKind.CASEWORK]}


@pytest.mark.parametrize("scene", ["default"], indirect=True)
async def test_the_agreement_and_the_note_come_whole_to_the_person(scene: Scene) -> None:
    blank = await begin(scene, in_depth=1)
    agreement = replace(blank, id=uuid4().hex, children=())
    await start_contract(
        scene.parts, agreement.call(), ContractPlan(agreement.id, agreement.worker_id, agreement.call().today)
    )
    said = await walk(agreement, records=1)
    (request,) = await agreement.until_requests(1)
    read = await agree(agreement, request)
    assert [words for words in said if words not in read] == []
    assert await until_complete(agreement, 1) == {"contract"}

    note = replace(blank, id=uuid4().hex)
    await start_note(scene.parts, note.call(), supervision_id=note.id, child_id=note.children[0].id)
    await note.supervisor.close_view(everything=True)
    said = await walk(note, records=1, press="Write")
    (request,) = await note.until_requests(1)
    read = "".join(await note.read(request))
    assert [words for words in said if words not in read] == []
    await note.worker.click_button("Add a comment")
    await note.worker.until_view("Your comment")
    await note.worker.type_into("Your comment", "Read, and done.")
    await note.worker.submit()
    assert await until_complete(note, 1) == {"note"}
    await until(lambda: has_comment(note), waiting_for="the comment")


async def has_comment(meeting: Meeting) -> bool:
    """Say whether somebody commented."""
    return [act.kind.value for act in await meeting.acts()] == ["commented"]

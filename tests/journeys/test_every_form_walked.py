"""Every form that has a flow, walked from the start of its meeting to the end of it, with every box filled.

Each pack of policies has one meeting with a child in depth, a brief one and a personal part; what
nobody answered, or what got lost on the way to its reader, shows here whatever a form asks.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.tables import Record
from models.vocabulary import RecordState
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.journeys.steps import Meeting, begin
from tests.journeys.walking import Walk
from tests.support.databases import Databases
from tests.support.town import open_town

PACKS = sorted(path.stem for path in (Path(__file__).parents[2] / "content" / "policies").glob("*.yml"))


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    with databases.make("sqlite", tmp_path) as made:
        yield made


@pytest_asyncio.fixture(params=PACKS)
async def scene(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A council that works by one pack."""
    async with open_town(url, tmp_path / "sandbox", policy=request.param) as town:
        yield Scene(town.sandbox, town.bot.parts, town.bot.clock.now, town.person)


async def test_every_form_of_a_pack_comes_whole_to_its_reader_and_is_agreed(scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, brief=1, personal=True)
    priya = meeting.supervisor
    await priya.click_button("Go on", message=await meeting.until_card("Go on"))
    await priya.until(lambda _: priya.view and "steps" in str(priya.view["view"]["blocks"]), waiting_for="a step")
    walk = Walk(priya)
    await walk.to_the_read_through()
    await read_through_to_the_end(priya)
    assert priya.view is not None
    assert priya.view["view"]["submit"]["text"] == "Send 3", priya.view_text
    await priya.submit()

    requests = await meeting.until_requests(3)
    read = "".join([text for request in requests for text in await _read(meeting, request)])
    assert [words for words in walk.said.values() if words not in read] == []
    await until(lambda: _complete(scene, meeting), waiting_for="all three to be agreed")
    forms = {record.form_id for record in await scene.rows(Record, Record.supervision_id == meeting.id)}
    wanted = scene.parts.library.policy.forms
    assert forms == {form_id for kind, form_id in wanted.items() if kind in {"casework", "brief", "personal"}}


async def _read(meeting: Meeting, request: dict[str, object]) -> list[str]:
    """Read a request to its last page and agree."""
    pages = await meeting.read(request)
    await meeting.worker.click_button("Agree")
    await meeting.worker.until_view("You agreed.")
    await meeting.worker.close_view(everything=True)
    return pages


async def _complete(scene: Scene, meeting: Meeting) -> bool:
    records = await scene.rows(Record, Record.supervision_id == meeting.id)
    return len(records) == 3 and all(record.state is RecordState.COMPLETE for record in records)

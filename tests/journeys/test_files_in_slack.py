"""*Get it as PDF*: on the last page, into the reader's own messages, and away again after a day."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from pypdf import PdfReader

from sandbox.kinds import Json
from tests.journeys.scene import Scene, read_through_to_the_end
from tests.journeys.steps import WORDS, begin
from tests.support.leaks import find_names, find_typed
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A council that lets records leave as files, whose app has the scope for it."""
    folder = town_folder / "sandbox"
    async with open_town(town_database, folder, scopes=("files:write",), files_in_slack=True) as opened:
        yield opened


async def test_a_reader_gets_a_pdf_in_their_own_messages_and_the_bot_takes_it_away(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    (request,) = await meeting.asked()
    sam = meeting.worker
    await sam.click_button("Read the record", message=request)
    await sam.until_view("Page 1 of")
    await read_through_to_the_end(sam)
    await sam.click_button("Get it as PDF")
    await sam.until_view("It is on its way to your messages")
    await sam.close_view(everything=True)

    def find(mode: str) -> Json | None:
        files = [(one, file) for one in sam.messages() for file in one.get("files", ()) if file["mode"] == mode]
        return {"message": files[0][0], **files[0][1]} if files else None

    file = await sam.until(lambda _: find("hosted"), waiting_for="the file")
    said = f"{file['message']['text']} {file['name']} {file['title']} {sam.seen['toasts']}"
    assert not find_names(said) | find_typed(said, [WORDS])
    async with aiohttp.ClientSession() as http, http.get(file["url_private"]) as answer:
        pages = PdfReader(BytesIO(await answer.read())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert meeting.children[0].name in text
    assert WORDS in text
    assert not [one for one in meeting.supervisor.messages() if one.get("files")]

    await town.advance(hours=24.1)
    await sam.until(lambda _: find("tombstone"), waiting_for="the file to go")

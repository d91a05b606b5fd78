"""Files: announced, uploaded once and whole, shown to who is in the conversation, and gone when deleted."""

from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.sandbox.conftest import MANIFEST, WORKSPACE

CONTENT = b"%PDF-1.7 made up"


async def test_a_file_is_seen_by_who_may_and_is_gone_once_deleted_and_after_a_restart(tmp_path: Path) -> None:
    async with (
        Sandbox.start(workspace=WORKSPACE, manifest=MANIFEST, folder=tmp_path, scopes=("files:write",)) as sandbox,
        aiohttp.ClientSession() as http,
        Hands(sandbox.url, "U0SAM", http) as sam,
        Hands(sandbox.url, "U0PRIYA", http) as priya,
    ):
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=http, retry_handlers=[])
        place = await client.files_getUploadURLExternal(filename="paper.pdf", length=len(CONTENT))
        async with http.post(place["upload_url"], data=CONTENT[:-1]) as short:
            assert short.status == 400
        async with http.post(place["upload_url"], data=CONTENT) as whole:
            assert whole.status == 200
        async with http.post(place["upload_url"], data=CONTENT) as again:
            assert again.status == 404

        channel = (await client.conversations_open(users="U0SAM"))["channel"]["id"]
        await client.files_completeUploadExternal(
            files=[{"id": place["file_id"], "title": "A paper"}], channel_id=channel, initial_comment="Here it is."
        )
        await sam.see()
        (message,) = sam.messages()
        (file,) = message["files"]
        assert message["text"] == "Here it is."
        assert (file["title"], file["name"], file["size"]) == ("A paper", "paper.pdf", 16)
        async with http.get(file["url_private"]) as fetched:
            assert (fetched.content_type, await fetched.read()) == ("application/pdf", CONTENT)
        await priya.see()
        assert priya.messages() == []

        await client.files_delete(file=place["file_id"])
        await sam.see()
        assert sam.messages()[0]["files"] == [{"id": place["file_id"], "mode": "tombstone"}]
        async with http.get(file["url_private"]) as gone:
            assert gone.status == 404

    async with Sandbox.start(workspace=WORKSPACE, manifest=MANIFEST, folder=tmp_path) as later:
        assert later.workspace.files[place["file_id"]].stage == "deleted"

"""files.*: an address to upload to, what was uploaded shown in a conversation, and taken away again."""

import secrets
from typing import Any, Final

from aiohttp import web

from sandbox.conversations import Conversation
from sandbox.files import StoredFile
from sandbox.kinds import Json
from sandbox.message_checks import checked_content
from sandbox.refusals import Refused
from sandbox.rooms import Rooms
from sandbox.web_api.calls import Call, method
from sandbox.web_api.places import joined

__all__ = ["FileRoutes"]

_FILE_BYTES: Final = 1_000_000_000
_FILE_KEYS: Final = {"id", "title", "highlight_type"}


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(call: Call) -> Json:
    """Announce a file of so many bytes, and give the address it may be sent to once."""
    workspace = call.rooms.workspace
    name, length = call.text("filename"), call.text("length")
    if not length.isdigit() or not 1 <= int(length) <= _FILE_BYTES:
        raise Refused("invalid_arguments", [f"must be between 1 and {_FILE_BYTES} [json-pointer:/length]"])
    file = StoredFile(
        id=workspace.new_id("F"),
        user=workspace.app.bot_user_id,
        name=name,
        length=int(length),
        secret=secrets.token_urlsafe(16),
        created=int(workspace.clock.unix()),
    )
    workspace.files[file.id] = file
    return {"upload_url": f"{call.rooms.response_urls.base}/upload/{file.secret}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(call: Call) -> Json:
    """Show uploaded files, together, in a conversation the bot is in; nowhere without one."""
    rooms, workspace = call.rooms, call.rooms.workspace
    files = _wanted(call)
    channel = call.get("channel_id")
    if channel:
        conversation = joined(rooms, channel)
        if conversation.archived:
            raise Refused("is_archived")
        _share(call, conversation, [file for file, _ in files])
    for file, title in files:
        file.title, file.stage = title or file.name, "shared"
        if channel:
            file.places.append(str(channel))
    workspace.touched()
    return {"files": [{"id": file.id, "title": file.title} for file, _ in files]}


def _wanted(call: Call) -> list[tuple[StoredFile, str]]:
    """Give the files named, each uploaded whole and not completed before."""
    given = call.get("files")
    if not isinstance(given, list) or not given:
        raise Refused("invalid_arguments", ["missing required field: files [json-pointer:/files]"])
    found: list[tuple[StoredFile, str]] = []
    for place, one in enumerate(given):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or set(one) - _FILE_KEYS:
            raise Refused("invalid_arguments", [f"must be a file with id and title [json-pointer:/files/{place}]"])
        file = call.rooms.workspace.files.get(one["id"])
        if file is None or file.stage != "uploaded":
            raise Refused("file_not_found")
        found.append((file, str(one.get("title") or "")))
    return found


def _share(call: Call, conversation: Conversation, files: list[StoredFile]) -> None:
    rooms = call.rooms
    comment = call.get("initial_comment")
    text = checked_content(rooms.workspace, {"text": comment})[0] if comment else ""
    rooms.talk.post(conversation, rooms.workspace.app.bot_user_id, text, files=[file.id for file in files])


@method("files.delete", "files:write")
def delete(call: Call) -> Json:
    """Take one of the bot's files away, wherever it is shown."""
    rooms = call.rooms
    file = rooms.workspace.files.get(call.text("file"))
    if file is None or file.stage == "announced":
        raise Refused("file_not_found")
    if file.stage == "deleted":
        raise Refused("file_deleted")
    file.stage, file.content = "deleted", b""
    for channel in file.places:
        rooms.workspace.changes.tell("messages", rooms.workspace.conversations[channel].members)
    rooms.workspace.touched()
    return {}


class FileRoutes:
    """Serves the addresses files are sent to and fetched from."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[web.RouteDef]:
        """Give the routes."""
        return [web.post("/upload/{secret}", self.upload), web.get("/files/{id}/{secret}", self.fetch)]

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of an announced file: all of them, and once."""
        secret = request.match_info["secret"]
        announced: Any = (one for one in self._rooms.workspace.files.values() if one.stage == "announced")
        file = next((one for one in announced if one.secret == secret), None)
        if file is None:
            raise web.HTTPNotFound(text="no such upload")
        content = await request.read()
        if len(content) != file.length:
            raise web.HTTPBadRequest(text=f"{file.length} bytes were announced, {len(content)} came")
        file.content, file.stage = content, "uploaded"
        return web.Response(text=f"OK - {len(content)}")

    async def fetch(self, request: web.Request) -> web.Response:
        """Give a shared file to whoever has its address."""
        file = self._rooms.workspace.files.get(request.match_info["id"])
        if file is None or file.stage != "shared" or file.secret != request.match_info["secret"]:
            raise web.HTTPNotFound(text="There is no such file, or not any more.")
        kind = "application/pdf" if file.name.endswith(".pdf") else "application/octet-stream"
        return web.Response(
            body=file.content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{file.name}"'}
        )

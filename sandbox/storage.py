"""What survives a restart of the sandbox, in `workspace.json`."""

import asyncio
import json
import re
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from sandbox.conversations import Conversation
from sandbox.files import StoredFile
from sandbox.kinds import Json
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.refusals import NotAllowed
from sandbox.views import OpenView
from sandbox.workspace import Workspace

__all__ = ["Storage", "empty_folder"]

_WAIT: Final = 0.2
"""Seconds in which changes are gathered into one write."""
_SHARE: Final = 20
"""Writing takes at most one part in so many of the time, however large the workspace grows."""
_OWN_FILES: Final = re.compile(r"(clock|workspace|bot\.db|key)([.-][\w.-]+)?")
"""What a sandbox, and a bot beside it, leave in the folder: with their journals and half-written files."""


class Storage:
    """Writes the workspace down after each change, and reads it back at the start."""

    def __init__(self, folder: Path, workspace: Workspace) -> None:
        self._file = folder / "workspace.json"
        self._workspace = workspace
        self._writer: asyncio.Task[None] | None = None
        self._dirty = False
        self._took = 0.0

    def read_back(self) -> None:
        """Put what an earlier run wrote over the fresh workspace."""
        if not self._file.exists():
            return
        stored = json.loads(self._file.read_text(encoding="utf-8"))
        workspace = self._workspace
        for user in stored["users"]:
            workspace.people[user["id"]] = Person(**user)
        for given in stored["conversations"]:
            messages = [Message.from_json(one) for one in given.pop("messages")]
            conversation = Conversation(**given, messages={one.ts: one for one in messages})
            workspace.conversations[conversation.id] = conversation
            for one in messages:
                workspace.clock.remember(one.ts)
        for given in stored.get("files", []):
            workspace.files[given["id"]] = StoredFile.from_json(given)
        for home in stored["homes"]:
            workspace.homes[home["user"]] = OpenView(root_id=home["id"], **home)

    def touched(self) -> None:
        """Write soon: one write for all that changes meanwhile."""
        self._dirty = True
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._write_soon())

    async def stop(self) -> None:
        """Write what is not written yet."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        if self._dirty:
            self._write()

    async def _write_soon(self) -> None:
        await asyncio.sleep(max(_WAIT, self._took * _SHARE))
        self._write()

    def _write(self) -> None:
        began = time.perf_counter()
        self._dirty = False
        temporary = self._file.with_suffix(".new")
        temporary.write_text(json.dumps(self._content()), encoding="utf-8")
        temporary.replace(self._file)
        self._took = time.perf_counter() - began

    def _content(self) -> Json:
        workspace = self._workspace
        return {
            "users": [asdict(one) for one in workspace.people.values()],
            "conversations": [_conversation(one) for one in workspace.conversations.values()],
            "files": [one.to_json() for one in workspace.files.values()],
            "homes": [one.to_json() for one in workspace.homes.values()],
        }


def _conversation(conversation: Conversation) -> Json:
    given = {
        key: getattr(conversation, key)
        for key in (
            "id",
            "kind",
            "name",
            "private",
            "shared",
            "archived",
            "created",
            "members",
            "last_read",
        )
    }
    return given | {"messages": [one.to_json() for one in conversation.messages.values()]}


def empty_folder(folder: Path) -> None:
    """Remove what a sandbox made here; refuse a folder that holds anything else."""
    strange = sorted(one.name for one in folder.iterdir() if not _OWN_FILES.fullmatch(one.name))
    if strange:
        raise NotAllowed(f"{folder} holds {', '.join(strange)}, which no sandbox made: it is left alone.")
    for one in folder.iterdir():
        one.unlink()

"""Where tests put what they write: in memory when there is room, for each waits for the disk otherwise."""

import os
import shutil
from pathlib import Path

__all__ = ["folder_in_memory"]

_FOLDER = Path("/dev/shm")  # noqa: S108 -- no secret is kept there: every test's folder has a name of its own
_ROOM_BYTES = 1_000_000_000


def folder_in_memory() -> Path | None:
    """Return the folder the system keeps in memory, if tests may write there and a gigabyte is free."""
    if not os.access(_FOLDER, os.W_OK) or shutil.disk_usage(_FOLDER).free < _ROOM_BYTES:
        return None
    return _FOLDER

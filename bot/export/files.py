"""Writing what leaves the bot: whole or not at all, for its owner's eyes only, and never over anything."""

import os
import secrets
from itertools import count
from pathlib import Path
from typing import Final

from models.values.errors import Refusal

__all__ = ["open_folder", "write_new"]

_OWNER_ONLY: Final = 0o600
_FOLDER_OWNER_ONLY: Final = 0o700


def open_folder(folder: Path) -> Path:
    """Return the folder, made for its owner only where it was not there.

    Raises
    ------
    Refusal
        When it cannot be made, or is a file.
    """
    try:
        folder.mkdir(mode=_FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder} is no folder that can be written to: {error.strerror}.") from None
    return folder


def write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write a new file, readable by its owner only, and return where it is.

    Where the name is taken it gets a number: `… (2).pdf`. The content is on the disk before the name is there.

    Raises
    ------
    Refusal
        When the folder cannot be written to.
    """
    waiting = folder / f".{secrets.token_hex(8)}.part"
    try:
        try:
            _write(waiting, content)
            return _put_in_place(waiting, folder, name)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        raise Refusal(f"Nothing could be written to {folder}: {error.strerror}.") from None


def _write(place: Path, content: bytes) -> None:
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(waiting: Path, folder: Path, name: str) -> Path:
    stem, dot, suffix = name.rpartition(".")
    for number in count(1):
        place = folder / (name if number == 1 else f"{stem} ({number}){dot}{suffix}")
        try:
            _move(waiting, place)
        except FileExistsError:
            continue
        return place
    raise AssertionError  # there is always a next number


def _move(waiting: Path, place: Path) -> None:
    """Give a written file its name, which must be free."""
    try:
        place.hardlink_to(waiting)
    except FileExistsError:
        raise
    except OSError:  # some network drives have no links: hold the name, then put the content in its place at once
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
        waiting.replace(place)

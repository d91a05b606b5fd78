"""Files that leave the bot: there as a whole or not at all, for their owner's eyes only, and never over another."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from itertools import count
from pathlib import Path
from typing import Final

from models.values.errors import Refusal

__all__ = ["Taken", "check_free", "make_empty_folder", "make_folder", "new_file", "write_numbered", "write_text"]

_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700


class Taken(Refusal):
    """Something of that name is there already."""


def make_folder(folder: Path) -> Path:
    """Return the folder, made for its owner only where it was not there.

    Raises
    ------
    Refusal
        When it cannot be made, or is a file.
    """
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder} is no folder that can be written to: {error.strerror}.") from None
    return folder


def make_empty_folder(folder: Path) -> Path:
    """Return a folder that only its owner can look into, made where it is not there.

    Raises
    ------
    Refusal
        When it cannot be made, or something lies in it already.
    """
    make_folder(folder)
    try:
        if any(folder.iterdir()):
            raise Refusal(f"{folder} is not empty: name a new folder, so that nothing is mixed up or written over.")
        folder.chmod(_FOLDER_MODE)
    except OSError as error:
        raise Refusal(f"{folder} cannot be used: {error.strerror}.") from None
    return folder


def write_text(path: Path, text: str) -> None:
    """Write a new file.

    Raises
    ------
    Refusal
        When there is one of that name, or it cannot be written.
    """
    with new_file(path) as file:
        file.write(text.encode())


def write_numbered(folder: Path, name: str, content: bytes) -> Path:
    """Write a new file and return where it is; where its name is taken it gets a number: `… (2).pdf`.

    Raises
    ------
    Refusal
        When the folder cannot be written to.
    """
    stem, dot, suffix = name.rpartition(".")
    for number in count(1):
        place = folder / (name if number == 1 else f"{stem} ({number}){dot}{suffix}")
        with suppress(Taken):
            with new_file(place) as file:
                file.write(content)
            return place
    raise AssertionError  # there is always a next number


@contextmanager
def new_file(path: Path) -> Iterator[BufferedWriter]:
    """Give a file to write; it gets its name when everything is on the disk, and never takes another's.

    Where the file system can (`O_TMPFILE`), it has no name at all until then, so that a kill leaves nothing
    behind; elsewhere it is called `.NAME.….partial` meanwhile.

    Raises
    ------
    Refusal
        When there is a file of that name (`Taken`), or none can be written there.
    """
    check_free(path)
    try:
        descriptor, partial = _open(path)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
            _give_name(descriptor, partial, path)
    finally:
        if partial is not None:
            with suppress(FileNotFoundError):
                partial.unlink()


def check_free(path: Path) -> None:
    """Refuse a name that is taken.

    Raises
    ------
    Taken
        When something of that name is there.
    """
    if path.exists() or path.is_symlink():
        raise Taken(f"{path} is there already, and nothing is written over: choose another name.")


def _open(path: Path) -> tuple[int, Path | None]:
    unnamed = getattr(os, "O_TMPFILE", None)
    if unnamed is not None:
        with suppress(OSError):
            return os.open(path.parent, unnamed | os.O_WRONLY, _MODE), None
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    return os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), partial


def _give_name(descriptor: int, partial: Path | None, path: Path) -> None:
    try:
        if partial is None:
            # Only with a folder's descriptor does Python ask the system to follow the link in /proc.
            os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor, follow_symlinks=True)
        else:
            _move(partial, path)
    except FileExistsError:
        check_free(path)
        raise
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from None
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _move(partial: Path, path: Path) -> None:
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:  # some network drives have no links: hold the name, then put the content in its place at once
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE))
        partial.replace(path)

"""A file that is there as a whole or not at all, and that nobody but its owner can read."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path

from models.values.errors import Refusal

__all__ = ["check_free", "new_file"]

_MODE = 0o600


@contextmanager
def new_file(path: Path) -> Iterator[BufferedWriter]:
    """Give a file to write; it gets its name when everything is on the disk, and never takes another's.

    Where the file system can (`O_TMPFILE`), it has no name at all until then, so that a kill leaves nothing
    behind; elsewhere it is called `.NAME.….partial` meanwhile.

    Raises
    ------
    Refusal
        When there is a file of that name, or none can be written there.
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
    Refusal
        When something of that name is there.
    """
    if path.exists() or path.is_symlink():
        raise Refusal(f"{path} is there already, and a backup never takes the place of another: choose another name.")


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
            os.link(partial, path)
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

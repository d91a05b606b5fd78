"""Files that hold what is about people: written for one pair of eyes, and never over something that is there."""

import os
from pathlib import Path

from models.values.errors import Refusal

__all__ = ["make_folder", "write_private"]

_ONLY_ME = 0o700
_MINE = 0o600


def make_folder(folder: Path) -> Path:
    """Return a folder that only its owner can look into, made where it is not there.

    Raises
    ------
    Refusal
        When it cannot be made, or something lies in it already.
    """
    try:
        folder.mkdir(mode=_ONLY_ME, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refusal(f"{folder} is not empty: name a new folder, so that nothing is mixed up or written over.")
        folder.chmod(_ONLY_ME)
    except OSError as error:
        raise Refusal(f"{folder} cannot be used: {error.strerror}.") from None
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read.

    Raises
    ------
    Refusal
        When there is one of that name, or it cannot be written.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MINE), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from None

"""The one shape of all three files: gzip over lines of JSON, with what they hold counted and summed up at the end.

The first line says what the file is. Then, for each table, a line with its name and columns and one line for each
row. The last line counts the rows of each table, and gives the SHA-256 of every line before it. So a file that was
cut short or changed by accident is found out; against somebody who means to forge one there is `verify`.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from io import BufferedIOBase
from pathlib import Path
from typing import Any, Final, Self

from models.values.errors import Refusal

__all__ = ["FORMAT", "Head", "Kind", "LinesWriter", "RowLine", "check_lines", "read_head", "read_lines"]

FORMAT: Final = 1
_LEVEL: Final = 6


class Kind(StrEnum):
    """What a file is."""

    BACKUP = "supervision-backup"
    KEYS = "supervision-backup-keys"
    DISPOSALS = "supervision-disposals"


@dataclass(frozen=True, slots=True)
class Head:
    """What the first line says; `backup` is one id for a backup and its keys, `tables` the newest migration."""

    kind: Kind
    backup: str
    made_at: str
    tables: str
    world: str | None


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row: its table, and its cells by column."""

    table: str
    cells: Mapping[str, Any]


class LinesWriter:
    """Writes one file, within `with`; `finish` ends it with its sum, without which nobody reads it."""

    def __init__(self, file: BufferedIOBase, head: Head) -> None:
        self._file = gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0, compresslevel=_LEVEL)
        self._sum = hashlib.sha256()
        self._table = ""
        self.rows: dict[str, int] = {}
        facts = {"backup": head.backup, "made_at": head.made_at, "tables": head.tables, "world": head.world}
        self._write({"file": head.kind.value, "format": FORMAT} | facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def begin_table(self, name: str, columns: Sequence[str]) -> None:
        """Say which table the rows that follow are of."""
        self._table = name
        self.rows[name] = 0
        self._write({"table": name, "columns": list(columns)})

    def write_row(self, cells: Sequence[Any]) -> None:
        """Write one row, its cells in the order of the columns."""
        self.rows[self._table] += 1
        self._write(list(cells))

    def finish(self) -> None:
        """Write the last line."""
        self._write({"rows": self.rows, "sha256": self._sum.hexdigest()})

    def _write(self, line: object) -> None:
        spelled = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._sum.update(spelled)
        self._file.write(spelled)


def read_head(path: Path, *kinds: Kind) -> Head:
    """Return what the first line of a file says.

    Raises
    ------
    Refusal
        When it cannot be read, or is another kind of file.
    """
    with _said(path), gzip.open(path, "rb") as file:
        return _read_head(path, file.readline(), kinds)


def check_lines(path: Path, *kinds: Kind) -> Head:
    """Read a whole file and throw it away: what is left is that nothing in it is damaged or missing.

    Raises
    ------
    Refusal
        When it is damaged, cut short, or another kind of file.
    """
    for _ in read_lines(path, *kinds):
        pass
    return read_head(path, *kinds)


def read_lines(path: Path, *kinds: Kind) -> Iterator[RowLine]:
    """Yield every row of a file; that nothing is damaged or missing is known once the last one was given.

    Raises
    ------
    Refusal
        When it is damaged, cut short, or another kind of file.
    """
    with _said(path), gzip.open(path, "rb") as file:
        first = file.readline()
        _read_head(path, first, kinds)
        reading = _Reading(hashlib.sha256(first))
        for line in file:
            row = reading.take(line)
            if row is not None:
                yield row
        if not reading.ended:
            raise ValueError


@dataclass(slots=True)
class _Reading:
    """Where a reader stands: the sum so far, the table it is in, and how many rows it met."""

    sum: Any
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    ended: bool = False

    def take(self, line: bytes) -> RowLine | None:
        """Read one line; a line that does not fit is a ValueError or KeyError."""
        read = json.loads(line)
        if self.ended:
            raise ValueError
        if isinstance(read, list):
            self.rows[self.table] += 1
            self.sum.update(line)
            return RowLine(self.table, dict(zip(self.columns, read, strict=True)))
        if "table" in read:
            self.table, self.columns = read["table"], tuple(read["columns"])
            if self.table in self.rows:
                raise ValueError
            self.rows[self.table] = 0
        elif read != {"rows": self.rows, "sha256": self.sum.hexdigest()}:
            raise ValueError
        else:
            self.ended = True
        self.sum.update(line)
        return None


def _read_head(path: Path, line: bytes, kinds: Sequence[Kind]) -> Head:
    read = json.loads(line)
    if not isinstance(read, dict) or read.get("file") not in {kind.value for kind in Kind}:
        raise ValueError
    if read["file"] not in {kind.value for kind in kinds}:
        raise Refusal(f"{path} is a file of another kind: {read['file']}, where {kinds[0].value} is asked for.")
    if read["format"] != FORMAT:
        raise Refusal(f"{path} was written by another version of the bot, in a format this one does not know.")
    return Head(Kind(read["file"]), read["backup"], read["made_at"], read["tables"], read["world"])


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in one sentence what is wrong with a file; nothing of its contents is shown."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError, AttributeError):
        raise Refusal(f"{path} is damaged or cut short, or is no file of a backup: nothing was restored.") from None
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from None

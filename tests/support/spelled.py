"""Searching files byte by byte for words, however they might be written there."""

import base64
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

__all__ = ["byte_spellings", "database_files", "find_in_files", "spellings", "unpacked"]

_LEAST = 12
"""Shorter words would be found by chance."""


def spellings(words: str) -> Iterator[bytes]:
    """Yield the bytes that words would be: as text, as JSON, in hexadecimal, and in base64 wherever they begin."""
    yield words.encode("utf-16-le")
    yield words.encode("ascii", "backslashreplace")
    yield from byte_spellings(words.encode())


def byte_spellings(plain: bytes) -> Iterator[bytes]:
    """Yield bytes as themselves, in hexadecimal, and in base64 wherever they begin."""
    yield plain
    yield plain.hex().encode()
    for skipped in range(3):
        # Of a base64 text the first and the last letters depend on what stands beside it.
        whole = base64.b64encode(b"\0" * skipped + plain)
        yield whole[4 if skipped else 0 : len(whole) - 4]


def find_in_files(files: Iterable[Path], words: Iterable[str]) -> set[tuple[str, str]]:
    """Return which words were found in which file."""
    wanted = {each: frozenset(spellings(each)) for each in words}
    assert all(len(each) >= _LEAST for each in wanted), "too short to be looked for"
    found = set()
    for file in files:
        content = unpacked(file)
        found |= {(file.name, each) for each, spelled in wanted.items() if any(one in content for one in spelled)}
    return found


def unpacked(file: Path) -> bytes:
    """Return what a file holds; of a packed one, what is in it."""
    content = file.read_bytes()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def database_files(url: str) -> list[Path]:
    """Return the files of a database as they stand; of SQLite what was written ahead as well."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")
        return sorted(file.parent.glob(f"{file.name}*"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found is not None
    return [file for file in (Path(found[0]) / "base" / str(found[1])).iterdir() if file.is_file()]

"""A backup that is killed leaves nothing under its name, wherever it had come to."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot import new_files as naming
from bot.backups.lines import Kind, LinesWriter, check_lines
from bot.backups.writing import Files, write_backup
from tests.conftest import START


def back_up_until(url: str, files: Files, *, lines: int | None = None, names: int | None = None) -> int:
    """Copy in a process of its own that dies after so many lines, or before giving a name; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            die_after(lines, names)
            asyncio.run(write_backup(url, files, START))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_after(lines: int | None, names: int | None) -> None:
    """Let this process end where it is told to; it is the child, so that nobody else is the poorer."""
    write, give = LinesWriter._write, naming._give_name
    left = {"lines": lines, "names": names}

    def count(what: str) -> None:
        if left[what] is not None:
            left[what] -= 1  # type: ignore[operator]
            if left[what] == -1:
                os.kill(os.getpid(), signal.SIGKILL)

    def write_one(self: LinesWriter, line: object) -> None:
        count("lines")
        write(self, line)

    def give_one(descriptor: int, partial: Path | None, path: Path) -> None:
        count("names")
        give(descriptor, partial, path)

    LinesWriter._write = write_one  # type: ignore[method-assign]
    naming._give_name = give_one


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_kill_leaves_no_file_with_the_name_of_the_backup(filled_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    nothing: set[str] = set()
    for place, (lines, names, left) in enumerate(
        [(0, None, nothing), (60, None, nothing), (150, None, nothing), (None, 0, nothing), (None, 1, {"keys"})]
    ):
        files = Files(folder / f"{place}", folder / f"{place}.keys")
        assert back_up_until(filled_url, files, lines=lines, names=names) == -signal.SIGKILL
        there = {path.name.removeprefix(f"{place}.") for path in folder.iterdir() if not _is_partial(path)}
        assert there == left, "the file with the tables is the last to get its name"
        for path in folder.iterdir():
            path.unlink()
    files = Files(folder / "whole", folder / "whole.keys")
    assert back_up_until(filled_url, files) == 0
    assert files.tables is not None
    assert check_lines(files.tables, Kind.BACKUP).world == "sandbox"


def _is_partial(path: Path) -> bool:
    """Where the file system knows no file without a name, it has one that nobody takes for a backup."""
    return path.name.startswith(".") and path.name.endswith(".partial")


def test_where_every_file_has_a_name_it_is_not_that_of_the_backup_until_it_is_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    with naming.new_file(tmp_path / "first") as file:
        file.write(b"half")
        assert [path.name for path in tmp_path.iterdir() if not _is_partial(path)] == []
    assert [path.name for path in tmp_path.iterdir()] == ["first"]
    assert (tmp_path / "first").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ZeroDivisionError), naming.new_file(tmp_path / "second") as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["first"]

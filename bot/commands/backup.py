"""`python -m bot backup FILE`: a copy of the whole database, and beside it a file with its keys."""

from pathlib import Path

from bot.backups.writing import Files, write_backup
from bot.clock import Clock
from bot.settings import BackupSettings, read_settings
from models.values.errors import Refusal

__all__ = ["backup", "keys_beside"]


async def backup(file: Path | None = None, /, *, keys: Path | None = None, disposals: Path | None = None) -> None:
    """Copy every table as it stands at one moment into FILE, and the wrapped keys into a second file.

    The bots go on working meanwhile. docs/backup.md says how long to keep which file, and why.

    Parameters
    ----------
    file
        Where the tables go, such as supervision-2026-03-02.backup. May be left out with --disposals.
    keys
        Where the wrapped keys go; FILE.keys when left out.
    disposals
        Where the list of what has been let go goes: `restore` needs the newest.
    """
    if file is None and disposals is None:
        raise Refusal("Say where the backup is to go: `python -m bot backup FILE`.")
    if file is None and keys is not None:
        raise Refusal("The keys belong to a backup: say where that is to go as well.")
    settings = read_settings(BackupSettings)
    files = Files(file, None if file is None else keys or keys_beside(file), disposals)
    written = await write_backup(settings.database_url.get_secret_value(), files, Clock(settings.clock_file).now())
    if files.tables is not None:
        print(f"{files.tables}: {written.rows} rows of {written.tables} tables.")
        print(f"{files.keys}: {written.keys} wrapped keys. Keep it elsewhere, and not as long.")
    if files.disposals is not None:
        print(f"{files.disposals}: {written.gone} records, children, people and grants let go so far.")


def keys_beside(file: Path) -> Path:
    """Return where the keys of a backup go unless somebody says otherwise."""
    return file.with_name(f"{file.name}.keys")

"""`python -m bot restore FILE`: a backup back into an empty database."""

from pathlib import Path

from bot.backups.restoring import Sources, restore_backup
from bot.clock import Clock
from bot.commands.backup import keys_beside
from bot.keys import read_keyring
from bot.settings import KeyedSettings, read_settings
from models.values.errors import Refusal

__all__ = ["restore"]


async def restore(
    file: Path, /, *, keys: Path | None = None, disposals: Path | None = None, nothing_disposed: bool = False
) -> None:
    """Bring a backup back into an empty database, and let go again of what was let go since it was made.

    Either everything comes back, or nothing does. One of --disposals and --nothing-disposed is needed.

    Parameters
    ----------
    file
        The tables, as `backup` wrote them.
    keys
        The keys of that backup; FILE.keys when left out.
    disposals
        The newest list of what has been let go (`backup --disposals`), or a backup that is newer than FILE.
    nothing_disposed
        Say that nothing was let go since the backup was made.
    """
    if (disposals is None) is not nothing_disposed:
        raise Refusal(
            "Say what was let go since the backup was made, or it would come back: --disposals with the newest list, "
            "or --nothing-disposed if there was nothing; one of the two. docs/backup.md says more."
        )
    settings = read_settings(KeyedSettings)
    restored = await restore_backup(
        settings.database_url.get_secret_value(),
        Sources(file, keys or keys_beside(file), disposals),
        read_keyring(settings, settings.world),
        settings.world,
        Clock(settings.clock_file).now(),
    )
    made_at = restored.made_at[:16].replace("T", " at ")
    print(f"Restored as of {made_at} (UTC): {restored.rows} rows, {restored.keys} keys.")
    print(f"Let go again, since it had been let go after that: {restored.let_go} rows.")

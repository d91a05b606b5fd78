"""`python -m bot keys ...`: changing the key from settings, and seeing how far that has come."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import Clock
from bot.keys import read_keyring
from bot.settings import KeyedSettings, read_settings
from models.database import Database, build_engine
from models.database.migrate import migrate
from models.sealing import Keyring
from models.values.errors import Unavailable
from models.workflow.key_marks import read_key_marks, refuse_wrong_key
from models.workflow.marks import check_world
from models.workflow.rotation import count_keys
from models.workflow.rotation import rotate as wrap_anew

__all__ = ["check", "rotate"]


async def rotate() -> None:
    """Wrap every data key with KEY instead of KEY_BEFORE, while the bots go on working.

    May be ended at any time and started again. docs/keys.md says what to do before and after.
    """
    async with _open() as (database, keyring, clock):
        try:
            rotated = await wrap_anew(database, keyring, clock.now, _tell)
        except Unavailable:
            print("The database was busy for too long. What is done stands: run the same command again.")
            raise
    print(f"All {rotated.keys} data keys are wrapped with KEY; {rotated.rewrapped} of them by this run.")
    print("Next: take KEY_BEFORE out of the settings of every bot, restart them, and run `python -m bot keys check`.")


async def check() -> None:
    """Say with which key the data keys are wrapped: whether the key from before may go.

    Ends with the code 1 while some are not wrapped with KEY.
    """
    async with _open() as (database, keyring, _):
        async with database.read() as session:
            marks = await read_key_marks(session)
        if marks.check:  # a database nothing has started on has none, and no keys either
            refuse_wrong_key(marks, keyring)
        counts = await count_keys(database, keyring)
    for count in counts:
        others = [f"{count.before} with KEY_BEFORE"] if count.before else []
        others += [f"{count.neither} with neither, such as {count.example}"] if count.neither else []
        print(f"{count.table}: {', '.join([f'{count.current} with KEY', *others])}.")
    if any(count.before or count.neither for count in counts):
        print("Not all data keys are wrapped with KEY: keep the other key, and run `python -m bot keys rotate`.")
        raise SystemExit(1)
    print("All data keys are wrapped with KEY.")


@asynccontextmanager
async def _open() -> AsyncIterator[tuple[Database, Keyring, Clock]]:
    settings = read_settings(KeyedSettings)
    keyring = read_keyring(settings, settings.world)
    url = settings.database_url.get_secret_value()
    await migrate(url)
    database = Database(build_engine(url, patience=settings.patience_seconds))
    clock = Clock(settings.clock_file)
    try:
        async with database.write(None, clock.now()) as session:
            await check_world(session, settings.world)
        yield database, keyring, clock
    finally:
        await database.close()


def _tell(table: str, keys: int) -> None:
    print(f"{table}: {keys} keys so far", flush=True)

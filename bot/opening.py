"""Opening what every command and the bot itself stand on: settings, database, key, content."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.keys import read_keyring
from bot.settings import CommandSettings, CouncilSettings, read_settings
from models.content import check_releases, load_library
from models.database import Database, build_engine
from models.database.migrate import migrate
from models.database.whole import is_missing
from models.values.errors import Refusal
from models.workflow.earlier import link_earlier
from models.workflow.marks import check_marks
from models.workflow.parts import Options, Parts
from models.workflow.releases import read_releases

__all__ = ["open_parts"]

_NO_DATABASE = "There is no database there: check DATABASE_URL."

_log = structlog.get_logger()


@asynccontextmanager
async def open_parts(
    settings: CommandSettings | None = None, *, existing: bool = False
) -> AsyncIterator[tuple[Parts, Clock]]:
    """Open the database, brought up to date, with everything workflow works with, and the bot's clock.

    `existing` is for what looks at a database: a file of SQLite that is not there is refused then, and not made.

    Raises
    ------
    SettingsError
        When a setting is missing or wrong.
    Refusal
        When the database belongs to another world, key or version.
    ContentError
        When a form or policy breaks a rule, the policy is not there, or a form in use was changed.
    """
    chosen = settings or read_settings(CommandSettings)
    clock = Clock(chosen.clock_file)
    keyring = read_keyring(chosen, chosen.world)
    library = load_library(chosen.content_folder, chosen.policy)
    url = chosen.database_url.get_secret_value()
    if existing and is_missing(url):
        raise Refusal(_NO_DATABASE)
    await migrate(url)
    database = Database(build_engine(url, patience=chosen.patience_seconds))
    try:
        await check_marks(database, keyring, chosen.world, clock.now())
        async with database.read() as session:
            check_releases(library, await read_releases(session))
        parts = Parts(database=database, keyring=keyring, library=library, options=_options(chosen))
        if bound := await link_earlier(parts, clock.now()):
            _log.info("bound earlier records", records=bound)
        yield parts, clock
    finally:
        await database.close()


def _options(settings: CouncilSettings) -> Options:
    return Options(
        record_in_dm=settings.record_in_dm,
        thumbs_up_agrees=settings.thumbs_up_agrees,
        allow_guests=settings.allow_guests,
        files_in_slack=settings.files_in_slack,
        archive_pattern=settings.archive_name,
        undo=timedelta(minutes=settings.undo_minutes),
        go_live=settings.go_live,
        break_glass=timedelta(hours=settings.break_glass_hours),
    )

"""`python -m bot migrate`: bring the database to this version."""

from bot.settings import StoreSettings, read_settings
from models.database import migrate as tables

__all__ = ["migrate"]


async def migrate() -> None:
    """Bring the database to the tables of this version. `run` does so by itself."""
    await tables.migrate(read_settings(StoreSettings).database_url.get_secret_value())
    print("The database has the tables of this version.")

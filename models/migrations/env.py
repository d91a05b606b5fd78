"""How Alembic reaches the tables: on the connection `models.database.migrate` hands it."""

from typing import Any, Literal

import sqlmodel.sql.sqltypes
from alembic import context
from sqlmodel import SQLModel

import models.tables
from models.tables.base import UtcDateTime


def _spell(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Spell our own column types in plain SQLAlchemy, so that a migration imports nothing of ours."""
    if kind == "type" and isinstance(thing, sqlmodel.sql.sqltypes.AutoString):
        return f"sa.String(length={thing.length})" if thing.length else "sa.String()"
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_spell,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()

__all__ = ["models"]

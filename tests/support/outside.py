"""Somebody with the database and no regard for the bot's rules, on SQLite."""

from typing import Any

from sqlalchemy import text

from models.workflow.parts import Parts

__all__ = ["Outside"]


class Outside:
    """Somebody with the database and no regard for the bot's rules."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def do(self, statement: str, **given: Any) -> None:
        async with self._parts.database.engine.connect() as connection:
            await connection.execute(text("PRAGMA foreign_keys=OFF"))
            await connection.execute(text("COMMIT"))
            await connection.execute(text("PRAGMA foreign_keys=OFF"))
            await connection.execute(text("PRAGMA ignore_check_constraints=ON"))
            await connection.execute(text("BEGIN"))
            result = await connection.execute(text(statement), given)
            assert result.rowcount > 0
            await connection.commit()

    async def fullest(self, table: str) -> dict[str, Any]:
        """Return the row of a table that says most."""
        async with self._parts.database.engine.connect() as connection:
            found = await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 -- names of ours
            rows = [dict(row) for row in found.mappings()]
        return max(rows, key=lambda row: sum(cell not in {None, "", 0} for cell in row.values()))

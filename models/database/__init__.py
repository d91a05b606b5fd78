"""Reaching the database: engines, transactions and the statements every workflow shares."""

from models.database.engine import build_engine
from models.database.statements import (
    allow_seconds,
    change_one,
    fetch,
    insert_all_or_ignore,
    insert_or_ignore,
    note,
)
from models.database.transactions import PROMISED, Database, do_last

__all__ = [
    "PROMISED",
    "Database",
    "allow_seconds",
    "build_engine",
    "change_one",
    "do_last",
    "fetch",
    "insert_all_or_ignore",
    "insert_or_ignore",
    "note",
]

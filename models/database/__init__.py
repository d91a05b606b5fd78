"""Reaching the database: engines, transactions and the statements every workflow shares."""

from models.database.engine import build_engine
from models.database.statements import change_one, fetch, insert_or_ignore, note
from models.database.transactions import PROMISED, Database

__all__ = ["PROMISED", "Database", "build_engine", "change_one", "fetch", "insert_or_ignore", "note"]

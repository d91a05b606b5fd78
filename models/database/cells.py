"""The cells of a row as plain JSON values and back, the same for both databases."""

import base64
import binascii
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, String
from sqlalchemy import Enum as StoredEnum
from sqlmodel import AutoString

from models.tables.base import UtcDateTime

__all__ = ["CellError", "read_cell", "spell_cell"]


class CellError(Exception):
    """A value does not fit its column; the message names the column and shows no value."""


def spell_cell(value: Any) -> Any:
    """Return what a database gave as a JSON value: bytes in base64, times in ISO 8601 with their zone."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def read_cell(column: Column[Any], value: Any) -> Any:
    """Undo `spell_cell` for that column.

    Raises
    ------
    CellError
        When the value does not fit the column.
    """
    if value is None:
        if column.nullable:
            return None
        raise CellError(_sentence(column))
    try:
        for kind, read in _READERS.items():
            if isinstance(column.type, kind):
                return read(column, value)
    except (ValueError, TypeError, KeyError, binascii.Error):
        pass
    raise CellError(_sentence(column))


def _sentence(column: Column[Any]) -> str:
    return f"a value does not fit the column {column.table.name}.{column.name}"


def _exactly(kind: type) -> Callable[[Column[Any], Any], Any]:
    def read(_column: Column[Any], value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _read_word(column: Column[Any], value: Any) -> Any:
    return column.type.enum_class(value)  # type: ignore[attr-defined] # `word` makes no other


def _read_time(_column: Column[Any], value: Any) -> datetime:
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError
    return read


# The first that fits counts: a stored word is a string as well.
_READERS: Final[dict[type, Callable[[Column[Any], Any], Any]]] = {
    StoredEnum: _read_word,
    UtcDateTime: _read_time,
    Date: lambda _column, value: date.fromisoformat(value),
    Boolean: _exactly(bool),
    Integer: _exactly(int),
    LargeBinary: lambda _column, value: base64.b64decode(value, validate=True),
    JSON: _exactly(dict),
    AutoString: _exactly(str),
    String: _exactly(str),
}

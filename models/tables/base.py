"""What every table shares: names of constraints, ids, aware times and stored words."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, DateTime, Dialect, LargeBinary
from sqlalchemy import Enum as StoredEnum
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

__all__ = ["Table", "UtcDateTime", "at", "key", "new_id", "sealed", "word"]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC and read back as UTC on both databases.

    Raises
    ------
    ValueError
        When a naive time is given.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a stored time needs a time zone: {value!r}"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the shape SQLAlchemy calls
        """Give UTC back its name where the database forgot it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(SQLModel):
    """The root of all tables; table objects never leave `models`."""


def new_id() -> str:
    """Return a fresh id: 32 hexadecimal letters, meaningless on purpose."""
    return uuid4().hex


def word(
    values: type[StrEnum],
    *,
    nullable: bool = False,
    index: bool = False,
    default: StrEnum | None = None,
    name: str | None = None,
) -> Any:
    """Return a column holding one of the words of an enumeration, checked by the database.

    A second column of the same enumeration in a table needs a `name` for its check.
    """
    kind = StoredEnum(
        values,
        native_enum=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        create_constraint=True,
        name=name or values.__name__.lower(),
    )
    column: Column[Any] = Column(kind, nullable=nullable, index=index)
    return Field(sa_column=column) if default is None else Field(default=default, sa_column=column)


def at(*, nullable: bool = False, index: bool = False) -> Any:
    """Return a column holding an aware time."""
    if nullable:
        return Field(default=None, sa_column=Column(UtcDateTime(), nullable=True, index=index))
    return Field(sa_column=Column(UtcDateTime(), nullable=False, index=index))


def sealed(*, nullable: bool = False) -> Any:
    """Return a column for sealed text (see `models.sealing`)."""
    if nullable:
        return Field(default=None, sa_column=Column(LargeBinary(), nullable=True))
    return Field(sa_column=Column(LargeBinary(), nullable=False))


def key() -> Any:
    """Return the primary key column of a table with an id of its own."""
    return Field(default_factory=new_id, primary_key=True, max_length=32)

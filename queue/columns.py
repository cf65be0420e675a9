"""Column types that read the same on SQLite and on PostgreSQL."""

import datetime as dt
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.selectable import HasHints
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

Asked = TypeVar("Asked", bound=HasHints)
Key = BigInteger().with_variant(Integer(), "sqlite")
"""A row number; SQLite numbers rows by itself only where the column is an INTEGER."""


class Moment(TypeDecorator[dt.datetime]):
    """A moment: aware UTC in Python; naive UTC in SQLite, `timestamptz` in PostgreSQL."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn a moment into UTC; a naive one is a mistake in this program (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a moment without a time zone: {value}"
            raise ValueError(message)
        moment = value.astimezone(dt.UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        return value.astimezone(dt.UTC) if dialect.name == "postgresql" else value.replace(tzinfo=dt.UTC)


def plain(words: str) -> str:
    """Give a text that every database can hold: what is no character of Unicode, or is NUL, becomes a question mark."""
    return words.encode(errors="replace").decode().replace("\0", "?")


class Words(TypeDecorator[str]):
    """A text from outside: a network's answer, a person's comment, the name of a file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's shape
        """Make the text one that the database can hold: an odd answer must not keep a try from being settled."""
        return None if value is None else plain(value)


def by(index: str, query: Asked, table: type[SQLModel]) -> Asked:
    """Let SQLite find a table's rows by this index.

    Left alone it takes another one that gives the wished order, or none at all once `ANALYZE` has told it that most
    deliveries are in the same state; then it reads the whole history. PostgreSQL knows better by itself.
    """
    return query.with_hint(table, f"INDEXED BY {index}", "sqlite")

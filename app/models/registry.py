"""The declarative root: constraint names, and the column types every table shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    CursorResult,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import JSON

from app.domain.worktime import Month

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC instant; stored without a zone on SQLite, with one on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """The instant in UTC; a naive one is a programmer's mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """The instant, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class MonthText(TypeDecorator[Month]):
    """A month as `YYYY-MM`, which sorts as it runs."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Its text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:  # noqa: ARG002
        """The month."""
        return None if value is None else Month.parse(value)


Yen = Annotated[int, mapped_column(BigInteger)]
Minutes = Annotated[int, mapped_column(Integer)]
Seconds = Annotated[int, mapped_column(BigInteger)]
RowId = Annotated[int, mapped_column(Integer, primary_key=True)]
PublicId = Annotated[str, mapped_column(String(22), unique=True)]


class Row(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        dt.datetime: Instant,
        Month: MonthText,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


STRICT = {"sqlite_strict": True}


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A CHECK that the column holds one of the words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def insert_into(session: Session, row: type[Row]) -> Any:
    """An INSERT of the session's database, which knows what to do where a row is there already."""
    dialects: dict[str, Callable[..., Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    return dialects[session.get_bind().dialect.name](row)


def insert_once(session: Session, row: type[Row], **values: Any) -> bool:
    """Whether a row of that `public_id` is written now; False where there is one, or one comes in this instant."""
    new = insert_into(session, row).values(**values).on_conflict_do_nothing().inline()
    # By its count, and without naming the index: who writes a message may not read it (0030).
    done = cast("CursorResult[Any]", session.execute(new, execution_options={"preserve_rowcount": True}))
    return done.rowcount == 1

"""The database: one session class, one base, and a SQLite that behaves like a server."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 30_000
"""How long a writer waits for SQLite: its lock goes to whoever asks first, so that one of 47 who press at
once on a busy machine waited longer than ten seconds."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


FLUSHING: ContextVar[bool] = ContextVar("tongqiao_flushing", default=False)
"""Whether rows are being written that `kernel.scope` judges one by one."""


class Session(FlaskSession):
    """The session that `kernel.scope` listens to."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        was = FLUSHING.set(True)
        try:
            super().flush(objects)
        finally:
            FLUSHING.reset(was)


db = SQLAlchemy(model_class=Base, session_options={"class_": Session}, disable_autonaming=True)

if TYPE_CHECKING:

    class Model(Base):
        """What mypy sees of `db.Model`."""
else:
    Model = db.Model


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)  # type: ignore[no-any-return]

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # type: ignore[no-any-return]


def insert_into(model: type[Model]) -> sqlite.Insert:
    """An INSERT that can say ON CONFLICT, which both databases write alike."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert: sqlite.Insert = (sqlite if is_sqlite else postgresql).insert(model.__table__)
    return insert


WRITING = "tongqiao_writing"


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Take SQLite's write lock at the start of an action, so that two actions queue up.

    A transaction that reads first and writes later would fail at once when another has written.
    """
    if connection.dialect.name != "sqlite":
        return
    is_writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

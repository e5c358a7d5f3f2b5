"""How alembic meets the site's database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

import app.kernel.numbering
import app.wiring
from app.kernel.scope import LEFT

config = context.config
database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our own column types as what the database stores: a migration imports no code of ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        implementation = item.impl
        autogen.imports.add("import sqlalchemy as sa")
        return f"sa.{implementation!r}"
    return False


@contextmanager
def _tables_may_be_copied(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it: meanwhile nothing may point at it, afterwards all must.

    The switch counts outside a transaction only, so that it is turned beneath SQLAlchemy.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    beneath = connection.connection.driver_connection
    beneath.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        dangling = beneath.execute("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise RuntimeError(f"Rows point at rows that are gone: {dangling[:5]}")
    finally:
        beneath.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    with database.engine.connect().execution_options(**LEFT) as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with _tables_may_be_copied(connection), context.begin_transaction():
            context.run_migrations()


run()

"""How alembic meets the site's database."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
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


def run() -> None:
    with database.engine.connect().execution_options(**LEFT) as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

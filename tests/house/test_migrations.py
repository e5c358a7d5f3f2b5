"""The migrations build exactly what the models say, and can be taken back."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app.kernel.db import db


def _tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_match_the_models(app: Flask) -> None:
    command.check(app.extensions["migrate"].migrate.get_config())


def test_migrations_go_down_to_nothing_and_up_again(app: Flask) -> None:
    before = _tables()
    db.session.remove()
    downgrade(revision="base")
    assert _tables() == set()
    upgrade()
    assert _tables() == before == set(db.metadata.tables)


def test_migrations_have_one_head(app: Flask) -> None:
    scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    assert len(scripts.get_heads()) == 1

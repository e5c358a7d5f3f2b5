"""Databases of before are brought up, and back down, with the rows that are in them."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app.kernel.db import db
from app.kernel.scope import LEFT
from tests.whole.world import lay_out

BEFORE = "0002"
"""The last database that was handed over before the ground floor."""
OF_BEFORE = ("account", "appointment", "child", "guardian", "match", "need", "volunteer", "letter")


def _rows() -> dict[str, int]:
    with db.engine.connect().execution_options(**LEFT) as connection:
        names = [name for name in OF_BEFORE if inspect(connection).has_table(name)]
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in names
        }


def test_every_row_is_there_on_the_way_down_and_up_again(app: Flask) -> None:
    lay_out()
    db.session.remove()
    rows = _rows()
    assert min(rows["need"], rows["match"], rows["child"]) > 0
    downgrade(revision=BEFORE)
    assert _rows() == rows
    upgrade()
    assert _rows() == rows

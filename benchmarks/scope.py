"""Row scope: what a statement costs once the house has 62 models, beside the same among 17.

Synthetic models stand beside those of the house, with conditions as long as theirs. On SQLite, and on
PostgreSQL where `TEST_DATABASE` names a server, as `python -m tests.services with-postgres` does.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, String, and_, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app import create_app
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.scope import Scoped, act_as, unscoped
from app.kernel.secrets import Keyring
from app.matches.models import Match
from app.needs.models import Need
from app.settings import Settings
from benchmarks.figures import Row, show, within
from tests.databases import open_database

FEW, MANY = 17, 62
MOST = 1.3
QUERIES, TURNS = 20, 30
DIRECTOR = Actor(role=Role.CHILD_DIRECTOR, account_id=1, place="330483100203")


class Base(DeclarativeBase):
    """Apart from the tables of the house."""


def figures() -> list[Row]:
    rows = [*_on("sqlite", "SQLite")]
    server = os.environ.get("TEST_DATABASE")
    if server:
        rows += _on(server, "PostgreSQL")
    return rows


def _on(kind: str, name: str) -> Iterator[Row]:
    folder = Path(tempfile.mkdtemp(prefix="tongqiao-bench-"))
    with open_database(kind, folder) as database:
        app = create_app(
            Settings(
                secret_key=token_hex(32),
                keyring=Keyring.generate(),
                database_url=database.url,
                instance=folder,
                is_demo=True,
                is_https=False,
            )
        )
        database.make_template(app)
        for what, ask in _asked().items():
            few, many, free = _in_turn(app, ask)
            yield within(
                f"{what} with {MANY} models, {name}",
                many * 1e3,
                "ms",
                of=f"with {FEW} models",
                theirs=few * 1e3,
                most=MOST,
                note=f"seconds of the clock, the median of {TURNS} sessions in turn;"
                f" without a scope {free * 1e3:.2f} ms",
            )
        with app.app_context():
            db.engine.dispose()


def _asked() -> dict[str, Callable[[], Any]]:
    own = Need.category == "tutoring"
    return {
        "one table": lambda: select(Need.id).where(own),
        "a join of two": lambda: select(Match.id, Need.title).join(Match.need).where(own),
    }


def _in_turn(app: Flask, ask: Callable[[], Any]) -> tuple[float, float, float]:
    """Seconds of one question among few models, among many, and out of scope."""
    house = tuple(Scoped.MODELS)
    added = _synthetic(MANY - len(house))
    taken: dict[str, list[float]] = {"few": [], "many": [], "free": []}
    for turn in range(TURNS + 1):
        for name, seconds in taken.items():
            with _models([*house, *added] if name == "many" else house[:FEW]):
                spent = _session(app, ask, is_free=name == "free")
            if turn:  # the first compiles and fills caches
                seconds.append(spent)
    return median(taken["few"]), median(taken["many"]), median(taken["free"])


def _session(app: Flask, ask: Callable[[], Any], *, is_free: bool) -> float:
    with app.app_context():
        act_as(DIRECTOR)
        begun = time.perf_counter()
        for _ in range(QUERIES):
            if is_free:
                with unscoped("a benchmark asks what there is without a scope"):
                    db.session.execute(ask()).all()
            else:
                db.session.execute(ask()).all()
        return (time.perf_counter() - begun) / QUERIES


@contextmanager
def _models(known: Sequence[type[Scoped]]) -> Iterator[None]:
    """The house with these models and no others."""
    held, tables = list(Scoped.MODELS), dict(Scoped.TABLES)
    Scoped.MODELS[:] = known
    Scoped.TABLES.clear()
    Scoped.TABLES.update({vars(model)["__tablename__"]: model for model in known})
    try:
        yield
    finally:
        Scoped.MODELS[:] = held
        Scoped.TABLES.clear()
        Scoped.TABLES.update(tables)


_MADE: list[type[Scoped]] = []


def _synthetic(count: int) -> list[type[Scoped]]:
    """Models that nobody asks for, each with a condition as long as those of the house."""
    while len(_MADE) < count:
        _MADE.append(_synthetic_model(len(_MADE)))
    return _MADE[:count]


def _synthetic_model(number: int) -> type[Scoped]:
    def visible_to(cls: Any, actor: Actor) -> ColumnElement[bool]:
        return or_(and_(cls.place.in_(("a", "b")), cls.state == "x"), cls.place == actor.place)

    body = {
        "__tablename__": f"bench_{number}",
        "__annotations__": {"id": Mapped[int], "place": Mapped[str], "state": Mapped[str]},
        "id": mapped_column(primary_key=True),
        "place": mapped_column(String(12)),
        "state": mapped_column(String(12)),
        "visible_to": classmethod(visible_to),
    }
    model: type[Scoped] = type(f"Bench{number}", (Scoped, Base), body)
    Scoped.MODELS.remove(model)
    del Scoped.TABLES[f"bench_{number}"]
    return model


if __name__ == "__main__":
    show(figures())

"""A database that can be made new for every test within milliseconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from app.kernel.db import db


class Database(Protocol):
    url: str

    def make_template(self, app: Flask) -> None:
        """Migrate an empty database once and keep it as the pattern."""

    def renew(self, app: Flask) -> None:
        """Put a copy of the pattern in the place of the database."""


class SqliteDatabase:
    """A file, copied."""

    def __init__(self, folder: Path) -> None:
        self.path, self.template = folder / "site.db", folder / "template.db"
        self.url = f"sqlite:///{self.path}"

    def make_template(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        shutil.copy(self.path, self.template)

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.path)


class PostgresDatabase:
    """A database on a server, made from a template."""

    def __init__(self, server: str) -> None:
        stem = f"t{uuid4().hex[:10]}"
        self.name, self.template = stem, f"{stem}_template"
        self.admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
        self.url = make_url(server).set(database=self.name).render_as_string(hide_password=False)
        self._run(f"CREATE DATABASE {self.name}")

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def make_template(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            db.engine.dispose()
        self._run(f"CREATE DATABASE {self.template} TEMPLATE {self.name}")

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")

    def drop(self) -> None:
        for name in (self.name, self.template):
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.admin.dispose()


@contextmanager
def open_database(kind: str, folder: Path) -> Iterator[Database]:
    """`sqlite`, or the address of a PostgreSQL server whose databases may be made and dropped."""
    if kind == "sqlite":
        yield SqliteDatabase(folder)
        return
    database = PostgresDatabase(kind)
    try:
        yield database
    finally:
        database.drop()

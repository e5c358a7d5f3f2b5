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

from app.kernel import site_mark
from app.kernel.db import db


class Database(Protocol):
    url: str

    def make_template(self, app: Flask) -> None:
        """Migrate an empty database once and keep it as the pattern."""

    def renew(self, app: Flask) -> None:
        """Put a copy of the pattern in the place of the database."""


def _mark() -> None:
    """The database of every test says that it is a demo, as its settings do."""
    site_mark.write(site_mark.Kind.DEMO)
    db.session.commit()
    db.session.remove()


class SqliteDatabase:
    """A file, copied."""

    def __init__(self, folder: Path) -> None:
        self.path, self.template = folder / "site.db", folder / "template.db"
        self.url = f"sqlite:///{self.path}"

    def make_template(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            _mark()
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


EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE found record; is_filled boolean;
BEGIN
  FOR found IN SELECT tablename FROM pg_tables
               WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'site_mark') LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || quote_ident(found.tablename) || ')' INTO is_filled;
    IF is_filled THEN EXECUTE 'DELETE FROM ' || quote_ident(found.tablename); END IF;
  END LOOP;
  PERFORM setval(quote_ident(sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
INSERT INTO site_mark (id, kind, marked_at) VALUES (1, 'demo', now())
  ON CONFLICT (id) DO UPDATE SET kind = 'demo';
SET session_replication_role = DEFAULT;
"""
"""Delete what a test has written: a hundred times faster than making the database anew."""


class PostgresDatabase:
    """A database on a server, emptied between tests."""

    def __init__(self, server: str) -> None:
        self.name = f"t{uuid4().hex[:10]}"
        self.admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
        address = make_url(server).set(database=self.name)
        self.url = address.render_as_string(hide_password=False)
        self.own = create_engine(address, isolation_level="AUTOCOMMIT")
        self._run(f"CREATE DATABASE {self.name}")

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def make_template(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            _mark()
        self.head = self._version()

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
            if self._version() != self.head:  # the test before went down
                upgrade()
        with self.own.connect() as connection:
            connection.exec_driver_sql(EMPTY)

    def _version(self) -> str | None:
        with self.own.connect() as connection:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            return found.scalar_one_or_none()

    def drop(self) -> None:
        self.own.dispose()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
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

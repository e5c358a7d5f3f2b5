"""A copy of the database and its files that proves what it is, and putting one back into an empty database."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL, make_url

from app.kernel import clock, files
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.audit import FIRST_DIGEST
from app.kernel.db import db
from app.kernel.events import Event
from app.kernel.readiness import heads, migrated_to
from app.kernel.scope import LEFT
from app.kernel.secrets import keyring

FORMAT = 1
MANIFEST = "manifest.json"
FILES = {"sqlite": "site.db", "postgresql": "site.dump"}
FOLDER_MODE, FILE_MODE = 0o700, 0o600
VERSIONS = "alembic_version"
CHUNK = 1 << 20
LONGEST_SECONDS = 6 * 3600
"""How long PostgreSQL's own programs may take before they are given up."""


class BackupError(RuntimeError):
    """The copy cannot be made, or must not be put back; says why in a sentence for who runs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a copy holds, so that it can be told from any other. No key and no name is in it."""

    format: int
    made_at: str
    database: str
    head: str
    rows: dict[str, int]
    position: int
    digest: str
    """Place and digest of the chain's last line."""
    sha256: str
    """Of the copy's own file."""
    keys: dict[str, str]
    """Name → a keyed mark of each key of the keyring that sealed the names; opens nothing."""
    files: dict[str, str] = field(default_factory=dict)
    """Name → SHA-256 of each sealed file; an older manifest has none."""
    missing: tuple[str, ...] = ()
    """Files that the copied rows name and the site has lost."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            return cls(**found)
        except (OSError, ValueError, TypeError) as error:
            raise BackupError(f"{folder / MANIFEST} is missing or is no manifest.") from error

    def write(self, folder: Path) -> None:
        words = json.dumps(asdict(self), indent=1, sort_keys=True)
        _write(folder / MANIFEST, words + "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp(Event):
    """A copy of everything was made; `position` is the last line of the trail in it."""

    NAME: ClassVar[str] = "kernel.backed_up"
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(Event):
    """A copy was put back; what happened after `position` and before this line is lost."""

    NAME: ClassVar[str] = "kernel.restored"
    position: int
    made_at: str


@action(Can.NOTE_BACKUP)
def note_backed_up(actor: Actor, *, position: int) -> BackedUp:
    return BackedUp(position=position)


@action(Can.NOTE_BACKUP)
def note_restored(actor: Actor, *, position: int, made_at: str) -> Restored:
    return Restored(position=position, made_at=made_at)


def back_up(folder: Path) -> Manifest:
    """Copy the running site's database into a folder that holds nothing yet.

    Rows are counted in the very state that is copied, while people go on working.
    """
    if not migrated_to():
        raise BackupError("The database is not migrated: run flask db upgrade first.")
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: each backup has a folder of its own.")
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    kind = db.engine.dialect.name
    path = folder / FILES[kind]
    copy = _copy_sqlite if kind == "sqlite" else _copy_postgres
    with copy(path) as state:
        head, rows, (position, digest) = _head(state), _rows(state), _chain(state)
        named = _named_files(state)
    path.chmod(FILE_MODE)
    copied = _copy_files(named, files.folder(), folder / files.FOLDER)
    manifest = Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(timespec="seconds"),
        database=kind,
        head=head,
        rows=rows,
        position=position,
        digest=digest,
        sha256=_sha256(path),
        keys=_key_marks(),
        files=copied,
        missing=tuple(name for name in named if name not in copied),
    )
    manifest.write(folder)
    return manifest


def put_back(folder: Path) -> Manifest:
    """Fill an empty database from a copy, and prove that what stands there is what was copied."""
    manifest = Manifest.read(folder)
    path = folder / FILES.get(manifest.database, "")
    _require_fitting(manifest, path)
    _require_empty()
    if _copy_files(manifest.files, folder / files.FOLDER, files.folder()) != manifest.files:
        raise BackupError("A file of the restored folder is not what the manifest says.")
    if manifest.database == "sqlite":
        _fill_sqlite(path)
    else:
        _fill_postgres(path)
    db.engine.dispose()
    with db.engine.connect().execution_options(**LEFT) as state:
        found = (_head(state), _rows(state), *_chain(state))
    if found != (manifest.head, manifest.rows, manifest.position, manifest.digest):
        raise BackupError("The restored database is not what the manifest says.")
    return manifest


def is_of_today(manifest: Manifest) -> bool:
    """Whether the copy needs no migration: only then can this version read it."""
    return heads() == (manifest.head,)


def _require_fitting(manifest: Manifest, path: Path) -> None:
    if manifest.format != FORMAT:
        raise BackupError("The backup was made by another version of this command.")
    if manifest.database != db.engine.dialect.name:
        raise BackupError(f"The backup is of {manifest.database}, this site's database is not.")
    if not path.is_file() or _sha256(path) != manifest.sha256:
        raise BackupError(f"{path} is missing or was changed after it was made.")
    for name, sha256 in manifest.files.items():
        sealed = path.parent / files.FOLDER / name
        if not name.isalnum() or not sealed.is_file() or _sha256(sealed) != sha256:
            raise BackupError(f"{sealed} is missing or was changed after it was made.")
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    if manifest.head not in {script.revision for script in scripts.walk_revisions()}:
        raise BackupError(
            f"The backup stands at migration {manifest.head}, which this version does not know: "
            "install the version it was made with, or a later one."
        )
    held = _key_marks()
    missing = [name for name, mark in manifest.keys.items() if held.get(name) != mark]
    if missing:
        raise BackupError(
            f"The keyring at hand is not the backup's: {', '.join(missing)} is missing or another."
        )


def _require_empty() -> None:
    with db.engine.connect().execution_options(**LEFT) as connection:
        tables = inspect(connection).get_table_names()
    db.engine.dispose()
    if tables:
        raise BackupError("The database is not empty: restore into one that was just made.")


def _head(state: Connection) -> str:
    return str(state.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar_one())


def _rows(state: Connection) -> dict[str, int]:
    tables = sorted(set(inspect(state).get_table_names()) - {VERSIONS})
    quote = state.dialect.identifier_preparer.quote
    return {
        name: state.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one()
        for name in tables
    }


def _named_files(state: Connection) -> list[str]:
    """What the copied rows call their files; a version before there were any has none."""
    if not inspect(state).has_table(files.Attachment.__tablename__):
        return []
    return list(state.execute(text("SELECT stem FROM attachment ORDER BY id")).scalars())


def _copy_files(names: Iterable[str], source: Path, target: Path) -> dict[str, str]:
    """Copy sealed files as they are; each name with the SHA-256 of its copy, without those missing."""
    copied = {}
    for name in names:
        if not (source / name).is_file():
            continue
        target.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
        (target / name).chmod(FILE_MODE)
        copied[name] = _sha256(target / name)
    return copied


def _chain(state: Connection) -> tuple[int, str]:
    row = state.execute(text("SELECT position, digest FROM chain_head")).one_or_none()
    return (0, FIRST_DIGEST) if row is None else (row[0], row[1])


@contextmanager
def _copy_sqlite(path: Path) -> Iterator[Connection]:
    """SQLite's own copying, page by page under its locks; counted in the copy itself."""
    _write(path, "")
    with (
        db.engine.connect().execution_options(**LEFT) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        source: Any = live.connection.driver_connection
        source.backup(copy)
    engine = db.create_engine(URL.create("sqlite", database=str(path)))
    try:
        with engine.connect().execution_options(**LEFT) as state:
            yield state
    finally:
        engine.dispose()
    # Reading it has opened a companion file: close it again, so that one file holds everything.
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _copy_postgres(path: Path) -> Iterator[Connection]:
    """pg_dump on a snapshot that the counting shares."""
    _write(path, "")
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ", **LEFT) as state:
        snapshot = state.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={snapshot}", f"--file={path}")  # fmt: skip
        yield state


def _fill_sqlite(path: Path) -> None:
    with (
        closing(sqlite3.connect(path)) as copy,
        db.engine.connect().execution_options(**LEFT) as live,
    ):
        target: Any = live.connection.driver_connection
        copy.backup(target)


def _fill_postgres(path: Path) -> None:
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
         str(path))  # fmt: skip


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs; the password goes by its environment, not its arguments."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is missing: install PostgreSQL's client programs.")
    url = make_url(current_app.extensions["settings"].database_url)
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [found, f"--dbname={plain}", *arguments],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def _key_marks() -> dict[str, str]:
    ring = keyring()
    return {
        name: hmac.new(key, b"backup", hashlib.sha256).hexdigest()[:16]
        for name, key in {"index": ring.index, **ring.keys}.items()
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _write(path: Path, words: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(words)

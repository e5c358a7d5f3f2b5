"""A backup proves what it is; it is put back into an empty database only, and whole."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from app import create_app
from app.children.models import Child
from app.kernel.audit import verify
from app.kernel.backups import BackupError, Manifest, back_up, put_back
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.kernel.secrets import Keyring
from app.settings import Settings
from tests import builders

Elsewhere = Callable[..., Flask]


def _call(site: Flask, *arguments: str) -> Result:
    with site.app_context():
        return site.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Elsewhere]:
    """A site of the same kind on an empty database of its own."""
    made: list[Flask] = []
    servers: list[tuple[str, str]] = []

    def make(**changed: object) -> Flask:
        url = _empty_database(settings, tmp_path, servers)
        site = create_app(replace(settings, database_url=url, **changed))
        made.append(site)
        return site

    yield make
    for site in made:
        with site.app_context():
            db.engine.dispose()
    for server, name in servers:
        _on(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _empty_database(settings: Settings, folder: Path, servers: list[tuple[str, str]]) -> str:
    name = f"r{uuid4().hex[:10]}"
    if settings.database_url.startswith("sqlite"):
        return f"sqlite:///{folder / name}.db"
    _on(settings.database_url, f"CREATE DATABASE {name}")
    servers.append((settings.database_url, name))
    return make_url(settings.database_url).set(database=name).render_as_string(hide_password=False)


def _on(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def copy(app: Flask, tmp_path: Path) -> Path:
    """A backup of a site with a child and a trail."""
    builders.child()
    _call(app, "people", "administrator", "shen.yue")
    folder = tmp_path / "monday"
    result = _call(app, "backup", str(folder))
    assert result.exit_code == 0, result.output
    return folder


def test_a_backup_is_put_back_whole(copy: Path, elsewhere: Elsewhere) -> None:
    site = elsewhere()
    result = _call(site, "restore", str(copy))
    assert result.exit_code == 0, result.output
    assert "The trail is whole" in result.output
    assert _call(site, "audit", "verify").exit_code == 0
    with site.app_context(), unscoped("a test looks at the children"):
        (child,) = db.session.scalars(select(Child)).all()
        assert child.full_name is not None
        events = db.session.scalars(select(AuditLine.event).order_by(AuditLine.id)).all()
    assert events == ["people.administrator_appointed", "kernel.restored"]


def test_the_site_goes_on_in_its_own_database(app: Flask, copy: Path) -> None:
    db.session.rollback()
    lines = db.session.scalars(select(AuditLine.event).order_by(AuditLine.id)).all()
    assert lines == ["people.administrator_appointed", "kernel.backed_up"]
    assert verify().is_whole


def test_the_manifest_says_what_is_in_the_copy(app: Flask, copy: Path) -> None:
    manifest = Manifest.read(copy)
    assert manifest.rows["child"] == manifest.rows["account"] == 1
    assert manifest.position == 1
    with db.engine.connect() as connection:
        head = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert manifest.head == head


def test_no_key_and_no_name_is_in_the_manifest(app: Flask, copy: Path) -> None:
    words = (copy / "manifest.json").read_text(encoding="utf-8")
    for part in app.extensions["settings"].keyring.split(","):
        assert part.partition(":")[2] not in words
    assert "shen.yue" not in words
    assert len(list(copy.iterdir())) == 2


def test_nobody_else_can_read_a_backup(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o600}


def test_a_folder_that_holds_something_is_not_written_to(app: Flask, copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.iterdir()}
    result = _call(app, "backup", str(copy))
    assert result.exit_code == 1
    assert {path: path.read_bytes() for path in copy.iterdir()} == before


def test_a_database_that_is_not_empty_is_not_restored_into(app: Flask, copy: Path) -> None:
    with pytest.raises(BackupError, match="not empty"):
        put_back(copy)
    with unscoped("a test counts the children"):
        assert db.session.scalar(select(func.count(Child.id))) == 1


def test_a_migrated_database_is_not_empty_either(copy: Path, elsewhere: Elsewhere) -> None:
    site = elsewhere()
    with site.app_context():
        upgrade()
        with pytest.raises(BackupError, match="not empty"):
            put_back(copy)


def _refused(site: Flask, folder: Path, words: str) -> None:
    with site.app_context():
        with pytest.raises(BackupError, match=words):
            put_back(folder)
        with db.engine.connect() as connection:
            assert db.inspect(connection).get_table_names() == []


def _change(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}), encoding="utf-8")


def test_a_copy_that_was_changed_is_not_put_back(copy: Path, elsewhere: Elsewhere) -> None:
    data = next(path for path in copy.iterdir() if path.name != "manifest.json")
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    _refused(elsewhere(), copy, "was changed")


def test_a_copy_of_a_version_yet_to_come_is_not_put_back(copy: Path, elsewhere: Elsewhere) -> None:
    _change(copy, head="9999")
    _refused(elsewhere(), copy, "does not know")


def test_a_copy_is_not_put_back_without_its_keyring(copy: Path, elsewhere: Elsewhere) -> None:
    _refused(elsewhere(keyring=Keyring.generate()), copy, "keyring")


def test_a_rotated_keyring_still_opens_an_older_copy(
    settings: Settings, copy: Path, elsewhere: Elsewhere
) -> None:
    index, first = settings.keyring.split(",")
    fresh = Keyring.generate().rpartition(":")[2]
    site = elsewhere(keyring=f"{index},k2:{fresh},{first}")
    assert _call(site, "restore", str(copy)).exit_code == 0


@pytest.mark.parametrize("words", ["", "{}", "[]", "null", '{"format": 1}', "\ud800"])
def test_a_folder_without_a_manifest_is_not_put_back(
    tmp_path: Path, elsewhere: Elsewhere, words: str
) -> None:
    (tmp_path / "manifest.json").write_text(words, encoding="utf-8", errors="replace")
    _refused(elsewhere(), tmp_path, "no manifest")


def test_counts_that_do_not_fit_are_told(copy: Path, elsewhere: Elsewhere) -> None:
    _change(copy, position=7)
    result = _call(elsewhere(), "restore", str(copy))
    assert result.exit_code == 1
    assert "not what the manifest says" in result.output


def test_an_older_copy_is_restored_and_asks_for_the_migration(
    app: Flask, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    older = elsewhere()
    with older.app_context():
        upgrade(revision="0001")
        back_up(tmp_path / "older")
    site = elsewhere()
    result = _call(site, "restore", str(tmp_path / "older"))
    assert result.exit_code == 0, result.output
    assert "flask db upgrade" in result.output
    with site.app_context():
        upgrade()
        assert verify().is_whole


def test_a_database_without_tables_has_nothing_to_copy(
    tmp_path: Path, elsewhere: Elsewhere
) -> None:
    site = elsewhere()
    with site.app_context(), pytest.raises(BackupError, match="not migrated"):
        back_up(tmp_path / "nothing")


def test_a_server_is_copied_by_its_own_programs_and_a_file_by_none(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    if app.extensions["settings"].database_url.startswith("sqlite"):
        assert back_up(tmp_path / "copy").rows
    else:
        with pytest.raises(BackupError, match="pg_dump is missing"):
            back_up(tmp_path / "copy")

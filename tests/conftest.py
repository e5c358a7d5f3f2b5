"""One site per worker and a fresh database per test, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.kernel import clock
from app.kernel.catalogue import compile_catalogue
from app.kernel.db import db
from app.kernel.secrets import Keyring
from app.settings import Settings
from tests.databases import Database, open_database
from tests.pages import PageClient

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
"""Thursday, 12 March 2026, ten in the morning in China."""
SERVER = os.environ.get("TEST_DATABASE", "sqlite")
ON_SQLITE = SERVER == "sqlite"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a database of its own run the tests that ask a database; SQLite's run has all the others."""
    if ON_SQLITE:
        return
    asking = [one for one in items if "database" in getattr(one, "fixturenames", ())]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(asking)])
    items[:] = asking


@pytest.fixture(scope="session", autouse=True)
def _compiled_words() -> None:
    compile_catalogue()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with open_database(SERVER, tmp_path_factory.mktemp("database")) as opened:
        yield opened


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        secret_key=token_hex(32),
        keyring=Keyring.generate(),
        database_url=database.url,
        instance=tmp_path_factory.mktemp("instance"),
        is_demo=True,
        is_https=False,
        is_limited=False,
    )


@pytest.fixture(scope="session")
def site(settings: Settings, database: Database) -> Iterator[Flask]:
    """The site, built once per worker; its database is renewed for each test."""
    app = create_app(settings)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = PageClient
    database.make_template(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(site: Flask, database: Database) -> Iterator[Flask]:
    """The site on an empty, migrated database, with the clock held at `NOW`."""
    database.renew(site)
    with clock.held(NOW), site.app_context():
        yield site


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).parent.parent

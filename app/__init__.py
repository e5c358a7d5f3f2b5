"""The site: configure, wire, return. Nothing is read, written or asked for here."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from app import wiring
from app.kernel import disclosure
from app.kernel.db import db
from app.kernel.secrets import Keyring
from app.settings import Settings

ROOT = Path(__file__).parent.parent


def create_app(settings: Settings) -> Flask:
    """A site for these settings; building two gives two sites that know nothing of each other."""
    app = Flask(
        "tongqiao",
        root_path=str(ROOT / "app"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": settings.database_url.startswith("postgresql")},
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["settings"] = settings
    app.extensions["keyring"] = Keyring.parse(settings.keyring)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    disclosure.init_app(app)
    wiring.wire(app)
    return app

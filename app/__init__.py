"""The site: configure, wire, return. Nothing is read, written or asked for here."""

from __future__ import annotations

from pathlib import Path

from jinja2 import StrictUndefined

from app import wiring
from app.kernel import disclosure, front, logs, metrics
from app.kernel.db import db
from app.kernel.logs import Site
from app.kernel.secrets import Keyring
from app.settings import Settings

ROOT = Path(__file__).parent.parent

MOST_BYTES = 2 * 1024 * 1024
MOST_TYPED_BYTES = 500_000
MOST_PARTS = 1_000
"""The largest request, the largest text in it, and how many fields; a proxy's limit is the same."""


def create_app(settings: Settings) -> Site:
    """A site for these settings; building two gives two sites that know nothing of each other."""
    app = Site(
        "tongqiao",
        root_path=str(ROOT / "app"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": settings.database_url.startswith("postgresql"),
            # What a statement was given are people's names: they stand in no error and no log.
            "hide_parameters": True,
        },
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_TYPED_BYTES,
        MAX_FORM_PARTS=MOST_PARTS,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        WTF_CSRF_TIME_LIMIT=None,
        # A page with a token in its address sends no referrer, and its form must still be taken.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["settings"] = settings
    app.extensions["keyring"] = Keyring.parse(settings.keyring)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.init_app(app)
    front.init_app(app)
    metrics.init_app(app)
    db.init_app(app)
    disclosure.init_app(app)
    wiring.wire(app)
    return app

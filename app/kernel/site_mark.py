"""What the database itself says it holds: fictional people, or real ones.

One-click sign-in opens only where the settings and the database both say demo, on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Model, Moment, db
from app.kernel.front import PROBES
from app.settings import is_loopback


class Kind(StrEnum):
    DEMO = "demo"
    REAL = "real"


class SiteMark(Model):
    """One row, written with the first people and never changed."""

    __tablename__ = "site_mark"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Kind] = mapped_column(String(10))
    marked_at: Mapped[datetime] = mapped_column(Moment)


FAULTS: Mapping[str, str] = {
    "not_a_demo": (
        "TONGQIAO_DEMO=1, but this database is not marked as a demo. "
        "Fill an empty one with `flask demo fill`, or start without TONGQIAO_DEMO."
    ),
    "is_a_demo": (
        "This database holds the fictional people of a demo, whose password is printed. "
        "Start it with TONGQIAO_DEMO=1, or use another database."
    ),
    "not_here": (
        "A demo signs anybody in by one click, so it answers on this machine alone: "
        "open it by a loopback address such as http://127.0.0.1:8000."
    ),
}


class WrongSite(RuntimeError):
    """The settings and the database do not belong together; the sentence says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(FAULTS[code])


def kind() -> Kind | None:
    """What the database says, or None while nobody is in it."""
    found = db.session.scalars(select(SiteMark.kind)).one_or_none()
    return None if found is None else Kind(found)


def write(of: Kind) -> None:
    """Mark the database in the transaction under way, with the first people who come into it."""
    before = kind()
    if before is None:
        db.session.add(SiteMark(id=1, kind=of, marked_at=clock.now()))
        db.session.flush()
    elif before is not of:
        raise WrongSite("is_a_demo" if before is Kind.DEMO else "not_a_demo")


def is_demo() -> bool:
    """Whether the settings and the database both say so."""
    return bool(current_app.extensions["settings"].is_demo) and kind() is Kind.DEMO


def require_agreement() -> None:
    """Raise `WrongSite` when a demo would be served as a real site, or the other way round."""
    wants_demo: bool = current_app.extensions["settings"].is_demo
    found = kind()
    if wants_demo and found is not Kind.DEMO:
        raise WrongSite("not_a_demo")
    if not wants_demo and found is Kind.DEMO:
        raise WrongSite("is_a_demo")


def init_app(app: Flask) -> None:
    app.before_request(_refuse_wrong_site)


def _refuse_wrong_site() -> Response | None:
    if request.endpoint in PROBES:
        return None
    try:
        if current_app.extensions["settings"].is_demo:
            _require_this_machine()
        if not current_app.extensions.get("is_right_site"):
            require_agreement()
            # A mark never changes, so that it is asked for once a process.
            current_app.extensions["is_right_site"] = kind() is not None
    except WrongSite as fault:
        current_app.logger.critical("%s", fault)
        return Response(f"{fault}\n", status=503, mimetype="text/plain")
    return None


def _require_this_machine() -> None:
    host = urlsplit(f"//{request.host}").hostname
    is_handed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if is_handed_on or not (is_loopback(host) and is_loopback(request.remote_addr)):
        raise WrongSite("not_here")

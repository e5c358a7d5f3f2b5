"""The public pages, and the page each role opens on."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import metrics, options, readiness, words
from app.kernel.access import EVERYONE, SIGNED_IN
from app.kernel.front import is_internal
from app.kernel.pages import LANGUAGE_COOKIE, TYPE_COOKIE
from app.kernel.web import RoomBlueprint, current_actor, is_local
from app.site import cards, figures, privacy
from app.site.today import today_of

blueprint = RoomBlueprint("site", __name__)

YEAR = timedelta(days=365)
ROBOTS = """User-agent: *
Allow: /$
Allow: /how
Allow: /privacy
Allow: /harm
Allow: /static/
Disallow: /
"""
"""A need is gone once it is met: no search engine is to keep one."""


@blueprint.page("/", audience=EVERYONE)
def home() -> str:
    minimum = options.value("public_cell_minimum")
    return render_template(
        "site/home.html",
        figures=figures.figures(),
        coarse=partial(figures.coarse, minimum=minimum),
        minimum=minimum,
        needs=cards.latest_needs(),
        jobs=cards.latest_jobs(),
    )


@blueprint.page("/today", audience=SIGNED_IN)
def today() -> str:
    return render_template("site/today.html", page=today_of(current_actor()))


@blueprint.page("/how", audience=EVERYONE)
def how() -> str:
    return render_template("site/how.html")


@blueprint.page("/privacy", audience=EVERYONE, endpoint="privacy")
def privacy_page() -> str:
    return render_template(
        "site/privacy.html",
        audiences=privacy.audiences(),
        sheets=privacy.sheets(),
        openings=privacy.openings(),
    )


@blueprint.page("/harm", audience=EVERYONE)
def harm() -> str:
    return render_template("site/harm.html")


@blueprint.page("/harm/sheet", audience=EVERYONE)
def harm_sheet() -> str:
    """The same words on paper, for the wall of a village office or a school."""
    return render_template("site/harm_sheet.html")


@blueprint.page("/healthz", audience=EVERYONE)
def healthz() -> Response:
    """Whether this process lives, for whoever starts it anew when it does not."""
    _require_internal()
    return Response("ok\n", mimetype="text/plain")


@blueprint.page("/readyz", audience=EVERYONE)
def readyz() -> Response:
    """Whether pages can be served, and how everything else stands, a line each."""
    _require_internal()
    found = readiness.findings()
    lines = [f"{one.state.value:8} {one.words(language=words.ENGLISH)}\n" for one in found]
    is_ready = not any(one.stops_pages for one in found)
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Response("".join(lines), status, mimetype="text/plain")


@blueprint.page("/metrics", audience=EVERYONE, endpoint="metrics")
def figures_for_the_watch() -> Response:
    """Figures for a monitoring program; no name, no place, no child."""
    _require_internal()
    gauges = current_app.extensions["gauges"]
    return Response(metrics.exposition(gauges), content_type=metrics.CONTENT_TYPE)


def _require_internal() -> None:
    """From elsewhere these pages do not exist."""
    if not is_internal():
        abort(HTTPStatus.NOT_FOUND)


@blueprint.page("/robots.txt", audience=EVERYONE)
def robots() -> Response:
    return Response(ROBOTS, mimetype="text/plain")


@blueprint.page("/language/<code>", audience=EVERYONE)
def language(code: str) -> Response:
    """Remember the reader's language on this device and go back; nothing else is changed."""
    if code not in words.LANGUAGES:
        abort(404)
    return _remember(LANGUAGE_COOKIE, code)


@blueprint.page("/display/<type>", audience=EVERYONE)
def display(type: str) -> Response:
    """Remember large or normal type on this device and go back."""
    if type not in ("large", "normal"):
        abort(404)
    return _remember(TYPE_COOKIE, type)


def _remember(name: str, value: str) -> Response:
    target = request.args.get("next")
    if not is_local(target):
        target = url_for("site.home")
    response = redirect(target or "/", 303)
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
    return response

"""What every template may use: words, dates, numbers, static files, the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from babel.dates import format_timedelta
from flask import Flask, current_app, g, request, url_for
from flask_babel import (
    Babel,
    format_date,
    format_datetime,
    format_decimal,
    get_locale,
    gettext,
    ngettext,
)
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import pass_context
from jinja2.runtime import Context

from app.kernel import clock, weeks, words
from app.kernel.front import source
from app.kernel.web import current_actor

LANGUAGE_COOKIE, TYPE_COOKIE = "language", "type"
MOMENT = timedelta(minutes=1)

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(source, strategy="moving-window", in_memory_fallback_enabled=True)
"""Counts by household. While the shared store is away, each process counts for itself."""
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""Seconds a page waits for the store of limits before it goes on without."""


@limiter.request_filter
def _is_unlimited() -> bool:
    """Each site says for itself whether it limits: the limiter is one for all sites of a process."""
    return not current_app.extensions["settings"].is_limited


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.config.update(
        BABEL_DEFAULT_LOCALE=words.CHINESE,
        RATELIMIT_STORAGE_URI=settings.limits_url,
        RATELIMIT_STORAGE_OPTIONS=PATIENCE if settings.limits_url.startswith("redis") else {},
    )
    babel.init_app(
        app,
        default_locale=words.CHINESE,
        default_timezone="Asia/Shanghai",
        locale_selector=reader_language,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.jinja_env.globals.update(
        _=gettext,
        gettext=gettext,
        ngettext=ngettext,
        static_url=static_url,
        label=words.label,
        labels=words.labels,
        codes=words.codes,
        csrf_token=generate_csrf,
        new_key=lambda: str(uuid4()),
    )
    app.jinja_env.filters.update(
        date=_for_each_reader(show_date),
        moment=_for_each_reader(show_moment),
        km=_for_each_reader(show_km),
        num=_for_each_reader(show_number),
        ago=_for_each_reader(show_ago),
        hours=_for_each_reader(weeks.in_one_line),
        hours_short=_for_each_reader(weeks.in_short),
    )
    app.context_processor(_page)


def _for_each_reader(show: Callable[..., str]) -> Callable[..., str]:
    """The filter, worked out each time it is read.

    Jinja would work out `{{ 5|km }}` when it compiles the page, in the language of its first reader.
    """

    @pass_context
    def shown(_context: Context, *values: Any) -> str:
        return show(*values)

    return shown


def reader_language() -> str:
    """The language chosen on this device, else the account's, else what the browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE) if request else None
    if chosen in words.LANGUAGES:
        return chosen
    if "letter_language" in g:
        return str(g.letter_language)
    if current_actor().is_signed_in:
        return current_actor().language
    best = (
        request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"]) if request else None
    )
    return words.ENGLISH if best == "en" else words.CHINESE


def _page() -> dict[str, Any]:
    language = words.current_language()
    other = words.ENGLISH if language == words.CHINESE else words.CHINESE
    here = request.full_path.rstrip("?") if request and request.method == "GET" else "/"
    return {
        "actor": current_actor(),
        "locale": language,
        "settings": current_app.extensions["settings"],
        "language_url": url_for("site.language", code=other, next=here) if request else "",
        "today": clock.today(),
    }


@cache
def _stamp(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """The address of a static file, with a stamp of its content so that it can be kept for a year."""
    folder = Path(current_app.static_folder or "")
    return url_for("static", filename=path, v=_stamp(folder / path))


def show_date(day: date | datetime | None) -> str:
    if day is None:
        return "—"
    if isinstance(day, datetime):
        day = clock.local(day).date()
    return str(format_date(day, "long" if _is_english() else "y年M月d日"))


def show_moment(moment: datetime | None) -> str:
    if moment is None:
        return "—"
    pattern = "d MMM y, HH:mm" if _is_english() else "y年M月d日 HH:mm"
    return str(format_datetime(moment, pattern))


def show_ago(moment: datetime) -> str:
    if abs(moment - clock.now()) < MOMENT:
        return str(gettext("just now"))
    return format_timedelta(moment - clock.now(), add_direction=True, locale=get_locale())


def show_number(value: float, digits: int = 0) -> str:
    return str(format_decimal(round(value, digits)))


def show_km(value: float | None) -> str:
    if value is None:
        return "—"
    return str(gettext("%(km)s km", km=format_decimal(round(value, 1))))


def _is_english() -> bool:
    return words.current_language() == words.ENGLISH

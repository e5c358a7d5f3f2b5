"""What is written down about the running site: events, ids, durations; never what somebody typed."""

from __future__ import annotations

import logging
import os
import re
import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from smtplib import SMTPException, SMTPResponseException
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError

from app.kernel.errors import Forbidden, NotFound, Plain, Refused
from app.settings import Settings, SettingsError

REQUEST_ID_HEADER = "X-Request-ID"
REQUEST_ID = re.compile(r"[0-9a-f]{16,32}")
OUTSPOKEN = (
    *(OSError, ImportError, RuntimeError, SettingsError, TemplateError),
    *(Forbidden, NotFound, Refused, Plain),
)
"""Errors whose own words name files, hosts and code; the words of others may be what was typed."""
RESERVED = frozenset(vars(logging.makeLogRecord({})))

Entry = MutableMapping[str, Any]
Failure = tuple[type[BaseException], BaseException, TracebackType | None]

log = logging.getLogger("tongqiao")
requests = logging.getLogger("tongqiao.requests")


class Site(Flask):
    """A Flask that logs a failure without the address it happened at: addresses hold tokens."""

    def log_exception(self, exc_info: Any) -> None:
        log.error("a page failed", exc_info=exc_info)


def said_of(error: BaseException) -> str:
    """An error in one line that may be kept and shown: its kind, and its words if they are ours.

    A database's message quotes the row, a parser's the text, a mail server's the address.
    """
    kind = type(error).__name__
    if isinstance(error, DBAPIError):
        return f"{kind}: {_said_by_database(error)}"
    if isinstance(error, SMTPResponseException):
        return f"{kind}: {error.smtp_code}"
    if isinstance(error, OUTSPOKEN) and not isinstance(error, SMTPException):
        return f"{kind}: {error}"
    return kind


def _said_by_database(error: DBAPIError) -> str:
    original = error.orig
    parts = [type(original).__name__, str(getattr(original, "sqlstate", None) or "")]
    constraint = getattr(getattr(original, "diag", None), "constraint_name", None)
    name = getattr(original, "sqlite_errorname", None)
    return " ".join(filter(None, [*parts, name, constraint]))


def set_up(settings: Settings) -> None:
    """Send the whole process's log to stderr: JSON lines, on a demo lines to be read."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _extras,
        _without_typed_words,
    ]
    shown: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if settings.is_demo
        else [structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("alembic", "huey", "fontTools", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
    if settings.is_demo:
        requests.setLevel(logging.WARNING)


def _extras(_logger: Any, _method: str, entry: Entry) -> Entry:
    """What a caller put beside the words with `extra=`."""
    record = entry.get("_record")
    if record is not None:
        entry.update({key: value for key, value in vars(record).items() if key not in RESERVED})
        entry.pop("message", None)
    return entry


def _without_typed_words(_logger: Any, _method: str, entry: Entry) -> Entry:
    """The failure as places in the code and one safe line; never its variables or its quotations."""
    failure = entry.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if failure and failure[1] is not None:
        entry["error"] = said_of(failure[1])
        entry["trace"] = _places(failure)
    return entry


def _places(failure: Failure) -> list[str]:
    places = []
    error: BaseException | None = failure[1]
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places += [f"{os.path.relpath(one.filename)}:{one.lineno} {one.name}" for one in frames]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            places.append(f"because of {said_of(error)}")
    return places


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_told)
    app.teardown_request(_forget)
    app.jinja_env.globals["request_id"] = request_id


def request_id() -> str:
    """The number under which this request stands in the log; people read it out to us."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def _begin() -> None:
    g.begun = time.perf_counter()
    given = request.headers.get(REQUEST_ID_HEADER, "")
    if REQUEST_ID.fullmatch(given):
        g.request_id = given
    structlog.contextvars.bind_contextvars(request=request_id())


def elapsed() -> float:
    """Seconds since this request came in; 0 for one that was turned away at the door."""
    return time.perf_counter() - g.begun if "begun" in g else 0.0


def _told(response: Response) -> Response:
    response.headers[REQUEST_ID_HEADER] = request_id()
    if request.endpoint != "static":
        requests.info(
            "request",
            extra={
                "endpoint": request.endpoint,
                "method": request.method,
                "status": response.status_code,
                "ms": round(elapsed() * 1000),
            },
        )
    return response


def _forget(_error: BaseException | None) -> None:
    structlog.contextvars.clear_contextvars()

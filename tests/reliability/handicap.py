"""A process of the site under a handicap: `python -m tests.reliability.handicap NAME=VALUE… COMMAND…`.

`lease=6` makes leases so many seconds long and renews them four times as often; `reading=20` makes
the reading of a round's texts so many seconds longer; `ahead=365` sets the clock so many days
ahead; `unknown=NAME` is a version that does not know this handler.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from flask import Flask
from flask.cli import FlaskGroup

from app.kernel import clock, lease
from app.kernel.handlers import HANDLERS
from app.matches.jobs import rounds


def _lease(seconds: str) -> None:
    lease.LEASE = timedelta(seconds=float(seconds))
    lease.HEARTBEAT_SECONDS = float(seconds) / 4


def _reading(seconds: str) -> None:
    read_all = rounds.read_all

    def slowly(texts: Any) -> Any:
        time.sleep(float(seconds))
        return read_all(texts)

    rounds.read_all = slowly


def _ahead(days: str) -> None:
    by = timedelta(days=float(days))
    clock.now = lambda: datetime.now(UTC) + by


def _unknown(name: str) -> None:
    del HANDLERS[name]


HANDICAPS: dict[str, Callable[[str], None]] = {
    "lease": _lease,
    "reading": _reading,
    "ahead": _ahead,
    "unknown": _unknown,
}


def site(*handicaps: str) -> Flask:
    """The site as `wsgi` makes it, and then its handicaps."""
    made: Flask = import_module("wsgi").app  # the settings are read now
    for one in handicaps:
        name, _, value = one.partition("=")
        HANDICAPS[name](value)
    return made


def main(words: list[str]) -> None:
    given = [word for word in words if "=" in word]
    made = site(*given)
    FlaskGroup(create_app=lambda: made).main(words[len(given) :], prog_name="flask")


if __name__ == "__main__":
    main(sys.argv[1:])

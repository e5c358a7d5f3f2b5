"""Pages while a round is held over the same county by another process, as a worker holds it."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.scope import act_as
from app.matches.actions import request_round
from app.matches.events import RoundRequested
from app.matches.jobs.rounds import run_round
from app.matches.models import Match, MatchState
from app.settings import Settings
from benchmarks.figures import Row, within

USUAL_LAPS = 20
MOST = 3.0
"""How many times its usual 95th percentile a page may take while a round is held."""
APPROVAL = "civil_affairs: POST /matches/{match}/approve"


@dataclass(frozen=True, slots=True)
class Beside:
    """Seconds of each page without and beside a round, and what the round took."""

    usual: Mapping[str, Sequence[float]]
    beside: Mapping[str, Sequence[float]]
    failed: int
    """Answers of 500 and above, without and beside."""
    round_seconds: float
    round_bytes: int


def measure(app: Flask, settings: Settings, pages: Mapping[str, tuple[FlaskClient, str]]) -> Beside:
    """Ask for each page in turn, and approve a proposal, before and while a round is held.

    Times are of the clock: what is wanted to know is how long somebody waits.
    """
    asked = _Asked(app, pages)
    for _ in range(USUAL_LAPS):
        asked.lap()
    usual = asked.end()
    with app.app_context():
        act_as(SYSTEM)
        round_id = request_round(SYSTEM).round_id
        db.engine.dispose()
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(target=_hold, args=(settings, round_id, theirs))
    worker.start()
    ours.recv()  # it has been imported and has begun
    while not ours.poll():
        asked.lap()
    seconds, most = ours.recv()
    worker.join()
    return Beside(usual, asked.end(), asked.failed, seconds, most)


def rows(name: str, times: int, found: Beside) -> list[Row]:
    return [
        within(
            f"{page}, beside a round, {times} ×, {name}",
            _p95(found.beside[page]) * 1e3,
            "ms",
            of="without a round",
            theirs=_p95(found.usual[page]) * 1e3,
            most=MOST,
            note=f"95 of 100 within; {len(found.beside[page])} times asked for",
        )
        for page in found.beside
    ]


def table(times: int, found: Beside) -> str:
    lines = [
        f"\nA round at {times} × in another process: {found.round_seconds:.0f} s,"
        f" {found.round_bytes / 2**30:.2f} GiB. 95 of 100 answers came within (ms); wanted: at most"
        f" {MOST:g} times as long. Answers of 500 and above: {found.failed}.\n",
        "| page | without | beside a round | longer |",
        "|---|---:|---:|---:|",
    ]
    for page, seconds in found.beside.items():
        usual, beside = _p95(found.usual[page]), _p95(seconds)
        lines.append(
            f"| `{page}` | {usual * 1e3:.0f} | {beside * 1e3:.0f} | {beside / usual:.1f} × |"
        )
    return "\n".join(lines) + "\n"


class _Asked:
    """Pages asked for in turn, and a proposal approved on each lap."""

    def __init__(self, app: Flask, pages: Mapping[str, tuple[FlaskClient, str]]) -> None:
        self.pages, self.failed = pages, 0
        self.officer = next(client for name, (client, _) in pages.items() if "civil" in name)
        with app.app_context():
            act_as(SYSTEM)
            waiting = select(Match.id).where(Match.state == MatchState.PROPOSED)
            self.waiting = list(db.session.scalars(waiting.order_by(Match.id.desc())))
        self.seconds: dict[str, list[float]] = {}

    def lap(self) -> None:
        for name, (client, path) in self.pages.items():
            self._ask(name, lambda client=client, path=path: client.get(path).status_code)  # type: ignore[misc]
        path = f"/matches/{self.waiting.pop()}/approve"
        self._ask(APPROVAL, lambda: self.officer.post(path).status_code)

    def end(self) -> dict[str, list[float]]:
        """What was taken down since the last end."""
        told, self.seconds = self.seconds, {}
        return told

    def _ask(self, name: str, ask: Callable[[], int]) -> None:
        begun = time.perf_counter()
        status = ask()
        self.seconds.setdefault(name, []).append(time.perf_counter() - begun)
        self.failed += status >= 500


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def _hold(settings: Settings, round_id: int, told: Connection) -> None:
    """A worker's part, in a process of its own."""
    app = create_app(settings)
    with app.app_context():
        act_as(SYSTEM)
        told.send(None)
        begun = time.perf_counter()
        run_round(RoundRequested(round_id=round_id))
        seconds = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told.send((seconds, most * (1 if sys.platform == "darwin" else 1024)))

"""Figures for whoever watches the machine: how pages answer, and what waits in the database."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import case, func, select

from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import AuditLine, Job
from app.kernel.handlers import Lane
from app.kernel.heartbeat import heard
from app.kernel.logs import elapsed
from app.kernel.scope import act_as

log = logging.getLogger(__name__)

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CARRIERS = tuple(lane for lane in Lane if lane is not Lane.CLOCK)
"""The lanes that jobs wait in."""
UNWRITABLE = (OSError, IndexError)
"""What counting meets where its file may not grow: the refusal itself, and afterwards a map too short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value of a gauge, with what tells it from the gauge's other values."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """Something that is counted in the database when it is asked for, by one or two questions."""

    name: str
    says: str
    labels: tuple[str, ...] = ()
    samples: Callable[[], Iterable[Sample]]


class Traffic:
    """How this site's pages answer; in several processes each writes a file of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "tongqiao_requests",
            "Requests answered.",
            ("endpoint", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "tongqiao_request_seconds",
            "Seconds until the answer.",
            ("endpoint",),
            buckets=SECONDS,
            registry=self.registry,
        )


def init_app(app: Flask) -> None:
    app.extensions["traffic"] = Traffic()
    app.after_request(_count)


def _count(response: Response) -> Response:
    # Addresses that lead nowhere are counted as one: whoever tries many must not fill the memory.
    endpoint = request.endpoint or "none"
    traffic: Traffic = current_app.extensions["traffic"]
    try:
        traffic.answers.labels(endpoint, str(response.status_code)).inc()
        traffic.seconds.labels(endpoint).observe(elapsed())
    except UNWRITABLE as error:
        # The deed is done by now: its answer is worth more than its figure.
        log.warning("an answer was not counted: %s", error)
    return response


def exposition(gauges: Iterable[Gauge]) -> bytes:
    """Everything, in the text format that monitoring programs read."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    registry = CollectorRegistry()
    with app.app_context():
        act_as(SYSTEM)
        for gauge in gauges:
            registry.register(_Asked(gauge))
        asked = generate_latest(registry)
    return _traffic() + asked


def _traffic() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        traffic: Traffic = current_app.extensions["traffic"]
        return generate_latest(traffic.registry)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _Asked:
    """A gauge as the client library collects it."""

    def __init__(self, gauge: Gauge) -> None:
        self.gauge = gauge

    def collect(self) -> Iterable[GaugeMetricFamily]:
        gauge = self.gauge
        family = GaugeMetricFamily(gauge.name, gauge.says, labels=gauge.labels)
        for sample in gauge.samples():
            family.add_metric([sample.labels[name] for name in gauge.labels], sample.value)
        yield family


def _jobs() -> Iterable[Sample]:
    """Jobs not done: put aside, failed at least once and tried again, or simply owed."""
    state = case(
        (Job.parked_at.is_not(None), "aside"), (Job.error.is_not(None), "failed"), else_="owed"
    )
    owed = select(Job.lane, state, func.count(Job.id)).where(Job.done_at.is_(None))
    found = {
        (lane, name): many
        for lane, name, many in db.session.execute(owed.group_by(Job.lane, state))
    }
    for lane in CARRIERS:
        for name in ("aside", "failed", "owed"):
            many = found.get((lane, name), 0)
            yield Sample(labels={"lane": lane, "state": name}, value=many)


def _oldest_due() -> Iterable[Sample]:
    yield Sample(value=oldest_due_seconds())


def oldest_due_seconds() -> float:
    """How long the longest waiting job has been due; 0 when nothing is."""
    now = clock.now()
    due = select(func.min(Job.due_at)).where(
        Job.done_at.is_(None), Job.parked_at.is_(None), Job.due_at <= now
    )
    oldest = db.session.scalar(due)
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def _unsealed() -> Iterable[Sample]:
    waiting = select(func.count(AuditLine.id)).where(AuditLine.position.is_(None))
    yield Sample(value=db.session.scalar(waiting) or 0)


def _silence() -> Iterable[Sample]:
    now = clock.now()
    for worker in heard():
        yield Sample(labels={"lane": worker.name}, value=(now - worker.at).total_seconds())


GAUGES = (
    Gauge(
        name="tongqiao_jobs",
        says="Jobs not done; letters and texts not handed to their carrier among them.",
        labels=("lane", "state"),
        samples=_jobs,
    ),
    Gauge(
        name="tongqiao_oldest_due_job_seconds",
        says="How long the longest waiting job has been due.",
        samples=_oldest_due,
    ),
    Gauge(
        name="tongqiao_unsealed_lines",
        says="Lines of the trail outside the chain.",
        samples=_unsealed,
    ),
    Gauge(
        name="tongqiao_worker_silence_seconds",
        says="How long a lane has not been heard.",
        labels=("lane",),
        samples=_silence,
    ),
)
"""What the ground floor knows; rooms add their own in `wiring`."""

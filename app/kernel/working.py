"""Worker processes: one for each lane, watched by one that starts again what dies."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Sequence
from multiprocessing.process import BaseProcess

from flask import Flask

from app.kernel import heartbeat, jobs, runs
from app.kernel.db import db
from app.kernel.handlers import Lane
from app.kernel.queue import queue_of

log = logging.getLogger(__name__)

LISTEN_SECONDS = 0.25
"""How often a lane asks the queue."""
SWEEP_SECONDS = 5.0
"""How often a lane looks into the database for what it was not told of."""
BEAT_SECONDS = 60.0
"""How often a lane says that it lives."""
REST_SECONDS = 5.0
"""How long a lane waits after it met an error of its own, such as a database that is away."""
GRACE_SECONDS = 20.0
"""How long the work in hand may take once the worker was told to stop."""


def work(app: Flask, lanes: Sequence[Lane]) -> None:
    """Carry what is due in these lanes until told to stop: each in a process of its own."""
    stop = _stop_when_told()
    if len(lanes) == 1:
        serve(app, lanes[0], stop)
        return
    fork = multiprocessing.get_context("fork")  # what was loaded is loaded once for all lanes
    workers: dict[Lane, BaseProcess] = {}
    while not stop.is_set():
        for lane in lanes:
            if lane in workers and workers[lane].is_alive():
                continue
            if lane in workers:
                log.error("the lane %s died (%s)", lane, workers[lane].exitcode)
            workers[lane] = fork.Process(target=_serve_for, args=(app, lane, os.getpid()))
            workers[lane].start()
        stop.wait(REST_SECONDS)
    _end(list(workers.values()))


def serve(app: Flask, lane: Lane, stop: threading.Event, *, parent: int | None = None) -> None:
    """Carry what is due in one lane until told to stop, or until the watching process is gone."""
    swept = beaten = float("-inf")
    while not stop.is_set() and parent in (None, os.getppid()):
        try:
            with app.app_context():
                if time.monotonic() - beaten >= BEAT_SECONDS:
                    heartbeat.beat(lane)
                    beaten = time.monotonic()
                key = queue_of(app).hear(lane)
                if key is not None:
                    jobs.run(key)
                if time.monotonic() - swept >= SWEEP_SECONDS:
                    _sweep(lane, stop)
                    swept = time.monotonic()
        except Exception:  # the lane outlives whatever it meets; a job's own errors stay on the job
            log.exception("the lane %s met an error", lane)
            stop.wait(REST_SECONDS)
            continue
        if key is None:
            stop.wait(LISTEN_SECONDS)


def _sweep(lane: Lane, stop: threading.Event) -> None:
    runs.run_due(lane)
    while (keys := jobs.due(lane)) and not stop.is_set():
        for key in keys:
            if stop.is_set():
                return
            jobs.run(key)


def _serve_for(app: Flask, lane: Lane, parent: int) -> None:
    stop = _stop_when_told()
    with app.app_context():
        db.engine.dispose(close=False)  # connections of the parent are not ours
    serve(app, lane, stop, parent=parent)


def _stop_when_told() -> threading.Event:
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_signal: stop.set())
    return stop


def _end(workers: Sequence[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
        if worker.is_alive():
            worker.kill()  # its job is taken up again when its lease is over

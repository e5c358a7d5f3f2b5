"""An event with a handler that tells what it did, and workers in threads and processes."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any, ClassVar

from flask import Flask

from app.kernel import clock
from app.kernel.db import db
from app.kernel.events import Event, Job
from app.kernel.handlers import Lane, job
from tests import builders

PATIENCE = 60
"""Seconds that no worker of a test may outlive."""

told: list[int] = []
then: list[Callable[[int], None]] = []
"""What the handler does after it has told; a test puts in what it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung(Event):
    NAME: ClassVar[str] = "test.rung"
    number: int


@job("test.carry")
def carry(event: Rung) -> None:
    told.append(event.number)
    for deed in then:
        deed(event.number)


def owe(number: int = 1, **fields: Any) -> int:
    """A job as a committed event leaves it; its key."""
    values: dict[str, Any] = {
        "handler": "test.carry",
        "lane": Lane.STEPS,
        "event": Rung.NAME,
        "payload": {"number": number},
        "created_at": clock.now(),
        "due_at": clock.now(),
        **fields,
    }
    return builders._add(Job(**values))


def seen(key: int) -> Job:
    """The job as it stands in the database now."""
    db.session.rollback()
    row = db.session.get_one(Job, key)
    db.session.expunge(row)
    db.session.rollback()
    return row


@contextmanager
def beside(app: Flask, work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Another worker, in a thread of its own, until the end of the block."""

    def run() -> None:
        with app.app_context():
            work()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def process(app: Flask, work: Callable[[], object], *, daemon: bool = True) -> BaseProcess:
    """Another worker, in a process of its own; one that starts processes is no daemon."""

    def run() -> None:
        with app.app_context():
            db.engine.dispose(close=False)  # the connections are the test's
            work()

    db.session.rollback()
    started = multiprocessing.get_context("fork").Process(target=run, daemon=daemon)
    started.start()
    return started

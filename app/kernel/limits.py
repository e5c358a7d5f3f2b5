"""How long one piece of work may take in its lane before it is stopped and tried again later."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from app.kernel.handlers import Lane

MINUTE = 60
LONGEST_SECONDS = {
    Lane.STEPS: 5 * MINUTE,
    Lane.LETTERS: 5 * MINUTE,
    Lane.TEXTS: 5 * MINUTE,
    Lane.ROUNDS: 120 * MINUTE,
    Lane.CLOCK: 15 * MINUTE,
}


class TookTooLong(TimeoutError):
    """The work of one job or run did not end within its lane's time."""


@contextmanager
def limited(lane: Lane) -> Iterator[None]:
    """Stop what hangs. Only a process's main thread can be stopped: a worker works there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seconds = LONGEST_SECONDS[lane]

    def stop(*_signal: object) -> NoReturn:
        raise TookTooLong(f"stopped after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""The bell that tells a worker which job was committed: signed numbers, and nothing else.

Nothing depends on it. What was not rung for is found in the database within seconds.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import sqlite3
import time

from flask import Flask
from huey.storage import BaseStorage, RedisStorage, SqliteStorage
from redis import RedisError

from app.kernel.handlers import Lane
from app.settings import Settings

log = logging.getLogger(__name__)

AWAY = (OSError, sqlite3.Error, RedisError)
PATIENCE_SECONDS = 1.0
"""How long a person waits for a queue that does not answer."""
REST_SECONDS = 15.0
"""How long a queue that was away is left alone."""
NUMBER, SEAL = 8, 32


class Queue:
    """One list of numbers for each lane, in a file of the instance or on a Redis server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.key = hmac.digest(settings.secret_key.encode(), b"tongqiao queue", "sha256")
        self.lists: dict[Lane, BaseStorage] = {}
        self.rests_until = 0.0

    def ring(self, lane: Lane, key: int) -> None:
        """Tell a worker of the lane; nothing happens while the queue is away."""
        if time.monotonic() < self.rests_until:
            return
        try:
            self._list(lane).enqueue(self.sign(lane, key))
        except AWAY as error:
            self._rest(error)

    def hear(self, lane: Lane) -> int | None:
        """The next job told of, if there is one; what we did not sign is thrown away."""
        if time.monotonic() < self.rests_until:
            return None
        try:
            message = self._list(lane).dequeue()
        except AWAY as error:
            self._rest(error)
            return None
        return None if message is None else self.read(lane, bytes(message))

    def sign(self, lane: Lane, key: int) -> bytes:
        number = key.to_bytes(NUMBER, "big")
        return number + self._seal(lane, number)

    def read(self, lane: Lane, message: bytes) -> int | None:
        """The number in a message of ours; None for any other bytes."""
        number, seal = message[:NUMBER], message[NUMBER:]
        if len(seal) != SEAL or not hmac.compare_digest(seal, self._seal(lane, number)):
            log.warning("the queue held %s bytes that this site did not sign", len(message))
            return None
        return int.from_bytes(number, "big")

    def _seal(self, lane: Lane, number: bytes) -> bytes:
        return hmac.new(self.key, lane.encode() + b"\0" + number, hashlib.sha256).digest()

    def _list(self, lane: Lane) -> BaseStorage:
        found = self.lists.get(lane)
        if found is None:
            found = self.lists[lane] = self._open(f"tongqiao-{lane}")
        return found

    def _open(self, name: str) -> BaseStorage:
        if not self.settings.queue.startswith("redis"):
            path = str(self.settings.instance / "queue.db")
            return SqliteStorage(name, filename=path, timeout=PATIENCE_SECONDS)
        # The address is the only way in that lets the waiting be limited as well.
        limits = f"socket_timeout={PATIENCE_SECONDS}&socket_connect_timeout={PATIENCE_SECONDS}"
        joint = "&" if "?" in self.settings.queue else "?"
        return RedisStorage(name, url=f"{self.settings.queue}{joint}{limits}", blocking=False)

    def _rest(self, error: Exception) -> None:
        self.rests_until = time.monotonic() + REST_SECONDS
        self.lists.clear()
        log.warning("the queue is away: %s", error)


def queue_of(app: Flask) -> Queue:
    """The site's queue, made when it is first asked for."""
    found: Queue | None = app.extensions.get("queue")
    if found is None:
        found = app.extensions["queue"] = Queue(app.extensions["settings"])
    return found

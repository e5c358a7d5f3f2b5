"""What stands around a site, on loopback: a mail server that may fall silent, and a Redis."""

from __future__ import annotations

import contextlib
import email
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis

from tests.operations.machine import free_port

PATIENCE = 30


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters; while it is silent it accepts whoever comes and says nothing.

    A letter counts when the server has said that it took it. `lag` seconds go by before it does.
    """

    daemon_threads, allow_reuse_address = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.speaks = threading.Event()
        self.speaks.set()
        self.lag = 0.0
        self.callers = 0
        self.taken: list[str] = []

    @property
    def address(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.callers += 1
        with contextlib.suppress(OSError):
            self._say(220)
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self._take()
                    continue
                self._say(221 if word == b"QUIT" else 250)
                if word == b"QUIT":
                    return

    def _take(self) -> None:
        self._say(354)
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        time.sleep(self.server.lag)
        self._say(250)
        self.server.taken.append(str(email.message_from_bytes(b"".join(lines))["Message-ID"]))

    def _say(self, code: int) -> None:
        self.server.speaks.wait()
        self.wfile.write(f"{code} all right\r\n".encode())


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.speaks.set()
            server.shutdown()


class Redis:
    """A Redis of our own that can be taken away and brought back, empty."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        words = ("redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                 "--appendonly", "no", "--dir", str(self.folder))  # fmt: skip
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        client: Any = redis.Redis.from_url(self.address)
        while True:
            try:
                client.ping()
                return
            except redis.RedisError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

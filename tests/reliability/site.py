"""A throw-away site with the demo's people: real processes, its own database, ports on loopback."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine, Row, create_engine, text
from sqlalchemy.engine import make_url

from app.kernel.scope import LEFT
from app.kernel.secrets import Keyring
from tests.operations.machine import free_port
from tests.reliability.visitor import AWAY, Visitor

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "tongqiao-demo"
PATIENCE = 240
"""Seconds that nothing here waits longer than."""
LEFT_OFF = threading.Event()
"""Set when the whole trial is broken off: whoever waits stops waiting."""


class LeftOff(Exception):
    """The trial was broken off; what it had begun is put away."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The demo county, filled once on a database; every fault gets a copy of it."""

    folder: Path
    server: str | None
    """Of PostgreSQL; None on SQLite."""
    secret_key: str
    keyring: str

    @property
    def name(self) -> str:
        return "SQLite" if self.server is None else "PostgreSQL"


def make_pattern(folder: Path, server: str | None) -> Pattern:
    pattern = Pattern(folder, server, token_hex(32), Keyring.generate())
    if server is not None:
        _on_server(server, "CREATE DATABASE pattern")
    site = Site(pattern, folder / "pattern", _address(pattern, folder / "pattern", "pattern"))
    try:
        site.flask("demo", "fill")
    finally:
        site.end()
    return pattern


@contextlib.contextmanager
def copy_of(pattern: Pattern, name: str) -> Iterator[Site]:
    folder = pattern.folder / name
    shutil.copytree(pattern.folder / "pattern", folder)
    if pattern.server is not None:
        _on_server(pattern.server, f"CREATE DATABASE {name} TEMPLATE pattern")
    site = Site(pattern, folder, _address(pattern, folder, name))
    try:
        yield site
    finally:
        site.end()


def _address(pattern: Pattern, folder: Path, name: str) -> str:
    if pattern.server is None:
        return f"sqlite:///{folder}/site.db"
    return make_url(pattern.server).set(database=name).render_as_string(hide_password=False)


def _on_server(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


class Site:
    """Its settings, its processes, and a look into its database past the site's own code."""

    def __init__(self, pattern: Pattern, folder: Path, database: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port()
        # Who counts looks past everybody's scope, and says so.
        self.engine: Engine = create_engine(database, execution_options=LEFT)
        self.is_sqlite = pattern.server is None
        self.running: list[subprocess.Popen[bytes]] = []
        outside = {name: value for name, value in os.environ.items() if "TONGQIAO" not in name}
        self.environment = {
            **outside,
            "OMP_NUM_THREADS": "1",
            "HOME": str(folder),
            "NUMBA_CACHE_DIR": str(pattern.folder / "kernels"),
            "TONGQIAO_DEMO": "1",
            "TONGQIAO_INSTANCE": str(folder),
            "TONGQIAO_SECRET_KEY": pattern.secret_key,
            "TONGQIAO_KEYRING": pattern.keyring,
            "TONGQIAO_DATABASE_URL": database,
            "TONGQIAO_BIND": f"127.0.0.1:{self.port}",
            "TONGQIAO_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "FLASK_APP": "wsgi",
        }

    # --- processes ---

    def flask(self, *words: str, ends_with: tuple[int, ...] = (0,), **more: str) -> str:
        """One command of the site; what it said."""
        command = (sys.executable, "-m", "tests.reliability.handicap", *words)
        with (self.folder / "command.log").open("w+", encoding="utf-8") as said:
            process = self._begin(command, more, stdout=said.fileno())
            self.wait(lambda: process.poll() is not None, f"flask {words} has ended")
            self.running.remove(process)
            said.seek(0)
            told = said.read()
        if process.returncode not in ends_with:
            raise AssertionError(f"flask {words}: {process.returncode}\n{told[-3000:]}")
        return told

    def web(self, *handicaps: str, **more: str) -> subprocess.Popen[bytes]:
        """The web processes as `deploy/` runs them; back when they answer."""
        place = f"tests.reliability.handicap:site({', '.join(map(repr, handicaps))})"
        words = (sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", place)
        # Its figures go where the files are: what they meet there is part of the trial.
        figures = {"PROMETHEUS_MULTIPROC_DIR": str(self.folder / "figures")}
        process = self._start(words, "web", figures | more)
        self.wait(self._answers, "the web processes answer")
        return process

    def worker(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """`flask jobs work` with handicaps and lanes."""
        given = [word for word in words if "=" in word]
        lanes = [part for word in words if "=" not in word for part in ("--lane", word)]
        command = (sys.executable, "-m", "tests.reliability.handicap", *given, "jobs", "work")
        return self._start((*command, *lanes), "worker", more)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9, of the process and of all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        self.running.remove(process)

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        process.wait(PATIENCE)
        self.running.remove(process)

    def end(self) -> None:
        for process in list(self.running):
            self.kill(process)
        self.engine.dispose()

    def _start(
        self, words: Sequence[str], name: str, more: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        """What it says goes through a pipe, as to a journal: a full disk does not stop its words."""
        process = self._begin(words, more, stdout=subprocess.PIPE)
        threading.Thread(target=self._listen, args=(process, name), daemon=True).start()
        return process

    def _begin(
        self, words: Sequence[str], more: dict[str, str], *, stdout: int
    ) -> subprocess.Popen[bytes]:
        """In a group of its own, which ends as a whole."""
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=self._with(more),
            stdout=stdout,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def _listen(self, process: subprocess.Popen[bytes], name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            for line in process.stdout or ():
                log.write(line)
                log.flush()

    def _with(self, more: dict[str, str]) -> dict[str, str]:
        """An empty value takes a setting away."""
        both = {**self.environment, **more}
        return {name: value for name, value in both.items() if value}

    def _answers(self) -> bool:
        try:
            return Visitor(self.port).get("/healthz").status == 200
        except AWAY:
            return False

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    # --- people ---

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    def somebody(self, role: str, number: int = 0) -> Visitor:
        """Comes in as the so-and-so-many-th with this hat."""
        found = self.rows(
            "SELECT account_id FROM appointment WHERE role = :role ORDER BY id", role=role
        )
        return Visitor(self.port).come_in(found[number][0])

    # --- the database, past the site ---

    def rows(self, statement: str, **values: Any) -> Sequence[Row[Any]]:
        with self.engine.connect() as connection:
            return connection.execute(text(statement), values).all()

    def keys(self, statement: str, **values: Any) -> list[Any]:
        return [row[0] for row in self.rows(statement, **values)]

    def number(self, statement: str, **values: Any) -> int:
        return int(self.rows(statement, **values)[0][0] or 0)

    def write(self, statement: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    def wait(self, is_so: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> float:
        """Until something is so; how many seconds that took."""
        start = time.monotonic()
        while not is_so():
            if time.monotonic() - start > seconds:
                raise TimeoutError(f"after {seconds:.0f} seconds it was not so: {what}")
            pause(0.25)
        return time.monotonic() - start

    def wait_for_jobs(self, *, seconds: float = PATIENCE) -> float:
        """Until nothing is owed any more."""
        return self.wait(lambda: self.owed() == 0, "every job is done", seconds=seconds)

    def owed(self) -> int:
        return self.number("SELECT count(*) FROM job WHERE done_at IS NULL")


def pause(seconds: float) -> None:
    """Let some time go by, unless the trial is broken off."""
    if LEFT_OFF.wait(seconds):
        raise LeftOff


def children(pid: int) -> list[int]:
    """Processes of a process, and theirs."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    return [key for one in map(int, told) for key in (*children(one), one)]


def room(processes: Sequence[int], most: int) -> None:
    """Let running processes write no file beyond so many bytes, as a disk that has filled."""
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

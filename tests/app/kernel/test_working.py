"""Worker processes: a lane outlives what it meets, and one that dies is started again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.kernel import jobs, working
from app.kernel.handlers import Lane
from app.kernel.working import serve, work
from tests.app.kernel.carrying import PATIENCE, beside, owe, process, seen, then, told


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LISTEN_SECONDS", "SWEEP_SECONDS", "REST_SECONDS"):
        monkeypatch.setattr(working, name, 0.05)
    told.clear()
    then.clear()
    yield
    then.clear()


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_lane_finds_by_itself_what_it_was_not_told_of(app: Flask) -> None:
    stop = threading.Event()
    with beside(app, lambda: serve(app, Lane.STEPS, stop)):
        key = owe(3)
        _until(lambda: seen(key).done_at is not None)
        stop.set()
    assert told == [3]


def test_a_lane_outlives_a_database_that_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, met = threading.Event(), []
    due = jobs.due

    def first_fail(lane: Lane) -> list[int]:
        met.append(lane)
        if len(met) == 1:
            raise OSError("the database is away")
        return due(lane)

    monkeypatch.setattr(jobs, "due", first_fail)
    key = owe(3)
    with beside(app, lambda: serve(app, Lane.STEPS, stop)):
        _until(lambda: seen(key).done_at is not None)
        stop.set()


def test_a_lane_that_is_told_to_stop_ends_after_the_job_in_hand(app: Flask) -> None:
    stop = threading.Event()
    first, second = owe(1), owe(2)
    then.append(lambda _number: stop.set())
    serve(app, Lane.STEPS, stop)
    assert (seen(first).done_at is None, seen(second).done_at is None) == (False, True)


def test_a_lane_whose_watcher_is_gone_ends(app: Flask) -> None:
    serve(app, Lane.STEPS, threading.Event(), parent=os.getpid())


def test_a_lane_that_is_killed_is_started_again_and_all_end_together(
    app: Flask, tmp_path: Path
) -> None:
    then.append(lambda number: (tmp_path / f"{number}").write_text(str(os.getpid())))
    first = owe(1)
    watcher = process(app, lambda: work(app, [Lane.STEPS, Lane.LETTERS]), daemon=False)
    try:
        _until(lambda: seen(first).done_at is not None)
        lane = int((tmp_path / "1").read_text())
        os.kill(lane, signal.SIGKILL)
        second, letter = owe(2), owe(3, lane=Lane.LETTERS)
        _until(lambda: seen(second).done_at is not None and seen(letter).done_at is not None)
        pids = {(tmp_path / name).read_text() for name in "123"}
        assert len(pids) == 3
    finally:
        os.kill(watcher.pid or 0, signal.SIGTERM)
        watcher.join(PATIENCE)
    assert watcher.exitcode == 0
    _until(lambda: not any(_is_alive(int((tmp_path / name).read_text())) for name in "123"))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("arguments", "lanes"),
    [
        ([], list(Lane)),
        (["--lane", "rounds"], [Lane.ROUNDS]),
        (["--lane", "clock", "--lane", "steps"], [Lane.CLOCK, Lane.STEPS]),
    ],
)
def test_the_command_serves_every_lane_or_those_that_are_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch, arguments: list[str], lanes: list[Lane]
) -> None:
    served: list[Lane] = []
    monkeypatch.setattr(working, "work", lambda _app, lanes: served.extend(lanes))
    ran = app.test_cli_runner().invoke(args=["jobs", "work", *arguments])
    assert (ran.exit_code, served) == (0, lanes), ran.output


def test_a_lane_that_does_not_exist_is_refused(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(args=["jobs", "work", "--lane", "fast"])
    assert ran.exit_code == 2

"""The bell of the workers: signed numbers only, and nothing stops while it is away."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest
from flask import Flask
from huey.storage import SqliteStorage

from app.kernel import jobs
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.handlers import Lane
from app.kernel.queue import Queue, queue_of
from app.settings import Settings
from tests import builders
from tests.app.kernel.carrying import owe, seen, told
from tests.app.kernel.test_action import RiskSeen, hear, see_risk

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def queue(settings: Settings, tmp_path: Path) -> Queue:
    return Queue(replace(settings, queue="sqlite", instance=tmp_path))


@pytest.fixture
def with_queue(site: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Give the site a queue at this place for the time of a test."""

    def give(queue: str, instance: Path) -> Queue:
        told = replace(settings, queue=queue, instance=instance)
        monkeypatch.setitem(site.extensions, "settings", told)
        monkeypatch.setitem(site.extensions, "queue", Queue(told))
        monkeypatch.setitem(site.extensions, "subscriptions", ((RiskSeen, hear),))
        return queue_of(site)

    return give


def _file(folder: Path) -> SqliteStorage:
    return SqliteStorage(f"tongqiao-{Lane.STEPS}", filename=str(folder / "queue.db"))


def test_a_number_comes_out_as_it_went_in_lane_by_lane(queue: Queue) -> None:
    queue.ring(Lane.STEPS, 7)
    queue.ring(Lane.LETTERS, 8)
    assert [queue.hear(lane) for lane in (Lane.STEPS, Lane.LETTERS, Lane.STEPS)] == [7, 8, None]


class Harm:
    """What a pickle may do to whoever opens it."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Callable, tuple[Path]]:
        return Path.touch, (self.place,)


def test_a_message_that_was_smuggled_in_is_thrown_away_unopened(
    queue: Queue, tmp_path: Path
) -> None:
    number = (7).to_bytes(8, "big")
    for message in (pickle.dumps(Harm(tmp_path / "harm")), b"", b"7", number, number + b"\0" * 32):
        _file(tmp_path).enqueue(message)
        assert queue.hear(Lane.STEPS) is None
    assert not (tmp_path / "harm").exists()
    assert queue.hear(Lane.STEPS) is None


def test_a_number_signed_for_another_lane_or_by_another_site_does_not_count(
    queue: Queue, settings: Settings
) -> None:
    other = Queue(replace(settings, secret_key=token_hex(32)))
    assert queue.read(Lane.STEPS, queue.sign(Lane.LETTERS, 7)) is None
    assert queue.read(Lane.STEPS, other.sign(Lane.STEPS, 7)) is None


def test_a_committed_job_is_told_to_its_lane(
    app: Flask, with_queue: Callable, tmp_path: Path
) -> None:
    queue = with_queue("sqlite", tmp_path)
    see_risk(builders.actor(Role.CHILD_DIRECTOR), builders.child(), level="high")
    key = queue.hear(Lane.STEPS)
    assert key is not None
    assert jobs.run(key)


@pytest.mark.parametrize("place", [NOWHERE, "sqlite"], ids=["no Redis", "no folder"])
def test_an_action_answers_normally_while_the_queue_is_away_and_its_job_is_found(
    app: Flask, with_queue: Callable, tmp_path: Path, place: str
) -> None:
    queue = with_queue(place, tmp_path / "missing")
    event = see_risk(builders.actor(Role.CHILD_DIRECTOR), builders.child(), level="high")
    assert event.child_id
    assert queue.hear(Lane.STEPS) is None
    assert jobs.run_due() == 1


def test_a_full_disk_under_the_queue_stops_nobody(
    app: Flask, with_queue: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_queue("sqlite", tmp_path)

    def fail(*_arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(SqliteStorage, "enqueue", fail)
    see_risk(builders.actor(Role.CHILD_DIRECTOR), builders.child(), level="high")
    assert jobs.run_due() == 1


def test_sign_in_goes_on_while_the_queue_is_away(
    app: Flask, with_queue: Callable, tmp_path: Path
) -> None:
    with_queue("sqlite", tmp_path / "missing")
    client = builders.sign_in(app.test_client(), builders.actor(Role.CIVIL_AFFAIRS))
    assert client.get("/today").status_code == 200


def test_a_queue_that_was_away_is_left_alone_for_a_while(
    queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def fail(*arguments: object) -> None:
        asked.append(arguments)
        raise OSError("no answer")

    monkeypatch.setattr(SqliteStorage, "enqueue", fail)
    for _ in range(3):
        queue.ring(Lane.STEPS, 1)
    assert len(asked) == 1
    queue.rests_until = 0.0
    queue.ring(Lane.STEPS, 1)
    assert len(asked) == 2


@pytest.mark.parametrize("address", [NOWHERE, f"{NOWHERE}?health_check_interval=5"])
def test_nobody_waits_long_for_a_server_that_does_not_answer(
    settings: Settings, address: str
) -> None:
    storage = Queue(replace(settings, queue=address))._list(Lane.STEPS)
    told = storage.pool.connection_kwargs
    assert (told["socket_timeout"], told["socket_connect_timeout"]) == (1.0, 1.0)


def test_a_job_that_was_rung_for_twice_is_done_once(app: Flask) -> None:
    told.clear()
    key = owe(5)
    assert [jobs.run(key), jobs.run(key), jobs.run(999)] == [True, False, False]
    assert told == [5]
    assert seen(key).attempts == 1
    db.session.rollback()

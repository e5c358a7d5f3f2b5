"""Jobs: each once at a time, again when it failed or its worker died, and none in another's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from app.kernel import clock, jobs, lease, limits
from app.kernel.db import db
from app.kernel.events import Job
from app.kernel.handlers import HANDLERS, Lane, job
from tests.app.kernel.carrying import PATIENCE, beside, carry, owe, process, seen, then, told


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    told.clear()
    then.clear()
    yield
    then.clear()


def _fail(_number: int) -> None:
    raise OSError("no way out")


def test_a_job_is_done_once(app: Flask) -> None:
    key = owe(7)
    assert (jobs.run_due(), jobs.run_due(), told) == (1, 0, [7])
    found = seen(key)
    assert (found.attempts, found.leased_by, found.leased_until) == (1, None, None)


UNDECODABLE = {
    "a handler that is gone": {"handler": "matches.gone"},
    "a place in the code": {"handler": "app.post.jobs:write"},
    "an event that was renamed": {"event": "test.renamed"},
    "a field too few": {"payload": {}},
    "a field too many": {"payload": {"number": 1, "more": 2}},
    "a list for a payload": {"payload": [1]},
    "nothing for a payload": {"payload": None},
}


@pytest.mark.parametrize("fields", UNDECODABLE.values(), ids=UNDECODABLE.keys())
def test_what_cannot_be_read_is_put_aside_and_stops_nothing(
    app: Flask, fields: dict[str, Any]
) -> None:
    wrong, right = owe(1, **fields), owe(2)
    assert (jobs.run_due(), told) == (1, [2])
    parked = seen(wrong)
    assert (parked.parked_at, parked.done_at, parked.attempts) == (clock.now(), None, 0)
    assert (parked.error or "").startswith("Undecodable: ")
    assert seen(right).done_at == clock.now()
    assert jobs.run_due() == 0


def test_a_failed_job_waits_longer_each_time_and_at_most_six_hours(app: Flask) -> None:
    then.append(_fail)
    key = owe()
    waits = []
    for _ in range(14):
        with clock.held(seen(key).due_at):
            jobs.run_due()
            waits.append(seen(key).due_at - clock.now())
    assert waits[:3] == [timedelta(seconds=20), timedelta(seconds=40), timedelta(seconds=80)]
    assert max(waits) == waits[-1] == timedelta(hours=6)
    assert seen(key).error == "OSError: no way out"


def test_what_failed_while_the_clock_was_a_year_ahead_is_tried_once_it_is_back(app: Flask) -> None:
    key = owe()
    then.append(_fail)
    with clock.held(clock.now() + timedelta(days=365)):
        assert jobs.run_due() == 0
    then.clear()
    assert jobs.run_due() == 1
    assert seen(key).done_at == clock.now()


def test_a_lease_from_a_year_ahead_holds_nobody_up(app: Flask) -> None:
    owe(leased_by="x", leased_until=clock.now() + timedelta(days=365))
    assert jobs.run_due() == 1


def test_a_lease_of_a_machine_whose_clock_is_a_minute_ahead_is_respected(app: Flask) -> None:
    owe(leased_by="x", leased_until=clock.now() + lease.LEASE + timedelta(minutes=1))
    assert jobs.run_due() == 0


def test_a_long_job_keeps_its_lease_and_is_not_done_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC))
    monkeypatch.setattr(lease, "LEASE", timedelta(seconds=2))
    monkeypatch.setattr(lease, "HEARTBEAT_SECONDS", 0.2)
    begun, may_end = threading.Event(), threading.Event()
    then.append(lambda _number: (begun.set(), may_end.wait(PATIENCE))[0])
    key = owe()
    with beside(app, lambda: jobs.run(key)):
        assert begun.wait(PATIENCE)
        time.sleep(3)
        is_done_again = jobs.run(key)
        may_end.set()
    assert (is_done_again, told) == (False, [1])
    assert seen(key).done_at is not None


def test_who_lost_the_lease_writes_nothing_on_the_job(app: Flask) -> None:
    key = owe()
    begun, may_end = threading.Event(), threading.Event()
    then.append(lambda _number: (begun.set(), may_end.wait(PATIENCE), _fail(1))[0])
    with beside(app, lambda: jobs.run(key)):
        assert begun.wait(PATIENCE)
        then.clear()
        with clock.held(clock.now() + lease.LEASE):
            assert jobs.run(key)
        may_end.set()
    found = seen(key)
    assert (found.error, found.attempts) == (None, 2)
    assert found.done_at is not None


def test_two_workers_share_the_work_and_double_nothing(app: Flask, tmp_path: Path) -> None:
    then.append(lambda number: (tmp_path / f"{number}-{time.monotonic_ns()}").touch())
    for number in range(40):
        owe(number)
    workers = [process(app, jobs.run_due) for _ in range(2)]
    for worker in workers:
        worker.join(PATIENCE)
        assert worker.exitcode == 0
    done = sorted(int(path.name.partition("-")[0]) for path in tmp_path.iterdir())
    assert done == list(range(40))


def test_the_job_of_a_killed_worker_is_taken_up_after_its_lease(app: Flask, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    then.append(lambda _number: (begun.touch(), time.sleep(PATIENCE))[0])
    key = owe()
    worker = process(app, jobs.run_due)
    until = time.monotonic() + PATIENCE
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.05)
    worker.kill()
    worker.join(PATIENCE)
    then.clear()
    assert jobs.run_due() == 0
    with clock.held(clock.now() + lease.LEASE):
        assert jobs.run_due() == 1
    assert (seen(key).attempts, told) == (2, [1])


def test_a_job_that_kills_every_worker_waits_longer_each_time_and_says_so(app: Flask) -> None:
    key = owe(attempts=9, leased_by="x", leased_until=clock.now())
    then.append(lambda _number: seen_inside.append(seen(key)))
    seen_inside: list[Job] = []
    jobs.run_due()
    assert seen_inside[0].error == lease.DIED
    assert seen_inside[0].due_at - clock.now() > timedelta(hours=2)


def test_what_hangs_is_stopped_and_tried_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LONGEST_SECONDS, Lane.STEPS, 0.3)
    then.append(lambda _number: time.sleep(PATIENCE))
    hanging = owe()
    before = time.monotonic()
    assert jobs.run_due() == 0
    assert time.monotonic() - before < PATIENCE / 2
    found = seen(hanging)
    assert found.error == "TookTooLong: stopped after 0.3 seconds"
    assert (found.leased_by, found.due_at) == (None, clock.now() + lease.FIRST_RETRY)


def test_a_mail_server_that_hangs_stops_its_own_lane_only(app: Flask) -> None:
    begun, may_end = threading.Event(), threading.Event()
    then.append(lambda number: (begun.set(), may_end.wait(PATIENCE))[0] if number == 1 else None)
    owe(1, lane=Lane.LETTERS)
    owe(2, lane=Lane.STEPS)
    with beside(app, lambda: jobs.run_due(Lane.LETTERS)):
        assert begun.wait(PATIENCE)
        assert jobs.run_due(Lane.STEPS) == 1
        may_end.set()
    assert told == [1, 2]


def test_a_lane_leaves_the_others_jobs_alone(app: Flask) -> None:
    owe(lane=Lane.LETTERS)
    assert jobs.run_due(Lane.ROUNDS) == 0
    assert jobs.run_due(Lane.LETTERS) == 1


def test_a_name_is_given_once(app: Flask) -> None:
    with pytest.raises(ValueError, match="Two handlers are called"):
        job("test.carry")(lambda _event: None)
    assert HANDLERS["test.carry"].function is carry


def test_jobs_stored_by_an_older_version_find_their_handlers(app: Flask) -> None:
    old = owe(handler="app.matches.jobs.rounds:run_round")
    db.session.remove()
    downgrade(revision="jobs-1")
    upgrade()
    assert (seen(old).handler, seen(old).lane) == ("matches.run_round", "rounds")


def test_a_long_error_is_kept_short(app: Flask) -> None:
    def fail_at_length(_number: int) -> None:
        raise OSError("x" * 9000)

    then.append(fail_at_length)
    key = owe()
    jobs.run_due()
    assert len(seen(key).error or "") == 500
    assert db.session.scalars(select(Job.id)).all() == [key]

"""What was only kept to be seen is forgotten; what says what was carried already is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel import clock, pruning
from app.kernel.db import db
from app.kernel.events import Job
from app.kernel.pruning import NEWEST_RUNS, prune
from app.kernel.schedule import RunState, ScheduleRun
from tests.app.kernel.carrying import owe

DAY = timedelta(days=1)


def _run(days: float, **fields: Any) -> None:
    moment = clock.now() - timedelta(days=days)
    values = {"name": "test.minute", "state": RunState.DONE, **fields}
    db.session.add(ScheduleRun(due_at=moment, try_at=moment, **values))


def _many(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_jobs_that_were_done_a_month_ago_are_forgotten(app: Flask) -> None:
    owe(done_at=clock.now() - 31 * DAY)
    kept = [owe(done_at=clock.now() - 29 * DAY), owe(created_at=clock.now() - 90 * DAY)]
    assert prune(clock.now()) == 1
    assert sorted(db.session.scalars(select(Job.id))) == kept


def test_a_job_that_failed_or_was_put_aside_is_kept_however_old(app: Flask) -> None:
    owe(error="OSError", created_at=clock.now() - 400 * DAY)
    owe(parked_at=clock.now() - 400 * DAY, created_at=clock.now() - 400 * DAY)
    assert prune(clock.now()) == 0


def test_of_old_runs_those_that_did_something_stay_for_three_months(app: Flask) -> None:
    for number in range(NEWEST_RUNS):
        _run(number / 1000)
    for days, fields in (
        (3, {}),
        (4, {"state": RunState.OVERTAKEN}),
        (89, {"done": 1}),
        (88, {"state": RunState.FAILED}),
        (91, {"done": 1}),
    ):
        _run(days + 0.5, **fields)
    db.session.commit()
    assert prune(clock.now()) == 3
    assert _many(ScheduleRun) == NEWEST_RUNS + 2


def test_the_newest_runs_of_an_entry_stay_whatever_their_age(app: Flask) -> None:
    for number in range(NEWEST_RUNS):
        _run(400 + number)
    db.session.commit()
    assert prune(clock.now()) == 0


def test_many_rows_go_in_several_transactions(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    for _ in range(5):
        owe(done_at=clock.now() - 31 * DAY)
    assert prune(clock.now()) == 5
    assert _many(Job) == 0


def test_a_clock_that_jumped_a_year_ahead_forgets_nothing(app: Flask) -> None:
    owe(done_at=clock.now() - DAY)
    _run(1, name=pruning.NAME)
    db.session.commit()
    ahead = clock.now() + 365 * DAY
    with clock.held(ahead):
        assert prune(ahead) == 0
    assert _many(Job) == 1

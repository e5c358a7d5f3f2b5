"""The schedule: every run by itself, caught up in order, and asked about when it is far too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock, jobs, lease, runs
from app.kernel.audit import ChainHead
from app.kernel.db import db
from app.kernel.rhythm import EACH_MINUTE, Daily, hourly
from app.kernel.schedule import CatchUp, Entry, OneByOne, RunState, ScheduleRun
from tests.app.kernel.carrying import PATIENCE, owe, process, told

YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)

days: list[datetime] = []


@pytest.fixture
def scheduled(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Let these entries be the whole schedule."""
    days.clear()
    told.clear()

    def give(*entries: Entry) -> None:
        monkeypatch.setitem(site.extensions, "schedule", entries)

    yield give
    days.clear()


def keep_day(due_at: datetime) -> int:
    days.append(due_at)
    return 1


def fail(_due_at: datetime) -> int:
    raise OSError("no way out")


NIGHTLY = Entry(name="test.nightly", when=Daily(2), do=keep_day)
EACH_NIGHT = Entry(name="test.each", when=Daily(2), do=keep_day, catch_up=CatchUp.EACH)


@dataclass
class Overdue:
    """Things whose time is over at a moment; they are settled for good."""

    many: int
    at: datetime
    broken: tuple[int, ...] = ()
    settled: list[int] = field(default_factory=list)

    def find(self) -> Sequence[int]:
        is_over = clock.now() >= self.at
        return [key for key in range(self.many) if is_over and key not in self.settled]

    def settle(self, key: int) -> bool:
        if key in self.broken:
            raise OSError(f"{key} is broken")
        self.settled.append(key)
        return True

    def entry(self) -> Entry:
        do = OneByOne(self.find, self.settle)
        return Entry(name="test.lapse", when=EACH_MINUTE, do=do)


def rows(name: str | None = None) -> list[ScheduleRun]:
    db.session.rollback()
    wanted = select(ScheduleRun).order_by(ScheduleRun.id)
    found = db.session.scalars(wanted.where(ScheduleRun.name == name) if name else wanted).all()
    db.session.expunge_all()
    db.session.rollback()
    return list(found)


def states(name: str | None = None) -> list[str]:
    return [run.state for run in rows(name)]


def tick(moment: datetime) -> int:
    with clock.held(moment):
        return runs.run_due()


def decide(key: int, state: RunState) -> None:
    """What a person's press writes."""
    db.session.rollback()
    run = db.session.get_one(ScheduleRun, key)
    run.state, run.decided_by, run.decided_at = state, 1, clock.now()
    run.try_at = clock.now()
    db.session.commit()


def at(text: str) -> datetime:
    """A moment on a clock in China."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL).astimezone(UTC)


def test_rhythms_follow_the_clock_in_china() -> None:
    now = at("2026-03-12 01:59")
    assert Daily(2).last(now) == at("2026-03-11 02:00")
    assert Daily(2).next(now) == at("2026-03-12 02:00")
    assert Daily(2).last(at("2026-03-12 02:00")) == at("2026-03-12 02:00")
    assert Daily(7, 30).next(at("2026-03-12 07:30")) == at("2026-03-13 07:30")
    assert hourly(5).last(now) == at("2026-03-12 01:05")
    assert EACH_MINUTE.last(now + timedelta(seconds=59)) == now
    assert EACH_MINUTE.next(now) == now + MINUTE


def test_a_run_is_done_once_and_kept(app: Flask, scheduled: Callable[..., None]) -> None:
    scheduled(NIGHTLY)
    assert [runs.run_due(), runs.run_due()] == [1, 0]
    assert days == [at("2026-03-12 02:00")]
    (run,) = rows()
    assert (run.state, run.tries, run.done, run.error) == (RunState.DONE, 1, 1, None)
    assert (run.started_at, run.finished_at) == (clock.now(), clock.now())


def test_a_run_that_raises_stops_no_other_run_and_no_job(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    scheduled(Entry(name="test.broken", when=EACH_MINUTE, do=fail), NIGHTLY)
    owe(1)
    assert runs.run_due() == 1
    assert jobs.run_due() == 1
    assert (len(days), told) == (1, [1])
    (broken,) = rows("test.broken")
    assert (broken.state, broken.error) == (RunState.FAILED, "OSError: no way out")


def test_the_trail_is_sealed_though_a_line_of_the_schedule_raises(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    scheduled(Entry(name="test.broken", when=EACH_MINUTE, do=fail), *app.extensions["schedule"])
    told_of = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert told_of.exit_code == 0, told_of.output
    assert "11 runs of the schedule and 0 jobs done." in told_of.output
    assert db.session.scalars(select(ChainHead)).one().sealed_at == clock.now()


def test_a_failed_run_is_tried_again_later(app: Flask, scheduled: Callable[..., None]) -> None:
    scheduled(Entry(name="test.nightly", when=Daily(2), do=fail))
    runs.run_due()
    assert tick(clock.now() + timedelta(seconds=19)) == 0
    scheduled(NIGHTLY)
    assert tick(clock.now() + timedelta(seconds=20)) == 1
    (run,) = rows()
    assert (run.state, run.tries, run.error) == (RunState.DONE, 2, None)


def test_a_newer_run_does_the_work_of_one_that_failed(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    scheduled(Entry(name="test.minute", when=EACH_MINUTE, do=fail))
    runs.run_due()
    tick(clock.now() + MINUTE)
    assert states() == [RunState.OVERTAKEN, RunState.FAILED]


def test_after_three_days_without_a_worker_every_day_is_made_up_for_oldest_first(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    scheduled(EACH_NIGHT)
    runs.run_due()
    assert tick(clock.now() + timedelta(days=3)) == 3
    assert days == [at(f"2026-03-{day} 02:00") for day in (12, 13, 14, 15)]


def test_after_three_days_without_a_worker_the_newest_does_for_all(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    scheduled(NIGHTLY)
    runs.run_due()
    assert tick(clock.now() + timedelta(days=3)) == 1
    assert days == [at("2026-03-12 02:00"), at("2026-03-15 02:00")]


def test_a_day_that_fails_keeps_no_later_day_waiting(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    def all_but_friday(due_at: datetime) -> int:
        return fail(due_at) if clock.local(due_at).day == 13 else keep_day(due_at)

    scheduled(Entry(name="test.each", when=Daily(2), do=all_but_friday, catch_up=CatchUp.EACH))
    runs.run_due()
    assert tick(clock.now() + timedelta(days=2)) == 1
    assert states() == [RunState.DONE, RunState.FAILED, RunState.DONE]


def test_two_workers_file_and_carry_a_run_once(
    app: Flask, scheduled: Callable[..., None], tmp_path: Path
) -> None:
    def touch(due_at: datetime) -> int:
        with (tmp_path / "lines").open("a") as lines:
            lines.write(f"{due_at}\n")
        return 1

    scheduled(*(Entry(name=f"test.{one}", when=Daily(2), do=touch) for one in range(10)))
    workers = [process(app, runs.run_due) for _ in range(2)]
    for worker in workers:
        worker.join(PATIENCE)
        assert worker.exitcode == 0
    assert len((tmp_path / "lines").read_text().splitlines()) == 10
    assert states() == [RunState.DONE] * 10


def test_the_run_of_a_killed_worker_is_taken_up_after_its_lease(
    app: Flask, scheduled: Callable[..., None]
) -> None:
    scheduled(NIGHTLY)
    runs.run_due()
    with clock.held(clock.now()):
        run = db.session.scalars(select(ScheduleRun)).one()
        run.state, run.leased_by = RunState.RUNNING, "x"
        run.leased_until = clock.now() + lease.LEASE
        db.session.commit()
    assert runs.run_due() == 0
    assert tick(clock.now() + lease.LEASE) == 1
    assert states() == [RunState.DONE]


class TestWrongClock:
    @pytest.mark.parametrize("many", [1, 23])
    def test_a_minute_a_year_ahead_settles_nothing(
        self, app: Flask, scheduled: Callable[..., None], many: int
    ) -> None:
        overdue = Overdue(many, clock.now() + timedelta(days=3))
        scheduled(overdue.entry())
        runs.run_due()
        tick(clock.now() + YEAR)
        assert states() == [RunState.DONE, RunState.ASKING]
        assert overdue.settled == []
        assert tick(clock.now() + MINUTE) == 1
        assert RunState.ASKING not in states()
        assert overdue.settled == []
        tick(clock.now() + 2 * MINUTE)
        assert states()[-1] == RunState.DONE
        assert rows()[-1].due_at == clock.now() + 2 * MINUTE

    def test_a_day_that_ran_while_the_clock_was_ahead_runs_when_it_comes(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        scheduled(NIGHTLY)
        runs.run_due()
        tick(clock.now() + timedelta(days=2))
        for later in (1, 2, 3):
            assert tick(clock.now() + timedelta(days=later)) == 1
        assert [clock.local(day).day for day in days] == [12, 14, 13, 14, 15]

    def test_no_more_than_a_month_is_caught_up(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        scheduled(EACH_NIGHT)
        runs.run_due()
        assert tick(clock.now() + YEAR) == runs.MOST_CAUGHT_UP
        days.clear()
        assert tick(clock.now() + timedelta(days=2)) == 2
        assert [clock.local(day).day for day in days] == [13, 14]

    def test_a_clock_that_falls_back_repeats_nothing_once_it_is_right(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        scheduled(NIGHTLY, EACH_NIGHT)
        runs.run_due()
        tick(clock.now() - YEAR)
        days.clear()
        assert tick(clock.now() + MINUTE) == 0
        assert days == []

    def test_what_was_filed_ahead_and_not_begun_is_forgotten(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        scheduled(NIGHTLY)
        runs.run_due()
        ahead = at("2027-03-12 02:00")
        db.session.add(ScheduleRun(name="test.nightly", due_at=ahead, try_at=ahead))
        db.session.commit()
        assert tick(clock.now() + timedelta(days=1)) == 1
        assert [run.due_at for run in rows()] == [at("2026-03-12 02:00"), at("2026-03-13 02:00")]


class TestFarMoreThanUsual:
    def test_ten_a_day_are_never_asked_about(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        overdue = Overdue(10, clock.now())
        scheduled(overdue.entry())
        assert runs.run_due() == 1
        assert len(overdue.settled) == 10

    def test_the_eleventh_of_a_day_is(self, app: Flask, scheduled: Callable[..., None]) -> None:
        scheduled(Overdue(10, clock.now()).entry())
        runs.run_due()
        scheduled(Overdue(1, clock.now()).entry())
        assert tick(clock.now() + MINUTE) == 0
        assert states() == [RunState.DONE, RunState.ASKING]

    def test_three_times_the_busiest_day_of_the_month_is_usual(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        scheduled(Overdue(10, clock.now()).entry())
        runs.run_due()
        later = clock.now() + timedelta(days=29)
        scheduled(Overdue(0, clock.now()).entry())
        for days in range(7, 29, 7):
            tick(clock.now() + timedelta(days=days))
        scheduled(Overdue(30, clock.now()).entry())
        assert tick(later) == 1
        scheduled(Overdue(1, clock.now()).entry())
        assert tick(later + MINUTE) == 0

    def test_while_it_asks_nothing_more_is_filed_and_the_count_is_kept_true(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        overdue = Overdue(11, clock.now())
        scheduled(overdue.entry())
        runs.run_due()
        overdue.many = 40
        tick(clock.now() + 5 * MINUTE)
        (run,) = rows()
        assert (run.state, run.found, run.tries) == (RunState.ASKING, 40, 1)

    def test_a_yes_settles_what_was_asked_about_and_is_not_taken_for_usual(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        overdue = Overdue(207, clock.now())
        scheduled(overdue.entry())
        runs.run_due()
        decide(rows()[0].id, RunState.WAITING)
        assert tick(clock.now() + MINUTE) == 1
        assert len(overdue.settled) == 207
        scheduled(Overdue(11, clock.now()).entry())
        assert tick(clock.now() + 2 * MINUTE) == 0
        assert states() == [RunState.DONE, RunState.ASKING]

    def test_a_yes_to_few_is_no_yes_to_many(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        overdue = Overdue(12, clock.now())
        scheduled(overdue.entry())
        runs.run_due()
        decide(rows()[0].id, RunState.WAITING)
        overdue.many = 500
        assert tick(clock.now() + MINUTE) == 0
        assert states() == [RunState.ASKING]

    def test_a_no_changes_nothing_and_is_asked_again_the_next_day(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        overdue = Overdue(12, clock.now())
        scheduled(overdue.entry())
        runs.run_due()
        decide(rows()[0].id, RunState.DISMISSED)
        tick(clock.now() + timedelta(hours=23))
        assert states() == [RunState.DISMISSED]
        tick(clock.now() + timedelta(hours=24))
        assert states() == [RunState.DISMISSED, RunState.ASKING]
        assert overdue.settled == []

    def test_one_that_cannot_be_settled_keeps_no_other_waiting(
        self, app: Flask, scheduled: Callable[..., None]
    ) -> None:
        overdue = Overdue(3, clock.now(), broken=(0,))
        scheduled(overdue.entry())
        assert runs.run_due() == 0
        assert overdue.settled == [1, 2]
        (run,) = rows()
        assert (run.state, run.done) == (RunState.FAILED, 2)
        assert run.error == "NotSettled: 1 of 3; the first: OSError: 0 is broken"

"""Each thing the site leans on is looked at, and what fails is named in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade
from sqlalchemy.exc import OperationalError

from app.kernel import clock, readiness, words
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import AuditLine, Job
from app.kernel.heartbeat import beat
from app.kernel.readiness import State, findings
from app.kernel.schedule import ScheduleRun
from tests import builders
from tests.conftest import NOW


def _codes(state: State | None = None) -> set[str]:
    return {one.code for one in findings() if state is None or one.state is state}


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the site have other settings for the time of a test."""

    def tell(**changed: Any) -> None:
        settings = replace(app.extensions["settings"], **changed)
        monkeypatch.setitem(app.extensions, "settings", settings)

    return tell


def test_a_site_with_a_living_worker_is_well(app: Flask) -> None:
    beat("steps")
    assert _codes(State.FAILED) == set()


def test_a_worker_that_was_never_heard_is_missed(app: Flask) -> None:
    assert "worker_never" in _codes(State.FAILED)


def test_a_worker_that_falls_silent_is_missed(app: Flask) -> None:
    with clock.held(NOW - timedelta(minutes=4)):
        beat("steps")
    assert "worker_silent" in _codes(State.FAILED)
    beat("steps")
    assert "worker" in _codes(State.WELL)


def test_a_lane_that_falls_silent_beside_others_is_a_warning(app: Flask) -> None:
    with clock.held(NOW - timedelta(minutes=16)):
        beat("letters")
    beat("steps")
    assert "lanes_silent" in _codes(State.WARNING)


def test_a_line_that_waits_for_its_seal_is_told(app: Flask) -> None:
    at = NOW - timedelta(minutes=11)
    builders._add(AuditLine(at=at, role="system", event="demo.loaded", payload={}))
    assert "seal_behind" in _codes(State.FAILED)


def _job(**fields: Any) -> None:
    job = {"handler": "a", "lane": "steps", "event": "x", "payload": {}, "created_at": NOW}
    builders._add(Job(**{"due_at": NOW, **job, **fields}))


def test_jobs_that_should_be_done_by_now_are_told(app: Flask) -> None:
    _job(due_at=NOW - timedelta(minutes=16))
    assert "schedule_behind" in _codes(State.FAILED)


@pytest.mark.parametrize(("minutes", "is_behind"), [(14, False), (16, True)])
def test_a_schedule_that_is_not_kept_is_told(app: Flask, minutes: int, is_behind: bool) -> None:
    at = NOW - timedelta(minutes=minutes)
    builders._add(ScheduleRun(name="kernel.seal", due_at=at, try_at=at))
    assert ("schedule_behind" in _codes(State.FAILED)) is is_behind


def test_a_failed_job_is_a_warning(app: Flask) -> None:
    _job(error="OSError")
    assert "jobs_failed" in _codes(State.WARNING)


def test_a_queue_that_does_not_answer_is_told_quickly(told: Callable[..., None]) -> None:
    told(queue="redis://127.0.0.1:1/0")
    assert "queue_away" in _codes(State.FAILED)


def test_a_real_site_without_carriers_says_so(told: Callable[..., None], tmp_path: Path) -> None:
    told(is_demo=False)
    assert {"mail_none", "texts_none"} <= _codes()
    told(is_demo=False, smtp_url="smtp://mail.example.org", text_spool=tmp_path)
    assert {"mail", "texts"} <= _codes(State.WELL)
    told(is_demo=False, text_spool=tmp_path / "gone")
    assert "texts_closed" in _codes(State.FAILED)


@pytest.mark.parametrize(("free", "code"), [(4, "disk_full"), (9, "disk"), (50, "disk")])
def test_a_disk_that_fills_is_told_in_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch, free: int, code: str
) -> None:
    usage = type("Usage", (), {"total": 100, "free": free})
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _folder: usage)
    (found,) = [one for one in findings() if one.code.startswith("disk")]
    assert found.code == code
    assert (found.state is State.WELL) is (free == 50)


def test_a_folder_that_others_can_read_is_told(told: Callable[..., None], tmp_path: Path) -> None:
    told(instance=tmp_path)
    (tmp_path / "site.db").touch(mode=0o644)
    tmp_path.chmod(0o755)
    assert "files_open" in _codes(State.WARNING)
    tmp_path.chmod(0o700)
    assert "files" in _codes(State.WELL)


def test_a_folder_that_is_gone_is_told(told: Callable[..., None], tmp_path: Path) -> None:
    told(instance=tmp_path / "gone")
    assert "instance_not_writable" in _codes(State.FAILED)


def test_a_database_of_another_version_serves_no_page(client: FlaskClient) -> None:
    downgrade(revision="-1")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "flask db upgrade" in answer.get_data(as_text=True)
    assert client.get("/healthz").status_code == 200


def test_while_the_database_is_away_the_rest_is_still_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(readiness, "migrated_to", gone)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "Database: it does not answer." in answer.get_data(as_text=True)
    assert "Disk" in answer.get_data(as_text=True)


def test_pages_are_served_while_a_worker_is_missing(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "failed   Worker: never heard" in answer.get_data(as_text=True)


def test_the_command_answers_with_a_line_each_and_a_code(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["check"]).exit_code == 1
    beat("steps")
    result = runner.invoke(args=["check"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == len(findings())


def test_the_administrator_is_told_on_today(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    assert "后台进程：从来没有信号" in client.get("/today").get_data(as_text=True)
    beat("steps")
    assert "后台进程" not in client.get("/today").get_data(as_text=True)


def test_every_finding_can_be_said(app: Flask) -> None:
    known = {
        "head",
        "has",
        "wants",
        "seconds",
        "minutes",
        "jobs",
        "folder",
        "percent",
        "files",
        "lanes",
    }
    for code in words.codes("readiness"):
        for language in words.LANGUAGES:
            said = words.label("readiness", code, language=language)
            assert {name for _, name, _, _ in Formatter().parse(said) if name} <= known


def test_two_workers_of_one_lane_leave_one_row(app: Flask) -> None:
    beat("steps")
    beat("letters")
    with clock.held(NOW + timedelta(minutes=1)):
        beat("steps")
    db.session.rollback()
    assert [(one.name, one.at) for one in readiness.heard()] == [
        ("letters", NOW),
        ("steps", NOW + timedelta(minutes=1)),
    ]


def test_a_process_lives_while_its_database_is_another_sites(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "is_right_site", False)
    monkeypatch.setitem(
        app.extensions, "settings", replace(app.extensions["settings"], is_demo=False)
    )
    assert client.get("/how").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200

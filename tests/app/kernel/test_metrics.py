"""Figures: what pages answered, and what waits; a scrape asks few questions however much there is."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.kernel import clock
from app.kernel.audit import seal
from app.kernel.events import AuditLine, Job
from app.kernel.heartbeat import beat
from app.matches.models import Round, RoundState
from tests import builders
from tests.conftest import NOW
from tests.counting import questions


def _figures(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    found = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _space, value in found}


def _job(**fields: Any) -> None:
    values = {
        "handler": "post.send_written_text",
        "lane": "texts",
        "event": "post.text_written",
        "payload": {},
        "created_at": NOW,
        "due_at": NOW + timedelta(hours=1),
        **fields,
    }
    builders._add(Job(**values))


def test_an_empty_site_has_figures_and_no_work(client: FlaskClient) -> None:
    found = _figures(client)
    assert found['tongqiao_jobs{lane="letters",state="owed"}'] == 0
    assert found["tongqiao_oldest_due_job_seconds"] == 0
    assert found["tongqiao_unsealed_lines"] == 0
    assert found['tongqiao_rounds{state="failed"}'] == 0


def test_what_waits_is_counted(client: FlaskClient) -> None:
    _job()
    _job(due_at=NOW - timedelta(minutes=3), error="OSError", attempts=2)
    _job(due_at=NOW - timedelta(minutes=9), error="Undecodable", parked_at=NOW)
    _job(lane="letters", done_at=NOW)
    builders._add(AuditLine(at=NOW, role="system", event="demo.loaded", payload={}))
    with clock.held(NOW - timedelta(seconds=90)):
        beat("letters")
    found = _figures(client)
    for state in ("owed", "failed", "aside"):
        assert found[f'tongqiao_jobs{{lane="texts",state="{state}"}}'] == 1
    assert found['tongqiao_jobs{lane="letters",state="owed"}'] == 0
    assert found["tongqiao_oldest_due_job_seconds"] == 180
    assert found["tongqiao_unsealed_lines"] == 1
    assert found['tongqiao_worker_silence_seconds{lane="letters"}'] == 90


def test_rounds_are_counted_by_who_may_see_none(client: FlaskClient) -> None:
    builders._add(Round(state=RoundState.FAILED, requested_at=NOW))
    assert _figures(client)['tongqiao_rounds{state="failed"}'] == 1


def test_a_page_is_counted_by_its_name_and_never_by_its_address(client: FlaskClient) -> None:
    before = _figures(client).get('tongqiao_requests_total{endpoint="site.how",status="200"}', 0)
    client.get("/how?q=小禾")
    for number in range(5):
        client.get(f"/no-such-page-{number}")
    text = client.get("/metrics").get_data(as_text=True)
    assert f'endpoint="site.how",status="200"}} {before + 1}' in text
    assert "小禾" not in text
    assert "no-such-page" not in text


def test_a_scrape_asks_as_many_questions_of_a_full_site(client: FlaskClient) -> None:
    with questions() as few:
        _figures(client)
    for _ in range(30):
        _job()
    seal()
    with questions() as many:
        _figures(client)
    assert len(many) == len(few) <= 8


COUNT = """
import sys
from app import create_app
from app.settings import Settings
site = create_app(Settings.from_env())
client = site.test_client()
for _ in range(int(sys.argv[1])):
    client.get("/how")
print(client.get("/metrics").get_data(as_text=True))
"""

FULL_DISK = """
import contextlib, resource
from app import create_app
from app.settings import Settings
site = create_app(Settings.from_env())
client, traffic = site.test_client(), site.extensions["traffic"]
def look(path, room):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    print(client.get(path).status_code)
look("/how", 40_000)
look("/how", 70_000)
with contextlib.suppress(OSError):
    for number in range(200):
        traffic.seconds.labels(f"page {number}")
look("/privacy", 70_000)
look("/harm", resource.RLIM_INFINITY)
"""


def test_the_processes_of_one_machine_are_added_up(
    app: Flask, tmp_path: Path, project: Path
) -> None:
    told = ""
    for many in ("2", "3"):
        told = _in_another_process(app, tmp_path, project, COUNT, many)
    assert 'tongqiao_requests_total{endpoint="site.how",status="200"} 5.0' in told


def test_an_answer_that_cannot_be_counted_is_given_all_the_same(
    app: Flask, tmp_path: Path, project: Path
) -> None:
    assert _in_another_process(app, tmp_path, project, FULL_DISK).split() == ["200"] * 4


def _in_another_process(app: Flask, figures: Path, project: Path, *program: str) -> str:
    """What a program of the site says that counts into files, as a web process does."""
    settings = app.extensions["settings"]
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(figures),
        "TONGQIAO_DEMO": "1",
        "TONGQIAO_SECRET_KEY": settings.secret_key,
        "TONGQIAO_KEYRING": settings.keyring,
        "TONGQIAO_DATABASE_URL": settings.database_url,
        "TONGQIAO_INSTANCE": str(settings.instance),
    }
    done = subprocess.run(
        [sys.executable, "-c", *program],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout

"""Text messages: carried once, never pretended, sealed where they lie."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock, jobs
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import AuditLine, Job
from app.kernel.scope import unscoped
from app.post.actions import Reach, send_text
from app.post.jobs import hear_carrier
from app.post.models import TextMessage, TextState

BODY = "请点开答复：http://127.0.0.1:8000/c/abc_DEF-123"


def texts() -> list[TextMessage]:
    with unscoped("a test looks"):
        return list(db.session.scalars(select(TextMessage)))


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, *, spool: Path | None) -> None:
    settings = dataclasses.replace(app.extensions["settings"], is_demo=False, text_spool=spool)
    monkeypatch.setitem(app.extensions, "settings", settings)


def owe(*, mobile: str = "14200000001") -> None:
    to = Reach(name="沈阿婆", mobile=mobile)
    send_text(SYSTEM, key="consent-1", about="consent_asked", to=to, body=BODY)


def test_without_a_carrier_a_text_says_so_and_its_job_is_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    use(app, monkeypatch, spool=None)
    owe()
    jobs.run_due()
    (text,) = texts()
    assert (text.state, text.sent_at) == (TextState.NO_CARRIER, None)
    job = db.session.scalars(select(Job)).one()
    assert job.done_at is not None
    assert job.error is None


def test_a_landline_gets_no_text(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    use(app, monkeypatch, spool=tmp_path)
    owe(mobile="057388710001")
    jobs.run_due()
    assert texts()[0].state == TextState.NO_MOBILE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "state"),
    [("delivered", TextState.DELIVERED), ("failed", TextState.FAILED)],
)
def test_the_gateway_says_what_became_of_a_text(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, suffix: str, state: TextState
):
    use(app, monkeypatch, spool=tmp_path)
    owe()
    jobs.run_due()
    (tmp_path / f"{texts()[0].id}.{suffix}").touch()
    (tmp_path / f"999999.{suffix}").touch()
    (tmp_path / f"test.{suffix}").touch()
    assert hear_carrier(clock.now()) == 2
    assert texts()[0].state == state
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"{texts()[0].id}.json", f"test.{suffix}"}


def test_a_gateway_finds_the_text_in_its_folder(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    use(app, monkeypatch, spool=tmp_path)
    owe()
    jobs.run_due()
    (text,) = texts()
    assert text.sent_at is not None
    assert text.state == TextState.HANDED_OVER
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text()) == {"id": text.id, "mobile": "14200000001", "body": BODY}
    assert path.stat().st_mode & 0o007 == 0


def test_the_same_key_twice_sends_one_text(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    use(app, monkeypatch, spool=tmp_path)
    for _time in range(2):
        owe()
    jobs.run_due()
    assert len(texts()) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_neither_number_nor_link_reaches_the_audit_trail(app: Flask):
    owe()
    lines = db.session.scalars(select(AuditLine)).all()
    told = json.dumps([line.payload for line in lines])
    assert lines
    assert "14200000001" not in told
    assert "abc_DEF" not in told

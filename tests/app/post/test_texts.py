"""Text messages: carried once, never pretended, sealed where they lie."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import jobs
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import AuditLine, Job
from app.kernel.scope import unscoped
from app.post.actions import send_text
from app.post.models import TextMessage

BODY = "请点开答复：http://127.0.0.1:8000/c/abc_DEF-123"


def texts() -> list[TextMessage]:
    with unscoped("a test looks"):
        return list(db.session.scalars(select(TextMessage)))


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, *, spool: Path | None) -> None:
    settings = dataclasses.replace(app.extensions["settings"], is_demo=False, text_spool=spool)
    monkeypatch.setitem(app.extensions, "settings", settings)


def test_without_a_carrier_a_text_stays_unsent_and_its_job_says_why(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    use(app, monkeypatch, spool=None)
    send_text(SYSTEM, key="consent-1", mobile="14200000001", body=BODY)
    jobs.run_due()
    assert texts()[0].sent_at is None
    job = db.session.scalars(select(Job)).one()
    assert job.done_at is None
    assert job.error is not None
    assert job.error.startswith("NoCarrier: No carrier of text messages is configured")


def test_a_gateway_finds_the_text_in_its_folder(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    use(app, monkeypatch, spool=tmp_path)
    send_text(SYSTEM, key="consent-1", mobile="14200000001", body=BODY)
    jobs.run_due()
    (text,) = texts()
    assert text.sent_at is not None
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text()) == {"id": text.id, "mobile": "14200000001", "body": BODY}
    assert path.stat().st_mode & 0o007 == 0


def test_the_same_key_twice_sends_one_text(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    use(app, monkeypatch, spool=tmp_path)
    for _time in range(2):
        send_text(SYSTEM, key="consent-1", mobile="14200000001", body=BODY)
    jobs.run_due()
    assert len(texts()) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_neither_number_nor_link_reaches_the_audit_trail(app: Flask):
    send_text(SYSTEM, key="consent-1", mobile="14200000001", body=BODY)
    lines = db.session.scalars(select(AuditLine)).all()
    told = json.dumps([line.payload for line in lines])
    assert lines
    assert "14200000001" not in told
    assert "abc_DEF" not in told

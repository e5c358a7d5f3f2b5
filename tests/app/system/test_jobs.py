"""The administrator's board: what is owed, what failed, trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import AuditLine, Job
from tests import builders


@pytest.fixture
def administrator(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))


def _job(**fields: Any) -> int:
    values = {
        "handler": "matches.tell_accepted",
        "lane": "steps",
        "event": "matches.accepted",
        "payload": {},
        "created_at": clock.now(),
        "due_at": clock.now() + timedelta(hours=1),
        **fields,
    }
    return builders._add(Job(**values))


def _shown(client: FlaskClient, address: str) -> list[int]:
    page = html.document_fromstring(client.get(address).get_data(as_text=True))
    return [int(cell) for cell in page.xpath("//main//tbody/tr/td[1]/text()")]


def test_the_board_shows_what_is_owed_and_not_what_is_done(administrator: FlaskClient) -> None:
    owed = _job()
    _job(done_at=clock.now())
    assert _shown(administrator, "/jobs-board") == [owed]


def test_failed_jobs_stand_by_themselves_with_their_error(administrator: FlaskClient) -> None:
    _job()
    failed = _job(error="OSError: no way out", attempts=3)
    assert _shown(administrator, "/jobs-board?show=failed") == [failed]
    assert "OSError: no way out" in administrator.get("/jobs-board").get_data(as_text=True)


def test_a_job_can_be_tried_again_now(administrator: FlaskClient) -> None:
    failed = _job(error="OSError", attempts=3)
    answer = administrator.post(f"/jobs-board/{failed}/retry")
    assert answer.status_code == 303
    job = db.session.scalars(select(Job).where(Job.id == failed)).one()
    assert job.due_at == clock.now()
    lines = db.session.scalars(select(AuditLine.event)).all()
    assert "system.job_retried" in lines


def test_a_job_that_is_done_is_not_tried_again(administrator: FlaskClient) -> None:
    done = _job(done_at=clock.now())
    administrator.post(f"/jobs-board/{done}/retry")
    text = administrator.get("/jobs-board").get_data(as_text=True)
    assert "already gone through" in text
    assert "system.job_retried" not in db.session.scalars(select(AuditLine.event)).all()


def test_a_job_that_does_not_exist_is_not_found(administrator: FlaskClient) -> None:
    assert administrator.post("/jobs-board/999/retry").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CIVIL_AFFAIRS])
def test_nobody_else_opens_the_board(client: FlaskClient, role: Role) -> None:
    builders.sign_in(client, builders.actor(role))
    assert client.get("/jobs-board").status_code == 403
    assert client.post("/jobs-board/1/retry").status_code == 403


def test_a_job_put_aside_stands_by_itself_and_can_be_tried_again(
    administrator: FlaskClient,
) -> None:
    _job()
    parked = _job(handler="matches.gone", parked_at=clock.now(), error="Undecodable: gone")
    assert _shown(administrator, "/jobs-board?show=parked") == [parked]
    page = administrator.get("/jobs-board?show=parked").get_data(as_text=True)
    assert "Not known to this version" in page
    administrator.post(f"/jobs-board/{parked}/retry")
    assert _shown(administrator, "/jobs-board?show=parked") == []


def test_the_board_is_narrowed_by_what_is_done_and_by_lane(administrator: FlaskClient) -> None:
    told, mailed = _job(), _job(handler="people.mail_written_letter", lane="letters")
    assert _shown(administrator, "/jobs-board?handler=matches.tell_accepted") == [told]
    assert _shown(administrator, "/jobs-board?lane=letters") == [mailed]
    assert "Leave out a filter" in administrator.get("/jobs-board?lane=texts").get_data(
        as_text=True
    )


def test_a_job_that_is_carried_now_is_shown_as_such(administrator: FlaskClient) -> None:
    _job()
    carried = _job(leased_by="somebody", leased_until=clock.now() + timedelta(minutes=1))
    assert _shown(administrator, "/jobs-board?show=running") == [carried]


def test_done_jobs_are_shown_when_they_are_asked_for(administrator: FlaskClient) -> None:
    _job()
    done = _job(done_at=clock.now())
    assert _shown(administrator, "/jobs-board?show=done") == [done]


def test_the_board_is_paged(administrator: FlaskClient) -> None:
    keys = [_job() for _ in range(25)]
    assert _shown(administrator, "/jobs-board?page=2") == keys[20:]


@pytest.mark.parametrize(
    "query", ["show=nothing", "lane=nowhere", "handler=x", "page=-1", "page=x"]
)
def test_a_filter_that_does_not_exist_shows_the_whole_board(
    administrator: FlaskClient, query: str
) -> None:
    owed = _job()
    assert _shown(administrator, f"/jobs-board?{query}") == [owed]


def test_the_board_speaks_chinese(administrator: FlaskClient) -> None:
    _job()
    administrator.set_cookie("language", "zh_Hans_CN")
    assert "通知：帮助者已接受" in administrator.get("/jobs-board").get_data(as_text=True)


def test_an_empty_board_says_so(administrator: FlaskClient) -> None:
    assert "Nothing is owed" in administrator.get("/jobs-board").get_data(as_text=True)

"""The page of the schedule: last and next, what failed, and a yes or no before mass lapsing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.schedule import RunState, ScheduleRun
from tests import builders


@pytest.fixture
def administrator(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))


@pytest.fixture
def officer(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))


def _run(**fields: Any) -> int:
    values = {
        "name": "needs.expire",
        "due_at": clock.now(),
        "try_at": clock.now() + timedelta(minutes=1),
        **fields,
    }
    return builders._add(ScheduleRun(**values))


def _state(key: int) -> ScheduleRun:
    db.session.rollback()
    return db.session.scalars(select(ScheduleRun).where(ScheduleRun.id == key)).one()


def _text(client: FlaskClient, address: str = "/schedule") -> str:
    return client.get(address).get_data(as_text=True)


def test_every_entry_stands_there_before_it_has_run(administrator: FlaskClient) -> None:
    page = _text(administrator)
    assert "Sealing the trail" in page
    assert "Not run yet" in page
    assert "No run fits" in page


def test_a_failed_run_shows_its_error_and_can_be_tried_again(administrator: FlaskClient) -> None:
    key = _run(state=RunState.FAILED, error="OSError: no way out", tries=2)
    assert "OSError: no way out" in _text(administrator)
    assert administrator.post(f"/schedule/{key}/retry").status_code == 303
    assert _state(key).try_at == clock.now()
    assert "system.run_retried" in db.session.scalars(select(AuditLine.event)).all()


def test_a_run_that_has_not_failed_is_not_tried_again(administrator: FlaskClient) -> None:
    key = _run(state=RunState.DONE)
    administrator.post(f"/schedule/{key}/retry")
    assert "has not failed" in _text(administrator)


@pytest.mark.parametrize(
    ("answer", "state"), [("allow", RunState.WAITING), ("dismiss", RunState.DISMISSED)]
)
def test_an_officer_answers_a_run_that_asks(
    officer: FlaskClient, answer: str, state: RunState
) -> None:
    key = _run(state=RunState.ASKING, found=207)
    assert "This would change 207 things at once" in _text(officer)
    officer.post(f"/schedule/{key}/{answer}")
    run = _state(key)
    assert (run.state, run.try_at, run.decided_at) == (state, clock.now(), clock.now())
    assert run.decided_by is not None
    assert "system.run_decided" in db.session.scalars(select(AuditLine.event)).all()


def test_a_run_is_answered_once(officer: FlaskClient) -> None:
    key = _run(state=RunState.ASKING, found=207)
    officer.post(f"/schedule/{key}/dismiss")
    officer.post(f"/schedule/{key}/allow")
    assert "decided on this run already" in _text(officer)
    assert _state(key).state == RunState.DISMISSED


def test_a_run_that_asks_stands_on_today_of_both(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    _run(state=RunState.ASKING, found=207)
    for role in (Role.CIVIL_AFFAIRS, Role.SYSTEM_ADMINISTRATOR):
        builders.sign_in(client, builders.actor(role))
        assert "207 at once, far more than usual" in _text(client, "/today")


def test_nothing_asks_on_an_ordinary_day(officer: FlaskClient) -> None:
    assert "far more than usual" not in _text(officer, "/today")


def test_runs_are_narrowed_by_state_and_paged(administrator: FlaskClient) -> None:
    for minute in range(25):
        _run(state=RunState.DONE, due_at=clock.now() - timedelta(minutes=minute))
    assert "Page 2 of 2" in _text(administrator, "/schedule?state=done&page=2")
    assert "No run fits" in _text(administrator, "/schedule?state=failed")
    assert administrator.get("/schedule?state=nothing&page=x").status_code == 200


def test_a_run_of_an_entry_that_is_gone_is_still_shown(administrator: FlaskClient) -> None:
    _run(name="matches.gone", state=RunState.FAILED, error="OSError")
    assert "matches.gone" in _text(administrator)


def test_the_page_speaks_chinese(administrator: FlaskClient) -> None:
    _run(state=RunState.ASKING, found=207)
    administrator.set_cookie("language", "zh_Hans_CN")
    assert "这次会一下子改动 207 条" in _text(administrator)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CHILD_SUPERVISOR, Role.VOLUNTEER])
def test_nobody_else_opens_the_schedule(client: FlaskClient, role: Role) -> None:
    builders.sign_in(client, builders.actor(role))
    assert client.get("/schedule").status_code == 403
    assert client.post("/schedule/1/allow").status_code == 403


def test_an_officer_does_not_try_runs_again(officer: FlaskClient) -> None:
    key = _run(state=RunState.FAILED, error="OSError")
    assert officer.post(f"/schedule/{key}/retry").status_code == 403


def test_a_run_that_does_not_exist_is_not_found(administrator: FlaskClient) -> None:
    for deed in ("retry", "allow", "dismiss"):
        assert administrator.post(f"/schedule/999/{deed}").status_code == 404

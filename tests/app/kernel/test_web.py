"""What a browser may send that no page of ours ever does, and deeds that are refused."""

from __future__ import annotations

import errno
import sqlite3
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask, get_flashed_messages
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from app import create_app
from app.kernel import fields, web
from app.kernel.access import Role
from app.kernel.errors import Refused
from app.settings import Settings
from tests import builders

HUGE = "9" * 20
BEYOND_TIME = ("9999-12-31", "0001-01-01", "99999-01-01")


class _Form(fields.FormWithHours):
    title = fields.Line("Title", is_needed=True)
    times = fields.WeeklyHours("Times")


def of_sqlite(code: int) -> OperationalError:
    """What SQLAlchemy raises where SQLite answers with this code."""
    told = sqlite3.OperationalError()
    told.sqlite_errorcode = code
    return OperationalError("INSERT", None, told)


def _refuse(field: str | None) -> Any:
    raise Refused("kernel.changed_meanwhile", field=field)


@pytest.fixture
def asked(app: Flask) -> Any:
    with app.test_request_context("/", method="POST"):
        yield lambda **typed: _Form(MultiDict({"title": "x", **typed}))


def test_a_deed_that_is_done_gives_what_came_of_it(asked: Any) -> None:
    assert web.attempt(lambda: "done", form=asked()) == "done"
    assert web.attempt(lambda: "done") == "done"


def test_a_form_that_is_not_whole_is_not_tried(asked: Any) -> None:
    assert web.attempt(lambda: pytest.fail("tried"), form=asked(title="")) is None


@pytest.mark.parametrize(("field", "beside"), [("title", None), ("summary", {"summary": "title"})])
def test_a_refusal_stands_beside_its_question(
    asked: Any, field: str, beside: dict[str, str] | None
) -> None:
    form = asked()
    assert web.attempt(lambda: _refuse(field), form=form, beside=beside) is None
    assert len(form.title.errors) == 1
    assert get_flashed_messages() == []


@pytest.mark.parametrize("field", [None, "nowhere"])
def test_a_refusal_of_no_question_stands_above_the_form(asked: Any, field: str | None) -> None:
    form = asked()
    assert web.attempt(lambda: _refuse(field), form=form) is None
    assert len(form.form_errors) == 1


def test_a_refusal_without_a_form_is_told_on_the_next_page(asked: Any) -> None:
    assert web.attempt(lambda: _refuse("title")) is None
    assert len(get_flashed_messages()) == 1


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.CHILD_DIRECTOR, f"/needs/new?child={HUGE}&category=tutoring"),
        (Role.CHILD_DIRECTOR, f"/children?page={HUGE}"),
        (Role.CHILD_SUPERVISOR, f"/children?page={HUGE}&village={HUGE}"),
        (Role.CHILD_DIRECTOR, f"/raised?page={HUGE}"),
        (Role.CIVIL_AFFAIRS, f"/desk/needs?page={HUGE}"),
        (Role.CIVIL_AFFAIRS, f"/matches?page={HUGE}"),
        (Role.CIVIL_AFFAIRS, f"/vetting?page={HUGE}&q={HUGE}"),
        (Role.AUDITOR, f"/audit?page={HUGE}&account={HUGE}&child={HUGE}"),
        *((Role.AUDITOR, f"/audit?since={day}&until={day}") for day in BEYOND_TIME),
        (Role.SYSTEM_ADMINISTRATOR, f"/accounts?page={HUGE}&q={HUGE}"),
        (Role.SYSTEM_ADMINISTRATOR, f"/jobs-board?page={HUGE}"),
    ],
)
def test_numbers_and_days_beyond_all_bounds_break_no_page(
    client: FlaskClient, role: Role, address: str
) -> None:
    answer = builders.sign_in(client, builders.actor(role)).get(address)
    assert answer.status_code in (200, 303, 404)


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/desk/needs/approve", {"needs": HUGE}),
        ("/matches/approve", {"match": HUGE}),
        ("/needs/1/helpers", {"supply": f"j{HUGE}"}),
        ("/needs/1/helpers", {"supply": "j²"}),
    ],
)
def test_ticks_of_no_row_break_nothing(
    client: FlaskClient, address: str, typed: dict[str, str]
) -> None:
    builders.need()
    officer = builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert officer.post(address, data=typed).status_code in (303, 404)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "no room"), HTTPStatus.INSUFFICIENT_STORAGE),
        (OSError(errno.EFBIG, "no room"), HTTPStatus.INSUFFICIENT_STORAGE),
        (of_sqlite(sqlite3.SQLITE_FULL), HTTPStatus.INSUFFICIENT_STORAGE),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), HTTPStatus.INSUFFICIENT_STORAGE),
        (of_sqlite(sqlite3.SQLITE_BUSY), HTTPStatus.INTERNAL_SERVER_ERROR),
        (OSError(errno.EIO, "broken"), HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_a_full_disk_is_said_and_nothing_else_is_taken_for_one(
    app: Flask, settings: Settings, error: Exception, status: HTTPStatus
) -> None:
    def write() -> str:
        raise error

    site = create_app(settings)
    site.view_functions["site.privacy"] = write
    answer = site.test_client().get("/privacy", headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert ("disk is full" in answer.get_data(as_text=True)) == (status == 507)

"""Coming in, being turned away, and being let out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.people.models import Account
from app.people.passwords import hash_password
from tests import builders
from tests.conftest import NOW

GOOD = "three quiet bridges"


@pytest.fixture
def officer(app: Flask) -> str:
    """The name of an officer who signs in with `GOOD`."""
    who = builders.actor(Role.CIVIL_AFFAIRS, name="shen")
    with unscoped("the test sets a password"):
        row = db.session.scalars(select(Account).where(Account.id == who.account_id)).one()
        row.password_hash = hash_password(GOOD)
    db.session.commit()
    return "shen"


def _try(client: FlaskClient, name: str, password: str, **more: str) -> tuple[int, str]:
    answer = client.post("/sign-in", data={"name": name, "password": password, **more})
    return answer.status_code, answer.get_data(as_text=True)


def _bare(page: str) -> str:
    """A page without its tokens, which change by the second."""
    return re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", page)


def test_the_right_password_opens_today(client: FlaskClient, officer: str) -> None:
    answer = client.post("/sign-in", data={"name": " Shen ", "password": GOOD})
    assert (answer.status_code, answer.location) == (303, "/today")


def test_unknown_name_and_wrong_password_read_the_same(client: FlaskClient, officer: str) -> None:
    wrong = _try(client, officer, "not the password")
    unknown = _try(client, "nobody", "not the password")
    assert wrong[0] == unknown[0] == 422
    assert "登录名或密码不对" in wrong[1]
    assert _bare(wrong[1]).replace(officer, "nobody") == _bare(unknown[1])


def test_what_was_typed_is_kept_but_never_the_password(client: FlaskClient, officer: str) -> None:
    _status, page = _try(client, officer, "not the password")
    assert 'value="shen"' in page
    assert "not the password" not in page


def test_five_failures_close_the_account_for_a_while(client: FlaskClient, officer: str) -> None:
    for _ in range(5):
        _try(client, officer, "not the password")
    assert "暂时不能登录" in _try(client, officer, GOOD)[1]
    with clock.held(NOW + timedelta(minutes=16)):
        assert _try(client, officer, GOOD)[0] == 303


def test_every_attempt_is_in_the_ledger(client: FlaskClient, officer: str) -> None:
    _try(client, officer, "not the password")
    _try(client, officer, GOOD)
    db.session.rollback()
    names = db.session.scalars(select(AuditLine.event).order_by(AuditLine.id)).all()
    assert names == ["people.sign_in_failed", "people.signed_in"]


def test_an_idle_session_ends_and_says_why(client: FlaskClient, officer: str) -> None:
    _try(client, officer, GOOD)
    with clock.held(NOW + timedelta(minutes=31)):
        answer = client.get("/account")
        assert answer.status_code == 303
        assert "/sign-in" in answer.location


def test_a_session_in_use_does_not_end(client: FlaskClient, officer: str) -> None:
    _try(client, officer, GOOD)
    for minutes in (20, 40, 60):
        with clock.held(NOW + timedelta(minutes=minutes)):
            assert client.get("/account").status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(app: Flask, officer: str) -> None:
    here, there = app.test_client(), app.test_client()
    _try(here, officer, GOOD)
    _try(there, officer, GOOD)
    answer = here.post("/account/password", data={"current": GOOD, "new": "four quiet bridges"})
    assert answer.status_code == 303
    assert there.get("/account").status_code == 303
    assert _try(there, officer, "four quiet bridges")[0] == 303


def test_a_place_to_return_to_must_lie_on_this_site(client: FlaskClient, officer: str) -> None:
    answer = client.post("/sign-in?next=//example.org/", data={"name": officer, "password": GOOD})
    assert answer.location == "/today"


def test_who_wanted_a_page_comes_back_to_it(client: FlaskClient, officer: str) -> None:
    asked = client.get("/account")
    assert asked.location == "/sign-in?next=/account"
    answer = client.post(asked.location, data={"name": officer, "password": GOOD})
    assert answer.location == "/account"


def test_the_one_click_door_exists_on_a_demo_site_only(app: Flask, client: FlaskClient) -> None:
    who = builders.actor(Role.AUDITOR)
    settings = app.extensions["settings"]
    closed = type(settings)(
        **{name: getattr(settings, name) for name in settings.__slots__} | {"is_demo": False}
    )
    app.extensions["settings"] = closed
    try:
        assert client.post(f"/demo/sign-in/{who.account_id}").status_code == 404
        assert who.display_name not in client.get("/sign-in").get_data(as_text=True)
    finally:
        app.extensions["settings"] = settings
    assert client.post(f"/demo/sign-in/{who.account_id}").status_code == 303

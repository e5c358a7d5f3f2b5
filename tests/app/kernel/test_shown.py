"""What is shown once: sealed in the database, for one person, for a few minutes."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import text

from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.scope import LEFT, act_as
from app.kernel.shown import forget_shown, take
from tests import builders
from tests.conftest import NOW


def _new_account(client: FlaskClient) -> str:
    answer = client.post("/accounts/new", data={"name": "lu.fang", "display_name": "陆芳"})
    return str(answer.location)


def _password(page: str) -> str | None:
    found = re.search(r"初始密码：(\S+?)。", page)
    return found[1] if found else None


def _cookie(client: FlaskClient) -> str:
    """What anybody reads who gets hold of the cookie: it is signed, not sealed."""
    site, cookie = client.application, client.get_cookie("session")
    assert cookie is not None
    serializer = SecureCookieSessionInterface().get_signing_serializer(site)
    assert serializer is not None
    return json.dumps(serializer.loads(cookie.value))


def _stored(question: str) -> Any:
    """What the database holds, whosever it is."""
    with db.engine.connect().execution_options(**LEFT) as connection:
        return connection.execute(text(question)).scalar_one()


def test_a_first_password_stands_in_no_cookie(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    where = _new_account(client)
    before = _cookie(client)
    password = _password(client.get(where).get_data(as_text=True))
    assert password is not None
    assert password not in before
    assert password not in _cookie(client)


def test_a_first_password_lies_sealed_and_is_gone_once_it_was_shown(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    where = _new_account(client)
    sealed = bytes(_stored("SELECT secret FROM shown_once"))
    password = _password(client.get(where).get_data(as_text=True))
    assert password is not None
    assert password.encode() not in sealed
    assert _password(client.get(where).get_data(as_text=True)) is None
    assert _stored("SELECT count(*) FROM shown_once") == 0


def test_another_administrator_does_not_see_it(app: Flask, client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    where = _new_account(client)
    other = builders.sign_in(app.test_client(), builders.actor(Role.SYSTEM_ADMINISTRATOR))
    assert _password(other.get(where).get_data(as_text=True)) is None
    assert _password(client.get(where).get_data(as_text=True)) is not None


def test_what_nobody_fetched_in_time_is_not_shown_and_is_forgotten(client: FlaskClient) -> None:
    who = builders.actor(Role.SYSTEM_ADMINISTRATOR)
    builders.sign_in(client, who)
    where = _new_account(client)
    with clock.held(NOW + timedelta(minutes=11)):
        assert _password(client.get(where).get_data(as_text=True)) is None
        client.post(f"{where}/password")
        with client.application.app_context():
            act_as(SYSTEM)
            assert forget_shown(clock.now()) == 1
        assert _stored("SELECT count(*) FROM shown_once") == 1


def test_a_visitor_is_shown_nothing(app: Flask) -> None:
    assert take("people.first_password", 1) is None

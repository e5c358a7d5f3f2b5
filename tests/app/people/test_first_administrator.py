"""The first person who can sign in: by a link that works once, made at the machine itself."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.people.models import Account, OneTimeLink
from tests import builders
from tests.app.people.builders import GOOD, enter, ledger
from tests.conftest import NOW


def _ask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["people", "administrator", *arguments])


def _link(app: Flask, *arguments: str) -> str:
    """The path of the printed link."""
    result = _ask(app, *arguments)
    assert result.exit_code == 0, result.output
    address = app.extensions["settings"].public_url
    found = re.search(rf"{re.escape(address)}(/activate/\S+)", result.output)
    assert found is not None
    return found[1]


def _open(client: FlaskClient, path: str, password: str = GOOD) -> int:
    return client.post(path, data={"password": password}).status_code


def test_the_link_leads_to_a_page_that_opens_the_account(app: Flask, client: FlaskClient) -> None:
    path = _link(app, "Shen.Yue")
    assert "shen.yue" in client.get(path).get_data(as_text=True)
    assert client.post(path, data={"password": GOOD}).location == "/sign-in"
    assert enter(client, "shen.yue").location == "/today"
    assert client.get("/accounts").status_code == 200
    assert [event for event, _reason in ledger()] == [
        "people.administrator_appointed",
        "people.account_activated",
        "people.signed_in",
    ]


def test_only_the_links_digest_is_kept(app: Flask) -> None:
    token = _link(app, "shen.yue").rpartition("/")[2]
    with unscoped("a test looks at the link"):
        (link,) = db.session.scalars(select(OneTimeLink)).all()
    assert link.digest == hashlib.sha256(token.encode()).hexdigest()


def test_nobody_signs_in_before_the_link_was_used(app: Flask, client: FlaskClient) -> None:
    _link(app, "shen.yue")
    for password in ("unusable", GOOD):
        assert enter(client, "shen.yue", password).status_code == 422


def test_a_link_works_once(app: Flask, client: FlaskClient) -> None:
    path = _link(app, "shen.yue")
    assert _open(client, path) == 303
    assert _open(client, path, "another four words") == 410
    assert client.get(path).status_code == 410
    assert enter(client, "shen.yue").status_code == 303


def test_a_link_runs_out_after_a_day(app: Flask, client: FlaskClient) -> None:
    path = _link(app, "shen.yue")
    with clock.held(NOW + timedelta(hours=24)):
        assert client.get(path).status_code == 410
        assert _open(client, path) == 410


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "赵", "x" * 3_000])
def test_a_link_that_never_was_looks_like_one_that_is_over(client: FlaskClient, token: str) -> None:
    assert client.get(f"/activate/{token}").status_code == 410
    assert _open(client, f"/activate/{token}") == 410


@pytest.mark.parametrize("password", ["", "short", "shen.yue shen.yue", "aaaaaaaaaaaa"])
def test_a_weak_password_is_refused_and_the_link_goes_on_working(
    app: Flask, client: FlaskClient, password: str
) -> None:
    path = _link(app, "shen.yue")
    answer = client.post(path, data={"password": password})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.get_data(as_text=True)
    assert _open(client, path) == 303


def test_a_lost_link_is_replaced_and_stops_working(app: Flask, client: FlaskClient) -> None:
    lost, fresh = _link(app, "shen.yue"), _link(app, "shen.yue")
    assert client.get(lost).status_code == 410
    assert _open(client, fresh) == 303


def test_once_somebody_can_sign_in_another_needs_a_reason(app: Flask, client: FlaskClient) -> None:
    _open(client, _link(app, "shen.yue"))
    refused = _ask(app, "lu.fang")
    assert refused.exit_code == 1
    assert "--another" in refused.output
    path = _link(app, "lu.fang", "--another", "second_person")
    assert _open(client, path) == 303
    db.session.rollback()
    lines = db.session.scalars(
        select(AuditLine).where(AuditLine.event == "people.administrator_appointed")
    ).all()
    assert [line.payload["reason"] for line in lines] == [None, "second_person"]
    assert {line.role for line in lines} == {Role.SYSTEM}


def test_an_administrator_whose_appointment_is_over_looks_after_nothing(
    app: Flask, client: FlaskClient
) -> None:
    builders.actor(Role.AUDITOR)
    assert _ask(app, "shen.yue").exit_code == 0


def test_a_reason_is_one_of_a_list(app: Flask) -> None:
    assert _ask(app, "shen.yue", "--another", "because").exit_code == 2


@pytest.mark.parametrize(
    "arguments", [("a b",), ("",), ("x",), ("../etc",), ("shen.yue", "not an address")]
)
def test_a_name_or_address_of_another_shape_is_refused(
    app: Flask, arguments: tuple[str, ...]
) -> None:
    assert _ask(app, *arguments).exit_code == 2
    assert ledger() == []


def test_a_name_that_somebody_has_is_refused(app: Flask) -> None:
    builders.actor(Role.AUDITOR, name="shen.yue")
    result = _ask(app, "shen.yue")
    assert result.exit_code == 1
    assert "signs in with this name already" in result.output


def test_the_account_has_the_address_and_the_name_that_were_given(app: Flask) -> None:
    _link(app, "shen.yue", "shen@example.org", "--called", "沈月")
    with unscoped("a test looks at an account"):
        account = db.session.scalars(select(Account)).one()
    assert (account.email, account.display_name) == ("shen@example.org", "沈月")


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_both_pages_speak_both_languages(app: Flask, client: FlaskClient, language: str) -> None:
    client.set_cookie("language", language)
    assert client.get(_link(app, "shen.yue")).status_code == 200
    assert client.get("/activate/x").status_code == 410

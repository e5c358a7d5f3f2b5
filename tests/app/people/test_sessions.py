"""Failures are counted, sessions are fresh, and they end with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.kernel import clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.pages import limiter
from app.people.events import SignedIn
from app.settings import Settings
from tests import builders
from tests.app.people.builders import GOOD, change, enter, ledger, row, second_hat, with_password
from tests.conftest import NOW


def test_the_fifth_failure_in_a_row_says_until_when(client: FlaskClient) -> None:
    with_password(Role.AUDITOR)
    pages = [enter(client, password="not the password").get_data(as_text=True) for _ in range(5)]
    assert ["10:15" in page for page in pages] == [False, False, False, False, True]


def test_a_success_forgets_the_failures_before_it(client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    for _ in range(4):
        enter(client, password="not the password")
    enter(client)
    assert (row(who).failures, row(who).locked_until) == (0, None)


def test_counting_begins_again_after_the_lock_has_run_out(client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    for _ in range(5):
        enter(client, password="not the password")
    with clock.held(NOW + timedelta(minutes=16)):
        enter(client, password="not the password")
        assert (row(who).failures, row(who).locked_until) == (1, None)


def test_a_locked_account_is_closed_to_the_right_password_too(client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    change(who, failures=5, locked_until=NOW + timedelta(minutes=3))
    assert enter(client).status_code == 422
    assert ledger() == [("people.sign_in_failed", "locked")]


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("nobody", GOOD, "unknown_name"),
        ("shen", "not the password", "wrong_password"),
    ],
)
def test_each_failure_is_kept_with_its_reason(
    client: FlaskClient, name: str, password: str, reason: str
) -> None:
    with_password(Role.AUDITOR)
    enter(client, name, password)
    assert ledger() == [("people.sign_in_failed", reason)]


def test_a_closed_account_reads_like_a_wrong_password(client: FlaskClient) -> None:
    change(with_password(Role.AUDITOR), is_active=False)
    answer = enter(client)
    assert answer.status_code == 422
    assert "登录名或密码不对" in answer.get_data(as_text=True)
    assert ledger() == [("people.sign_in_failed", "inactive")]


def test_an_account_without_a_role_of_today_is_told_so(client: FlaskClient) -> None:
    who = builders.actor(Role.AUDITOR)
    change(who, name="shen", password_hash=row(with_password(Role.AUDITOR, name="x")).password_hash)
    with builders.world():
        for hat in row(who).appointments:
            hat.until_on = date(2026, 3, 12)
    assert "目前没有岗位" in enter(client).get_data(as_text=True)


def test_what_was_planted_in_a_session_is_gone_after_signing_in(client: FlaskClient) -> None:
    with_password(Role.AUDITOR)
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["csrf_token"] = "known to somebody else"
    enter(client)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != "known to somebody else"


def test_an_idle_session_ends_and_the_sign_in_page_says_why_once(client: FlaskClient) -> None:
    with_password(Role.AUDITOR)
    enter(client)
    with clock.held(NOW + timedelta(minutes=31)):
        asked = client.get("/account")
        assert asked.location == "/sign-in?next=/account"
        assert "离开超过 30 分钟" in client.get(asked.location).get_data(as_text=True)
        assert "离开超过 30 分钟" not in client.get("/sign-in").get_data(as_text=True)


def test_a_role_that_ends_ends_the_session_that_wears_it(client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    enter(client)
    with builders.world():
        row(who).appointments[0].until_on = date(2026, 3, 12)
    asked = client.get("/account")
    assert asked.status_code == 303
    assert "密码或岗位有变动" in client.get(asked.location).get_data(as_text=True)


def test_signing_out_is_kept_and_closes_the_pages(client: FlaskClient) -> None:
    with_password(Role.AUDITOR)
    enter(client)
    assert client.post("/sign-out").status_code == 303
    assert client.get("/account").status_code == 303
    assert [event for event, _ in ledger()] == [SignedIn.NAME, "people.signed_out"]


def test_somebody_with_two_roles_is_asked_which_and_comes_to_the_wanted_page(
    client: FlaskClient,
) -> None:
    who = with_password(Role.CHILD_DIRECTOR)
    hat = second_hat(who, Role.CHILD_SUPERVISOR, place=builders.VILLAGE[:9])
    answer = client.post("/sign-in?next=/account", data={"name": "shen", "password": GOOD})
    assert answer.location == "/hats?next=/account"
    page = client.get(answer.location).get_data(as_text=True)
    assert "儿童主任" in page
    assert "儿童督导员" in page
    chosen = client.post(f"/hats/{hat}?next=/account")
    assert chosen.location == "/account"
    assert "儿童督导员" in client.get("/account").get_data(as_text=True)
    assert ledger()[-1] == ("people.hat_changed", None)


def test_a_role_that_is_over_cannot_be_put_on(client: FlaskClient) -> None:
    who = with_password(Role.CHILD_DIRECTOR)
    hat = second_hat(who, Role.CIVIL_AFFAIRS, until_on=date(2026, 3, 12))
    enter(client)
    assert client.post(f"/hats/{hat}").location == "/hats"
    assert client.get("/accounts").status_code == 403
    assert [event for event, _ in ledger()] == [SignedIn.NAME]


def test_the_role_of_somebody_else_does_not_exist(client: FlaskClient) -> None:
    with_password(Role.CHILD_DIRECTOR)
    other = builders.actor(Role.CIVIL_AFFAIRS)
    hat = second_hat(other, Role.AUDITOR)
    enter(client)
    assert client.post(f"/hats/{hat}").status_code == 404


@pytest.mark.parametrize(
    "target", ["//example.org", "/\\example.org", "/\t/example.org", "https://example.org"]
)
def test_signing_in_never_leads_off_the_site(client: FlaskClient, target: str) -> None:
    with_password(Role.AUDITOR)
    answer = client.post(
        "/sign-in", query_string={"next": target}, data={"name": "shen", "password": GOOD}
    )
    assert answer.location == "/today"


def test_the_demo_door_changes_the_person_at_once(client: FlaskClient) -> None:
    first, second = builders.actor(Role.AUDITOR), builders.actor(Role.SYSTEM_ADMINISTRATOR)
    builders.sign_in(client, first)
    builders.sign_in(client, second)
    assert second.display_name in client.get("/account").get_data(as_text=True)


def test_the_demo_door_of_nobody_does_not_exist(client: FlaskClient) -> None:
    assert client.post("/demo/sign-in/4711").status_code == 404


def test_the_demo_page_shows_one_card_a_role_and_finds_the_others(
    app: Flask, client: FlaskClient
) -> None:
    first = builders.actor(Role.AUDITOR)
    other = builders.actor(Role.AUDITOR)
    page = client.get("/sign-in").get_data(as_text=True)
    assert f"/demo/sign-in/{first.account_id}" in page
    assert f"/demo/sign-in/{other.account_id}" not in page
    found = client.get(f"/sign-in?q={other.display_name}").get_data(as_text=True)
    assert f"/demo/sign-in/{other.account_id}" in found


def test_a_name_is_never_markup(client: FlaskClient) -> None:
    who = builders.actor(Role.AUDITOR)
    change(who, display_name="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/sign-in").get_data(as_text=True)
    builders.sign_in(client, who)
    assert "<script>alert" not in client.get("/account").get_data(as_text=True)


@pytest.mark.parametrize(("language", "words"), [("en", "Sign in"), ("zh_Hans_CN", "登录")])
def test_the_door_speaks_both_languages(client: FlaskClient, language: str, words: str) -> None:
    client.set_cookie("language", language)
    assert f"<h1>{words}</h1>" in client.get("/sign-in").get_data(as_text=True)
    assert client.get("/join").status_code == 200


def test_signing_in_too_often_from_one_place_waits(app: Flask, settings: Settings) -> None:
    limited = create_app(replace(settings, is_limited=True))
    limited.config["WTF_CSRF_ENABLED"] = False
    try:
        with limited.app_context():
            client = limited.test_client()
            codes = [enter(client, "nobody", "x").status_code for _ in range(21)]
    finally:
        limiter.reset()
        with limited.app_context():
            db.engine.dispose()
    assert codes == [422] * 20 + [429]

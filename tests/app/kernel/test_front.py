"""What a request meets before any room: hosts, proxies, limits, who may see the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app import MOST_BYTES, MOST_TYPED_BYTES, create_app
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.front import is_internal, source
from app.kernel.site_mark import Kind, SiteMark
from app.settings import Settings
from tests.app.people.builders import GOOD, with_password

Make = Callable[..., FlaskClient]
REAL = {
    "is_demo": False,
    "is_https": True,
    "public_url": "https://tongqiao.example.org",
    "smtp_url": "smtp://127.0.0.1:1",
}
VISITOR = {"X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def other(app: Flask, settings: Settings) -> Iterator[Make]:
    """The same database behind a site with other settings."""
    with _sites(settings) as make:
        yield make


@contextmanager
def _sites(settings: Settings) -> Iterator[Make]:
    made: list[Flask] = []

    def make(**changed: Any) -> FlaskClient:
        site = create_app(replace(settings, **changed))
        site.config["WTF_CSRF_ENABLED"] = False
        _mark(Kind.DEMO if site.extensions["settings"].is_demo else Kind.REAL)
        made.append(site)
        return site.test_client()

    yield make
    _mark(Kind.DEMO)
    # The limiter is one for all sites of a process: leave it as the tests' own site set it up.
    create_app(settings)


def _mark(kind: Kind) -> None:
    db.session.execute(update(SiteMark).values(kind=kind))
    db.session.commit()


def test_a_forged_host_is_answered_by_a_bare_line(other: Make) -> None:
    client = other(**REAL)
    answer = client.get("/", headers={"Host": "elsewhere.example.com"})
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert "elsewhere" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["tongqiao.example.org", "127.0.0.1:8001", "localhost"])
def test_the_sites_own_host_and_the_machine_itself_are_answered(other: Make, host: str) -> None:
    assert other(**REAL).get("/how", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/css/base.css", "/no-such-page", "/sign-in"])
def test_a_forged_host_reaches_nothing(other: Make, path: str) -> None:
    answer = other(**REAL).get(path, headers={"Host": "elsewhere.example.com"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("is_wide", "header"),
    [(False, "max-age=31536000"), (True, "max-age=31536000; includeSubDomains")],
)
def test_neighbouring_hosts_are_only_promised_when_told(
    other: Make, is_wide: bool, header: str
) -> None:
    answer = other(**REAL, hsts_subdomains=is_wide).get("/how")
    assert answer.headers["Strict-Transport-Security"] == header


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_a_visitors_address_is_believed_from_as_many_proxies_as_there_are(
    settings: Settings, proxies: int, seen: str
) -> None:
    site = create_app(replace(settings, proxies=proxies))
    found = []
    site.before_request_funcs.setdefault(None, []).insert(0, lambda: found.append(source()))
    site.test_client().get("/how", headers=VISITOR)
    assert found == [seen]


def test_a_household_of_many_addresses_is_one_source(site: Flask) -> None:
    seen = set()
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"):
        with site.test_request_context(environ_base={"REMOTE_ADDR": address}):
            seen.add(source())
    assert len(seen) == 1


TOKEN = "ab3d9c41e07f5526814c"


@pytest.mark.parametrize(
    ("address", "headers", "is_told"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("127.0.0.1", VISITOR, False),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, False),
        ("203.0.113.7", {}, False),
        ("", {}, False),
        ("203.0.113.7", {"Authorization": f"Bearer {TOKEN}"}, True),
        ("203.0.113.7", {"Authorization": "Bearer wrong"}, False),
        ("127.0.0.1", {"Authorization": "Bearer wr\xf6ng"}, False),
    ],
)
def test_figures_are_for_the_machine_and_for_who_holds_the_token(
    settings: Settings, address: str, headers: dict[str, str], is_told: bool
) -> None:
    site = create_app(replace(settings, metrics_token=TOKEN))
    with site.test_request_context(environ_base={"REMOTE_ADDR": address}, headers=headers):
        assert is_internal() is is_told


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_from_elsewhere_the_probes_do_not_exist(other: Make, path: str) -> None:
    client = other(**REAL)
    assert client.get(path).status_code == 200
    assert client.get(path, headers=VISITOR).status_code == 404


def _try(client: FlaskClient, password: str) -> int:
    return client.post("/sign-in", data={"name": "shen", "password": password}).status_code


def test_right_passwords_from_one_office_are_not_counted(other: Make) -> None:
    with_password(Role.AUDITOR)
    client = other(is_limited=True)
    for _ in range(25):
        assert _try(client, GOOD) == 303
        client.post("/sign-out")


def test_wrong_tries_from_one_address_are_stopped_and_another_is_not(
    other: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = other(**REAL, is_limited=True, proxies=1)
    monkeypatch.setattr("app.people.actions.options.value", lambda _name: 1_000)
    with_password(Role.AUDITOR)
    tries = [
        client.post("/sign-in", data={"name": "shen", "password": "wrong"}, headers=VISITOR)
        for _ in range(21)
    ]
    assert [one.status_code for one in tries] == [*[422] * 20, 429]
    elsewhere = {"X-Forwarded-For": "203.0.113.8"}
    again = client.post("/sign-in", data={"name": "shen", "password": GOOD}, headers=elsewhere)
    assert again.status_code == 303


def test_while_the_store_of_limits_is_away_each_process_counts_for_itself(other: Make) -> None:
    client = other(is_limited=True, limits_url="redis://127.0.0.1:1/0")
    assert [_try(client, "wrong") for _ in range(21)][-2:] == [422, 429]


def test_a_form_behind_a_token_is_taken_over_tls_without_a_referrer(
    app: Flask, settings: Settings
) -> None:
    site = create_app(replace(settings, **REAL, proxies=1))
    _mark(Kind.REAL)
    client = site.test_client()
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    page = client.get("/sign-in", headers=headers, base_url="https://tongqiao.example.org")
    token = page.get_data(as_text=True).partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(
        "/sign-in",
        data={"csrf_token": token, "name": "nobody", "password": "nothing"},
        headers=headers,
        base_url="https://tongqiao.example.org",
    )
    assert answer.status_code == 422


def test_what_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"name": "x" * MOST_BYTES, "password": "x"})
    assert answer.status_code == 413
    long = {"name": "x" * (MOST_TYPED_BYTES + 1)}
    assert client.post("/sign-in", data=long, content_type="multipart/form-data").status_code == 413

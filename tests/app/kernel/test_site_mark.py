"""A demo is served only from a demo's database and only on this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from app import create_app
from app.demo.commands import fill
from app.kernel import site_mark
from app.kernel.access import VISITOR, Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.site_mark import Kind, SiteMark, WrongSite
from app.people import actions
from app.settings import Settings
from tests import builders


def _mark(kind: Kind | None) -> None:
    db.session.execute(delete(SiteMark))
    if kind is not None:
        site_mark.write(kind)
    db.session.commit()


@pytest.fixture(autouse=True)
def _mark_of_every_test(app: Flask) -> Any:
    yield
    _mark(Kind.DEMO)


def _answer(settings: Settings, address: str = "http://localhost", **options: Any) -> Any:
    """The first answer of a site that has just been started."""
    site = create_app(settings)
    client = site.test_client()
    return client.get("/how", base_url=address, **options)


@pytest.mark.parametrize("kind", [Kind.REAL, None])
def test_a_demo_is_not_served_from_another_database(
    app: Flask, settings: Settings, kind: Kind | None
) -> None:
    _mark(kind)
    answer = _answer(settings)
    assert answer.status_code == 503
    assert "not marked as a demo" in answer.get_data(as_text=True)


def test_a_demos_people_are_not_served_as_real_ones(app: Flask, settings: Settings) -> None:
    answer = _answer(replace(settings, is_demo=False))
    assert answer.status_code == 503
    assert "fictional people" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "is_demo"), [(Kind.REAL, False), (None, False), (Kind.DEMO, True)]
)
def test_settings_and_database_that_agree_are_served(
    app: Flask, settings: Settings, kind: Kind | None, is_demo: bool
) -> None:
    _mark(kind)
    assert _answer(replace(settings, is_demo=is_demo)).status_code == 200


@pytest.mark.parametrize("source", ["192.168.1.9", "2001:db8::1", "0.0.0.0"])
def test_a_demo_answers_on_this_machine_alone(app: Flask, settings: Settings, source: str) -> None:
    answer = _answer(settings, environ_base={"REMOTE_ADDR": source})
    assert answer.status_code == 503
    assert "this machine alone" in answer.get_data(as_text=True)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_a_demo_does_not_answer_through_a_proxy(
    app: Flask, settings: Settings, header: str
) -> None:
    assert _answer(settings, headers={header: "127.0.0.1"}).status_code == 503


@pytest.mark.parametrize("address", ["http://tongqiao.example", "http://machine.test:8000"])
def test_a_demo_is_not_found_under_a_public_name(
    app: Flask, settings: Settings, address: str
) -> None:
    assert _answer(settings, address).status_code in (400, 503)


@pytest.mark.parametrize("kind", [Kind.REAL, None])
def test_one_click_never_opens_a_door_of_a_real_site(app: Flask, kind: Kind | None) -> None:
    someone = builders.actor(Role.CIVIL_AFFAIRS)
    _mark(kind)
    with pytest.raises(Refused, match=r"people\.not_a_demo"):
        actions.enter_demo(VISITOR, someone.account_id or 0)


@pytest.mark.parametrize(("before", "after"), [(Kind.REAL, Kind.DEMO), (Kind.DEMO, Kind.REAL)])
def test_a_mark_is_never_changed(app: Flask, before: Kind, after: Kind) -> None:
    _mark(before)
    with pytest.raises(WrongSite):
        site_mark.write(after)
    assert site_mark.kind() is before


def test_the_first_person_who_comes_in_makes_the_site_real(app: Flask) -> None:
    _mark(None)
    administrator = builders.actor(Role.SYSTEM_ADMINISTRATOR)
    actions.open_account(
        administrator,
        name="first.one",
        display_name="甲",
        email=None,
        password="木桥边的三棵老柳树 42",
    )
    assert site_mark.kind() is Kind.REAL


def test_a_demo_is_not_filled_where_real_people_are(app: Flask) -> None:
    _mark(Kind.REAL)
    answer = app.test_cli_runner().invoke(fill)
    assert answer.exit_code == 1
    assert "real people" in answer.output


def test_a_demo_is_not_filled_where_unmarked_people_are(app: Flask) -> None:
    builders.actor(Role.CIVIL_AFFAIRS)
    _mark(None)
    answer = app.test_cli_runner().invoke(fill)
    assert answer.exit_code == 1
    assert "real people" in answer.output

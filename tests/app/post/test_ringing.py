"""Where no text goes out somebody rings: the director her families, an officer the helpers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock, jobs
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.post.actions import Reach, send_text
from app.post.models import TextMessage, TextState
from tests import builders
from tests.app.post.test_channels import tell, texts

FAMILY = Reach(
    name="沈阿婆",
    mobile="14200000005",
    rung_by=Role.CHILD_DIRECTOR,
    village_code=builders.VILLAGE,
)


@pytest.fixture(autouse=True)
def _without_carrier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.post.texts.has_carrier", lambda _settings: False)


def ask_family() -> int:
    send_text(SYSTEM, key="consent-1", about="consent_asked", to=FAMILY, body="链接")
    jobs.run_due()
    return texts()[-1].id


def today(client: FlaskClient, reader: Actor) -> str:
    builders.sign_in(client, reader)
    return client.get("/today").get_data(as_text=True)


def test_the_director_sees_whom_to_ring_with_number_and_reason(app: Flask, client: FlaskClient):
    ask_family()
    page = today(client, builders.actor(Role.CHILD_DIRECTOR))
    assert "本站没有短信网关" in page
    for said in ("沈阿婆", "tel:14200000005", "家里要答复"):
        assert said in page
    assert "链接</" not in page


def test_each_number_shown_is_a_noted_look(app: Flask, client: FlaskClient):
    ask_family()
    today(client, builders.actor(Role.CHILD_DIRECTOR))
    with unscoped("a test looks"):
        looks = db.session.scalars(select(AuditLine).where(AuditLine.event == LOOKED)).all()
    assert [(look.payload["of"], fields_of(look)) for look in looks] == [
        ("TextMessage", ("name", "mobile"))
    ]


def test_no_other_director_and_no_officer_sees_a_family(app: Flask, client: FlaskClient):
    key = ask_family()
    others = (
        builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE),
        builders.actor(Role.CIVIL_AFFAIRS),
    )
    for other in others:
        assert "14200000005" not in today(client, other)
        assert client.post(f"/to-ring/{key}/reached").status_code == 404
    assert texts()[0].state == TextState.NO_CARRIER


def test_the_officer_rings_a_volunteer(app: Flask, client: FlaskClient):
    tell(builders.volunteer(), "match_invited")
    page = today(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert "tel:14200000002" in page
    assert "有一份邀请等答复" in page


def test_the_officer_rings_an_organisation(app: Flask, client: FlaskClient):
    tell(builders.member(builders.organization()), "match_invited")
    assert "tel:14200000003" in today(client, builders.actor(Role.CIVIL_AFFAIRS))


def test_a_familys_returned_wish_is_rung_by_its_director(app: Flask, client: FlaskClient):
    guardian_id = builders.guardian(mobile="14200000006")
    tell(builders.actor(Role.GUARDIAN, guardian_id=guardian_id), "need_returned")
    assert "tel:14200000006" in today(client, builders.actor(Role.CHILD_DIRECTOR))


def test_a_call_is_noted_once(app: Flask, client: FlaskClient):
    key = ask_family()
    builders.sign_in(client, builders.actor(Role.CHILD_DIRECTOR))
    assert client.post(f"/to-ring/{key}/reached").status_code == 303
    (text,) = texts()
    assert (text.state, text.rung_at) == (TextState.REACHED, clock.now())
    assert "14200000005" not in client.get("/to-ring").get_data(as_text=True)
    client.post(f"/to-ring/{key}/not-answered")
    assert texts()[0].state == TextState.REACHED
    with unscoped("a test looks"):
        noted = db.session.scalars(select(AuditLine.event).where(AuditLine.event == "post.rung"))
        assert len(noted.all()) == 1


def test_who_does_not_answer_stays_on_the_list(app: Flask, client: FlaskClient):
    key = ask_family()
    builders.sign_in(client, builders.actor(Role.CHILD_DIRECTOR))
    client.post(f"/to-ring/{key}/not-answered")
    page = client.get("/to-ring").get_data(as_text=True)
    assert "没人接" in page
    assert "上次打电话" in page


def test_after_a_week_nobody_is_asked_to_ring_any_more(app: Flask, client: FlaskClient):
    ask_family()
    with builders.world():
        db.session.scalars(select(TextMessage)).one().created_at = builders.days_ago(8)
    assert "14200000005" not in today(client, builders.actor(Role.CHILD_DIRECTOR))


def test_the_letter_says_that_its_text_was_not_sent(app: Flask, client: FlaskClient):
    volunteer = builders.volunteer()
    tell(volunteer, "match_invited")
    builders.sign_in(client, volunteer)
    page = client.get(f"/inbox/{texts()[0].letter_id}").get_data(as_text=True)
    assert "没有发出：本站没有短信网关" in page

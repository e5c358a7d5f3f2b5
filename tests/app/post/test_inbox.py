"""The inbox: one's own letters, read by a deed, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock, jobs
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.scope import act_as, unscoped
from app.post.actions import Reach, send_text
from app.post.models import Letter
from app.post.queries import unread_count
from app.settings import Settings
from tests import builders
from tests.app.post.samples import LETTERS


def letter(reader: Actor, event: str = "posting_verified", **fields: object) -> int:
    number = next(builders._numbers)
    values = {
        "account_id": reader.account_id,
        "key": f"k{number}",
        "event": event,
        "values": LETTERS[event][0],
        "link": "/postings",
        "created_at": clock.now(),
        **fields,
    }
    return builders._add(Letter(**values))


def read_at(letter_id: int) -> object:
    with unscoped("a test looks"):
        return db.session.scalars(select(Letter.read_at).where(Letter.id == letter_id)).one()


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_inbox_shows_ones_own_letters(app: Flask, client: FlaskClient, language: str):
    me, other = builders.actor(Role.VOLUNTEER), builders.actor(Role.VOLUNTEER)
    letter(me, "need_approved")
    letter(other, "posting_returned")
    builders.sign_in(client, me)
    client.set_cookie("language", language)
    page = client.get("/inbox").get_data(as_text=True)
    assert ("需求已批准" if language == "zh_Hans_CN" else "A need is approved") in page
    assert ("退回修改" if language == "zh_Hans_CN" else "Returned to you") not in page


def test_somebody_elses_letter_is_as_good_as_missing(app: Flask, client: FlaskClient):
    mine, theirs = builders.actor(Role.VOLUNTEER), letter(builders.actor(Role.VOLUNTEER))
    builders.sign_in(client, mine)
    assert client.get(f"/inbox/{theirs}").status_code == 404
    assert client.post(f"/inbox/{theirs}/open").status_code == 404
    assert client.get("/inbox/999999").status_code == 404
    assert read_at(theirs) is None


def test_looking_at_a_letter_changes_nothing(app: Flask, client: FlaskClient):
    me = builders.actor(Role.VOLUNTEER)
    key = letter(me)
    builders.sign_in(client, me)
    assert client.get(f"/inbox/{key}").status_code == 200
    assert read_at(key) is None


def test_following_a_letter_puts_it_away_and_leads_to_its_page(app: Flask, client: FlaskClient):
    me = builders.actor(Role.VOLUNTEER)
    key = letter(me, link="/needs/5")
    builders.sign_in(client, me)
    answer = client.post(f"/inbox/{key}/open")
    assert answer.status_code == 303
    assert answer.location == "/needs/5"
    assert read_at(key) is not None


def test_all_letters_are_put_away_at_once_but_only_ones_own(app: Flask, client: FlaskClient):
    me, other = builders.actor(Role.VOLUNTEER), builders.actor(Role.VOLUNTEER)
    mine, theirs = [letter(me), letter(me)], letter(other)
    builders.sign_in(client, me)
    assert client.post("/inbox/read").status_code == 303
    assert all(read_at(key) for key in mine)
    assert read_at(theirs) is None


def test_unread_letters_stand_before_read_ones(app: Flask, client: FlaskClient):
    me = builders.actor(Role.VOLUNTEER)
    letter(me, "need_approved", read_at=clock.now())
    letter(me, "posting_returned", created_at=builders.days_ago(5))
    builders.sign_in(client, me)
    page = client.get("/inbox").get_data(as_text=True)
    assert page.index("退回修改") < page.index("需求已批准")


def test_the_unread_letters_are_counted_for_their_reader(app: Flask):
    me, other = builders.actor(Role.VOLUNTEER), builders.actor(Role.VOLUNTEER)
    letter(me)
    letter(me, read_at=clock.now())
    letter(other)
    with app.app_context():
        act_as(me)
        assert unread_count(me) == 1


def test_a_visitor_is_asked_to_sign_in(app: Flask, client: FlaskClient):
    assert "/sign-in" in client.get("/inbox").location


def test_a_demo_shows_what_it_mailed_and_texted_with_links_to_click(
    app: Flask, client: FlaskClient
):
    send_text(
        SYSTEM,
        key="consent-1",
        about="consent_asked",
        to=Reach(name="沈阿婆", mobile="14200000001"),
        body="请点开答复：http://127.0.0.1:8000/c/abc_DEF-123",
    )
    jobs.run_due()
    page = client.get("/demo/outbox").get_data(as_text=True)
    assert '<a href="/c/abc_DEF-123">http://127.0.0.1:8000/c/abc_DEF-123</a>' in page
    assert "14200000001" in page


def test_a_real_site_has_no_outbox(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, settings: Settings
):
    import dataclasses

    monkeypatch.setitem(app.extensions, "settings", dataclasses.replace(settings, is_demo=False))
    assert client.get("/demo/outbox").status_code == 404

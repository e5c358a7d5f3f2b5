"""What is typed into a long form is kept for its author, offered again, and gone when it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from app.kernel import clock, drafts, once
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.drafts import Draft, prune_drafts
from app.kernel.longforms import LONG_FORMS
from app.kernel.pruning import prune
from app.kernel.scope import act_as, unscoped
from app.needs.models import Need
from tests import builders
from tests.app.needs.builders import typed
from tests.app.needs.pages import new
from tests.conftest import NOW

NOTE = "奶奶夜里一个人，孩子写字看不清。"
OFFERED, TAKEN = "您在这一页已经填过一部分", "这是您上次填的内容"


@pytest.fixture
def director(app: Flask, client: FlaskClient) -> Actor:
    who = builders.actor(Role.CHILD_DIRECTOR)
    builders.sign_in(client, who)
    return who


@pytest.fixture
def address(app: Flask) -> str:
    return new(builders.child())


@pytest.fixture
def guarded(app: Flask, director: Actor) -> Iterator[None]:
    """Forms need their tokens, as on a real site, once the director has come in."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def hidden(page: str, name: str) -> str:
    """The hidden value of this name in the page's long form."""
    form = page.partition("data-draft=")[2] or page
    found = re.search(rf'name="{name}" value="([^"]+)"', form)
    assert found is not None, name
    return found[1]


def mark_of(page: str) -> str:
    found = re.findall(r'name="draft_mark" value="([^"]+)"', page)
    assert found
    return str(found[-1])


def keep(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    page = client.get(address).text
    data = {**fields, "draft_mark": mark_of(page), "once": hidden(page, "once")}
    return client.post("/drafts", data=data)


def count() -> int:
    db.session.rollback()
    with unscoped("a test counts"):
        return db.session.scalar(select(func.count()).select_from(Draft)) or 0


def needs() -> int:
    db.session.rollback()
    with unscoped("a test counts"):
        return db.session.scalar(select(func.count()).select_from(Need)) or 0


def test_what_was_begun_is_offered_and_taken_up(
    client: FlaskClient, director: Actor, address: str
) -> None:
    assert keep(client, address, note=NOTE, per_week="3").status_code == 204
    page = client.get(address).text
    assert OFFERED in page
    assert NOTE not in page
    taken = client.get(f"{address}&draft=take").text
    assert TAKEN in taken
    assert NOTE in taken
    assert 'name="per_week" type="text" value="3"' in taken or 'value="3"' in taken


def test_typing_on_writes_over_what_was_kept(
    client: FlaskClient, director: Actor, address: str
) -> None:
    keep(client, address, note="奶")
    keep(client, address, note=NOTE)
    assert count() == 1
    assert NOTE in client.get(f"{address}&draft=take").text


def test_each_row_has_a_draft_of_its_own(
    client: FlaskClient, director: Actor, address: str
) -> None:
    keep(client, address, note=NOTE)
    assert OFFERED not in client.get(new(builders.child())).text
    assert OFFERED not in client.get(address.replace("tutoring", "companionship")).text


def test_forgetting_deletes_it(client: FlaskClient, director: Actor, address: str) -> None:
    keep(client, address, note=NOTE)
    mark = mark_of(client.get(address).text)
    answer = client.post(
        "/drafts/forget", query_string={"next": address}, data={"draft_mark": mark}
    )
    assert (answer.status_code, answer.location) == (303, address)
    assert count() == 0
    assert OFFERED not in client.get(address).text


def test_saving_the_form_ends_its_draft(client: FlaskClient, director: Actor, address: str) -> None:
    keep(client, address, note=NOTE)
    page = client.get(f"{address}&draft=take").text
    data = typed() | {"draft_mark": mark_of(page), "once": hidden(page, "once")}
    assert client.post(f"{address}&draft=take", data=data).status_code == 303
    assert (count(), needs()) == (0, 1)


def test_a_form_that_is_asked_again_keeps_its_draft(
    client: FlaskClient, director: Actor, address: str
) -> None:
    keep(client, address, note=NOTE)
    mark = mark_of(client.get(address).text)
    answer = client.post(address, data=typed(title="") | {"draft_mark": mark})
    assert answer.status_code == 422
    assert count() == 1


def test_the_pages_last_saving_may_come_after_the_deed(
    client: FlaskClient, director: Actor, address: str
) -> None:
    page = client.get(address).text
    more = {"draft_mark": mark_of(page), "once": hidden(page, "once")}
    client.post(address, data=typed() | more)
    assert client.post("/drafts", data={"note": NOTE} | more).status_code == 409
    assert count() == 0


def test_one_draft_taken_up_in_two_pages_is_one_deed(
    client: FlaskClient, director: Actor, address: str
) -> None:
    first = client.get(address).text
    data = typed() | {"draft_mark": mark_of(first), "once": hidden(first, "once")}
    client.post("/drafts", data=data)
    second = client.get(f"{address}&draft=take").text
    assert hidden(second, "once") == data["once"]
    for _page in (first, second):
        assert client.post(address, data=data).status_code == 303
    assert needs() == 1


def test_only_its_author_reads_it(client: FlaskClient, director: Actor, address: str) -> None:
    keep(client, address, note=NOTE)
    colleague = builders.actor(Role.CHILD_DIRECTOR)
    builders.sign_in(client, colleague)
    page = client.get(f"{address}&draft=take").text
    assert NOTE not in page
    assert OFFERED not in client.get(address).text
    act_as(colleague)
    assert db.session.scalars(select(Draft)).all() == []


def test_in_the_database_it_is_not_to_be_read(
    client: FlaskClient, director: Actor, address: str
) -> None:
    keep(client, address, note=NOTE)
    with unscoped("a test looks into the database"):
        (stored,) = db.session.scalars(text("SELECT text FROM draft")).all()
    assert NOTE.encode() not in bytes(stored)


def test_after_two_weeks_it_is_neither_offered_nor_kept(
    client: FlaskClient, director: Actor, address: str
) -> None:
    keep(client, address, note=NOTE)
    later = NOW + drafts.KEPT + timedelta(seconds=1)
    with clock.held(later):
        builders.sign_in(client, director)
        assert OFFERED not in client.get(address).text
        act_as(SYSTEM)
        assert prune_drafts(clock.now() - drafts.KEPT) == 1
    assert count() == 0


def test_a_password_is_never_kept(client: FlaskClient, director: Actor, address: str) -> None:
    keep(client, address, note=NOTE, new_password="three quiet bridges")
    found = drafts.find(_place(client, address, director))
    assert found is not None
    assert "three quiet bridges" not in dict(found.fields).values()


def _place(client: FlaskClient, address: str, who: Actor) -> drafts.Place:
    act_as(who)
    with unscoped("a test looks where it lies"):
        row = db.session.scalars(select(Draft)).one()
    return drafts.Place(row.account_id, row.form, row.row)


@pytest.mark.parametrize("mark", ["", "x", "WzEsIngiLCIiXQ.x"])
def test_a_mark_that_this_site_did_not_make_keeps_nothing(
    client: FlaskClient, director: Actor, mark: str
) -> None:
    assert client.post("/drafts", data={"note": NOTE, "draft_mark": mark}).status_code == 400
    assert count() == 0


def test_what_is_longer_than_any_form_is_not_kept(
    client: FlaskClient, director: Actor, address: str
) -> None:
    assert keep(client, address, note="长" * (drafts.LONGEST + 1)).status_code == 409
    assert count() == 0


# The session ends while a long form is written.


def _sign_in_again(client: FlaskClient, answer: TestResponse, who: Actor) -> TestResponse:
    assert answer.status_code == 303
    place = urlsplit(answer.location)
    assert place.path == "/sign-in"
    again = client.post(
        f"/demo/sign-in/{who.account_id}", query_string={"next": parse_qs(place.query)["next"][0]}
    )
    return client.get(again.location)


def test_a_form_sent_after_the_session_is_on_the_page_after_signing_in(
    client: FlaskClient, director: Actor, address: str
) -> None:
    page = client.get(address).text
    data = typed(note=NOTE) | {"draft_mark": mark_of(page), "once": hidden(page, "once")}
    with clock.held(NOW + timedelta(minutes=31)):
        answer = client.post(address, data=data)
        assert needs() == 0
        assert "刚才填的内容已经保存" in client.get(answer.location).text
        back = _sign_in_again(client, answer, director).text
        assert NOTE in back
        assert TAKEN in back
        sent = data | {"once": hidden(back, "once"), "draft_mark": mark_of(back)}
        assert client.post(f"{address}&draft=take", data=sent).status_code == 303
    assert (needs(), count()) == (1, 0)


def test_a_form_sent_after_signing_out_elsewhere_is_kept_too(
    client: FlaskClient, director: Actor, address: str
) -> None:
    page = client.get(address).text
    client.post("/sign-out")
    answer = client.post(address, data=typed(note=NOTE) | {"draft_mark": mark_of(page)})
    assert NOTE in _sign_in_again(client, answer, director).text


def test_whoever_else_signs_in_does_not_see_it(
    client: FlaskClient, director: Actor, address: str
) -> None:
    page = client.get(address).text
    client.post("/sign-out")
    answer = client.post(address, data=typed(note=NOTE) | {"draft_mark": mark_of(page)})
    colleague = builders.actor(Role.CHILD_DIRECTOR)
    assert NOTE not in _sign_in_again(client, answer, colleague).text


def test_a_page_that_went_on_typing_after_the_session_is_kept(
    client: FlaskClient, director: Actor, address: str
) -> None:
    mark = mark_of(client.get(address).text)
    client.post("/sign-out")
    assert client.post("/drafts", data={"note": NOTE, "draft_mark": mark}).status_code == 204
    builders.sign_in(client, director)
    assert NOTE in client.get(f"{address}&draft=take").text


@pytest.mark.usefixtures("guarded")
def test_a_form_of_an_older_session_comes_back_filled_in(
    client: FlaskClient, director: Actor, address: str
) -> None:
    page = client.get(address).text
    old = {"csrf_token": "of another session", "draft_mark": mark_of(page)}
    answer = client.post(address, data=typed(note=NOTE) | old)
    assert (answer.status_code, answer.location) == (303, f"{address}&draft=take")
    back = client.get(answer.location).text
    assert NOTE in back
    assert "这一页打开太久了" in back
    assert needs() == 0


@pytest.mark.usefixtures("guarded")
def test_another_site_cannot_leave_a_draft(
    client: FlaskClient, director: Actor, address: str
) -> None:
    assert client.post(address, data=typed(note=NOTE)).status_code == 400
    assert client.post("/drafts", data={"note": NOTE}).status_code == 400
    assert count() == 0


def test_a_short_deed_after_the_session_says_so_and_comes_back(
    client: FlaskClient, director: Actor
) -> None:
    client.post("/sign-out")
    before = {"Referer": "http://localhost/village-matches?page=2"}
    answer = client.post("/village-matches/1/sheet", headers=before)
    assert parse_qs(urlsplit(answer.location).query) == {"next": ["/village-matches?page=2"]}
    assert "刚才那一步没有办成" in client.get(answer.location).text
    away = client.post("/village-matches/1/sheet", headers={"Referer": "https://example.org/a"})
    assert away.location == "/sign-in?next=/village-matches/1/sheet"


def test_every_long_form_is_one_of_these() -> None:
    """Pages about harm, answers of families, reasons and passwords keep nothing."""
    assert set(LONG_FORMS) == {
        "children.new",
        "children.edit",
        "needs.new",
        "needs.edit",
        "needs.own",
        "needs.edit_own",
        "offers.new_offer",
        "offers.new_job",
        "offers.edit_offer",
        "offers.edit_job",
        "providers.person",
        "providers.skills",
        "providers.times",
        "providers.reach",
    }


def _guardian() -> Actor:
    return builders.actor(Role.GUARDIAN, guardian_id=builders.guardian())


def _employer() -> Actor:
    return builders.member(builders.organization(kind="enterprise"), role=Role.EMPLOYER)


FORMS = {
    "/children/new": (lambda: builders.actor(Role.CHILD_DIRECTOR), {"full_name": "沈小桐"}),
    "/my-needs": (_guardian, {"about": "想在镇上找白天的活"}),
    "/offers/new": (
        lambda: builders.member(builders.organization()),
        {"title": "周末阅读", "times-0-days": "1", "times-0-starts": "16:00"},
    ),
    "/jobs/new": (_employer, {"title": "缝边工", "description": "坐着做"}),
    "/profile/person": (builders.volunteer, {"full_name": "周小云"}),
    "/profile/skills": (builders.volunteer, {"about": "教过三十年语文"}),
    "/profile/times": (builders.volunteer, {"times-0-starts": "16:10"}),
    "/profile/reach": (builders.volunteer, {"radius_km": "7"}),
}


@pytest.mark.parametrize("address", FORMS)
def test_every_long_form_gives_back_what_was_typed(client: FlaskClient, address: str) -> None:
    make, fields = FORMS[address]
    builders.sign_in(client, make())
    assert keep(client, address, **fields).status_code == 204
    assert OFFERED in client.get(address).text
    back = client.get(f"{address}?draft=take").text
    assert TAKEN in back
    for name, value in fields.items():
        assert value in back, name


def test_the_nightly_clearing_takes_old_drafts_and_keys(
    client: FlaskClient, director: Actor, address: str
) -> None:
    keep(client, address, note=NOTE)
    page = client.get(f"{address}&draft=take").text
    client.post(address, data=typed() | {"once": hidden(page, "once")})
    with clock.held(NOW + once.KEPT + timedelta(seconds=1)):
        act_as(SYSTEM)
        assert prune(clock.now()) >= 2
    assert (count(), needs()) == (0, 1)

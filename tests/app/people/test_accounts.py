"""The system administrator opens accounts, appoints, ends and unlocks; others cannot."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.access import SIGNED_IN, Actor, Role
from app.kernel.db import db
from app.people import passwords
from tests import builders
from tests.app.people.builders import GOOD, change, enter, ledger, row, with_password
from tests.conftest import NOW
from tests.counting import questions


@pytest.fixture
def administrator(client: FlaskClient) -> Actor:
    who = builders.actor(Role.SYSTEM_ADMINISTRATOR)
    builders.sign_in(client, who)
    return who


def _hats(who: Actor) -> list[tuple[str, str | None, date | None]]:
    return [(hat.role, hat.place, hat.last_day) for hat in row(who).appointments]


@pytest.mark.parametrize("role", sorted(SIGNED_IN - {Role.SYSTEM_ADMINISTRATOR}), ids=str)
def test_nobody_else_opens_the_accounts(client: FlaskClient, role: Role) -> None:
    other = builders.actor(Role.AUDITOR)
    builders.sign_in(client, builders.actor(role))
    for path in ("/accounts", "/accounts/new", f"/accounts/{other.account_id}"):
        assert client.get(path).status_code == 403
    for path in ("unlock", "password", "appointments"):
        assert client.post(f"/accounts/{other.account_id}/{path}").status_code == 403


def test_a_director_is_appointed_for_a_village(client: FlaskClient, administrator: Actor) -> None:
    who = builders.actor(Role.AUDITOR)
    answer = client.post(
        f"/accounts/{who.account_id}/appointments",
        data={"role": "child_director", "place": builders.VILLAGE},
    )
    assert answer.status_code == 303
    assert _hats(who)[1:] == [("child_director", builders.VILLAGE, None)]
    assert ledger()[-1] == ("people.appointed", None)


@pytest.mark.parametrize(
    ("role", "place", "words"),
    [
        ("child_director", builders.VILLAGE[:9], "一个村或社区"),
        ("child_director", "", "一个村或社区"),
        ("child_supervisor", builders.VILLAGE, "一个镇或街道"),
    ],
)
def test_a_place_of_another_level_is_refused(
    client: FlaskClient, administrator: Actor, role: str, place: str, words: str
) -> None:
    who = builders.actor(Role.AUDITOR)
    answer = client.post(
        f"/accounts/{who.account_id}/appointments", data={"role": role, "place": place}
    )
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert len(_hats(who)) == 1


def test_an_officer_stands_for_the_county_whatever_was_chosen(
    client: FlaskClient, administrator: Actor
) -> None:
    who = builders.actor(Role.AUDITOR)
    data = {"role": "civil_affairs", "place": builders.VILLAGE}
    client.post(f"/accounts/{who.account_id}/appointments", data=data)
    assert _hats(who)[1:] == [("civil_affairs", "330483", None)]


def test_the_same_role_is_not_given_twice(client: FlaskClient, administrator: Actor) -> None:
    who = builders.actor(Role.AUDITOR)
    answer = client.post(f"/accounts/{who.account_id}/appointments", data={"role": "auditor"})
    assert answer.status_code == 422
    assert len(_hats(who)) == 1


@pytest.mark.parametrize("role", ["volunteer", "guardian", "system", "visitor"])
def test_roles_that_come_by_registering_are_not_given(
    client: FlaskClient, administrator: Actor, role: str
) -> None:
    who = builders.actor(Role.AUDITOR)
    answer = client.post(f"/accounts/{who.account_id}/appointments", data={"role": role})
    assert answer.status_code == 422
    assert len(_hats(who)) == 1


def test_nobody_appoints_themselves(client: FlaskClient, administrator: Actor) -> None:
    answer = client.post(
        f"/accounts/{administrator.account_id}/appointments", data={"role": "civil_affairs"}
    )
    assert answer.status_code == 422
    assert "不能自己任免" in answer.get_data(as_text=True)
    assert len(_hats(administrator)) == 1


def test_an_ended_appointment_signs_its_wearer_out(app: Flask, client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    theirs = app.test_client()
    enter(theirs)
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    hat = row(who).appointments[0].id
    client.post(f"/accounts/{who.account_id}/appointments/{hat}/end")
    assert _hats(who)[0][2] == date(2026, 3, 11)
    assert theirs.get("/account").status_code == 303


def test_nobody_ends_a_role_of_their_own(client: FlaskClient, administrator: Actor) -> None:
    hat = row(administrator).appointments[0].id
    client.post(f"/accounts/{administrator.account_id}/appointments/{hat}/end")
    assert _hats(administrator)[0][2] is None


def test_a_locked_account_is_opened_again(client: FlaskClient, administrator: Actor) -> None:
    who = with_password(Role.AUDITOR)
    change(who, failures=5, locked_until=NOW + timedelta(minutes=10))
    assert "锁定到" in client.get(f"/accounts/{who.account_id}").get_data(as_text=True)
    client.post(f"/accounts/{who.account_id}/unlock")
    assert (row(who).failures, row(who).locked_until) == (0, None)
    assert ledger()[-1] == ("people.account_unlocked", None)


def test_a_new_account_comes_with_a_first_password_that_is_shown_once(
    app: Flask, client: FlaskClient, administrator: Actor
) -> None:
    answer = client.post(
        "/accounts/new", data={"name": "Lu.Fang", "display_name": "陆芳", "email": ""}
    )
    page = client.get(answer.location).get_data(as_text=True)
    password = re.search(r"初始密码：(\S+?)。", page)
    assert password is not None
    assert password[1] not in client.get(answer.location).get_data(as_text=True)
    client.post(f"{answer.location}/appointments", data={"role": "auditor"})
    theirs = app.test_client()
    assert enter(theirs, "lu.fang", password[1]).status_code == 303


def test_a_name_that_is_taken_is_refused_beside_the_field(
    client: FlaskClient, administrator: Actor
) -> None:
    builders.actor(Role.AUDITOR, name="shen")
    answer = client.post("/accounts/new", data={"name": "SHEN", "display_name": "沈"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'id="name-error"' in page
    assert 'value="SHEN"' in page


@pytest.mark.parametrize("name", ["", "ab", "a b c d", "../etc", "x" * 41, "abc\n"])
def test_a_name_of_another_shape_is_refused(
    client: FlaskClient, administrator: Actor, name: str
) -> None:
    answer = client.post("/accounts/new", data={"name": name, "display_name": "沈"})
    assert answer.status_code == (303 if name.strip() == "abc" else 422)


def test_a_forgotten_password_is_replaced_and_open_sessions_end(
    app: Flask, client: FlaskClient, administrator: Actor
) -> None:
    who = with_password(Role.AUDITOR)
    theirs = app.test_client()
    enter(theirs)
    client.post(f"/accounts/{who.account_id}/password")
    assert theirs.get("/account").status_code == 303
    assert not passwords.is_right(row(who).password_hash, GOOD)


def test_the_administrators_own_password_is_not_replaced_this_way(
    client: FlaskClient, administrator: Actor
) -> None:
    before = row(administrator).password_hash
    client.post(f"/accounts/{administrator.account_id}/password")
    assert row(administrator).password_hash == before


def test_the_list_is_searched_by_name_and_role(client: FlaskClient, administrator: Actor) -> None:
    one, other = builders.actor(Role.AUDITOR, name="shen"), builders.actor(Role.CIVIL_AFFAIRS)
    by_name = client.get("/accounts?q=she").get_data(as_text=True)
    by_role = client.get("/accounts?role=civil_affairs").get_data(as_text=True)
    assert one.display_name in by_name
    assert other.display_name not in by_name
    assert other.display_name in by_role
    assert one.display_name not in by_role
    assert client.get("/accounts?role=nonsense&page=-3&locked=x").status_code == 200


@pytest.mark.parametrize("search", ["14255550000", "142 5555 0000", "+86 142-5555-0000", "SHEN"])
def test_the_list_is_searched_by_number_and_in_capitals(
    client: FlaskClient, administrator: Actor, search: str
) -> None:
    one, other = builders.actor(Role.AUDITOR, name="shen"), builders.actor(Role.CIVIL_AFFAIRS)
    change(one, mobile_index="14255550000")
    page = client.get("/accounts", query_string={"q": search}).get_data(as_text=True)
    assert one.display_name in page
    assert other.display_name not in page


def test_a_long_list_asks_no_more_questions_than_a_short_one(
    client: FlaskClient, administrator: Actor
) -> None:
    with questions() as few:
        client.get("/accounts")
    for _ in range(25):
        builders.actor(Role.AUDITOR)
    db.session.rollback()
    with questions() as many:
        assert "第 1 页，共 2 页" in client.get("/accounts").get_data(as_text=True)
    assert len(many) == len(few)


def test_an_account_that_does_not_exist_is_not_found(
    client: FlaskClient, administrator: Actor
) -> None:
    assert client.get("/accounts/4711").status_code == 404
    assert client.post("/accounts/4711/unlock").status_code == 404
    assert client.post("/accounts/4711/password").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_every_page_speaks_both_languages(
    client: FlaskClient, administrator: Actor, language: str
) -> None:
    client.set_cookie("language", language)
    for path in ("/accounts", "/accounts/new", f"/accounts/{administrator.account_id}", "/hats"):
        assert client.get(path).status_code == 200


def test_contact_is_saved_and_a_wrong_address_is_kept_as_typed(
    client: FlaskClient, administrator: Actor
) -> None:
    wrong = client.post(
        "/account/contact", data={"email": "not an address", "language": "en", "mail_wish": "daily"}
    )
    assert wrong.status_code == 422
    assert 'value="not an address"' in wrong.get_data(as_text=True)
    client.post(
        "/account/contact", data={"email": "a@example.org", "language": "en", "mail_wish": "daily"}
    )
    assert (row(administrator).email, row(administrator).language) == ("a@example.org", "en")
    assert "<h1>My account</h1>" in client.get("/account").get_data(as_text=True)


def test_a_person_says_when_mail_comes_and_whether_texts_that_ask_nothing_do(
    client: FlaskClient, administrator: Actor
) -> None:
    given = {"email": "a@example.org", "language": "en"}
    client.post("/account/contact", data={**given, "mail_wish": "never"})
    assert (row(administrator).mail_wish, row(administrator).wants_texts) == ("never", False)
    client.post("/account/contact", data={**given, "mail_wish": "at_once", "wants_texts": "y"})
    assert (row(administrator).mail_wish, row(administrator).wants_texts) == ("at_once", True)
    wrong = client.post("/account/contact", data={**given, "mail_wish": "by pigeon"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("not it", "four quiet bridges", "current"), (GOOD, "short", "new"), (GOOD, "", "new")],
)
def test_a_password_is_changed_only_by_who_knows_the_old_and_gives_a_good_one(
    client: FlaskClient, current: str, new: str, field: str
) -> None:
    who = with_password(Role.AUDITOR)
    enter(client)
    answer = client.post("/account/password", data={"current": current, "new": new})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert passwords.is_right(row(who).password_hash, GOOD)


def test_failed_tries_are_shown_to_the_account_they_were_made_on(client: FlaskClient) -> None:
    with_password(Role.AUDITOR)
    enter(client, password="not the password")
    enter(client)
    assert "登录没有成功" in client.get("/account").get_data(as_text=True)
    builders.sign_in(client, builders.actor(Role.AUDITOR))
    assert "登录没有成功" not in client.get("/account").get_data(as_text=True)


def test_an_ended_appointment_is_shown_once_with_its_last_day(
    app: Flask, client: FlaskClient
) -> None:
    who = builders.actor(Role.CHILD_DIRECTOR)
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    client.set_cookie("language", "en")
    hat = row(who).appointments[0].id
    for _press in range(2):
        answer = client.post(
            f"/accounts/{who.account_id}/appointments/{hat}/end",
            data={"once": "6b0a2f0e-0000-4000-8000-000000000001"},
        )
        assert answer.location == f"/accounts/{who.account_id}"
    page = client.get(f"/accounts/{who.account_id}").get_data(as_text=True)
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == 1
    assert "March 11, 2026" in table
    assert "over" in table
    data = {"role": "child_director", "place": builders.VILLAGE}
    client.post(f"/accounts/{who.account_id}/appointments", data=data)
    assert (
        client.get(f"/accounts/{who.account_id}").get_data(as_text=True).count("March 11, 2026")
        == 1
    )
    assert [hat.is_current(date(2026, 3, 12)) for hat in row(who).appointments] == [False, True]

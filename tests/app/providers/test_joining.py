"""Signing up: what is asked, what is kept, what is refused, and what is lost (nothing)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel import jobs
from app.kernel.access import SIGNED_IN, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.kernel.secrets import unseal
from app.people.models import Account
from app.post.models import Letter
from app.providers.models import Organization, Volunteer
from tests import builders
from tests.app.people.builders import enter, ledger
from tests.app.providers.samples import CREDIT_CODE, GOOD, organization, person, row, rows


def _accounts() -> int:
    db.session.rollback()
    with unscoped("a test counts accounts"):
        return db.session.scalar(select(func.count(Account.id))) or 0


def test_the_first_page_opens_an_account_and_a_profile_at_once(client: FlaskClient) -> None:
    answer = client.post("/join/volunteer", data=person())
    assert (answer.status_code, answer.location) == (303, "/profile/skills")
    own = rows(Volunteer)[0]
    assert own.code == "V26-000001"
    assert (unseal(own.full_name), unseal(own.mobile)) == ("周兰", "14200000009")
    assert own.state == "applied"
    assert client.get("/profile").status_code == 200
    assert ledger()[-1][0] == "providers.volunteer_signed_up"


def test_the_numbers_run_on(client: FlaskClient) -> None:
    for number in (1, 2):
        client.post("/join/volunteer", data=person(name=f"person{number}"))
        client.post("/sign-out")
    assert [one.code for one in rows(Volunteer)] == ["V26-000001", "V26-000002"]


def test_the_new_account_comes_back_with_its_password(client: FlaskClient) -> None:
    client.post("/join/volunteer", data=person())
    client.post("/sign-out")
    assert enter(client, "Zhou.Lan", GOOD).location == "/today"


@pytest.mark.parametrize("year", ["2009", "2015", "2026"])
def test_somebody_under_18_is_told_what_they_may_do_instead(client: FlaskClient, year: str) -> None:
    answer = client.post("/join/volunteer", data=person(birth_year=year))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "满 18 岁那年，欢迎再来" in page
    assert 'id="birth_year-error"' in page
    assert (rows(Volunteer), _accounts()) == ([], 0)


def test_somebody_who_turns_18_this_year_may_begin(client: FlaskClient) -> None:
    assert client.post("/join/volunteer", data=person(birth_year="2008")).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("full_name", ""),
        ("full_name", "   "),
        ("full_name", "名" * 31),
        ("sex", ""),
        ("sex", "other'); DROP TABLE volunteer; --"),
        ("birth_year", "85"),
        ("birth_year", "nineteen"),
        ("birth_year", "2027"),
        ("mobile", "12345678901"),
        ("mobile", "1380000"),
        ("mobile", "0573-88120000"),
        ("full_name", "\u200b"),
        ("full_name", "周\ue000"),
        ("birth_year", "99999999999999999999"),
        ("town_code", "330483999"),
        ("name", "周兰"),
        ("name", "ab"),
        ("password", "short"),
        ("password", "zhou.lan.zhou.lan"),
        ("email", "not an address"),
    ],
)
def test_an_answer_that_does_not_do_is_refused_beside_its_field_and_leaves_no_trace(
    client: FlaskClient, field: str, typed: str
) -> None:
    answer = client.post("/join/volunteer", data=person(**{field: typed}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'class="field-error"' in page
    assert f'href="#{field}' in page
    assert GOOD not in page
    assert (rows(Volunteer), _accounts()) == ([], 0)


def test_what_was_typed_is_kept_on_the_page(client: FlaskClient) -> None:
    page = client.post("/join/volunteer", data=person(mobile="no number")).get_data(as_text=True)
    for typed in ('value="周兰"', 'value="1960"', 'value="zhou.lan"'):
        assert typed in page


@pytest.mark.parametrize(
    "typed", ["14200000009", "142-0000-0009", " +86 142 0000 0009", "１４２００００００ ０９"]
)
def test_a_mobile_number_may_be_written_in_many_ways(client: FlaskClient, typed: str) -> None:
    assert client.post("/join/volunteer", data=person(mobile=typed)).status_code == 303
    assert unseal(rows(Volunteer)[0].mobile) == "14200000009"


def test_an_organisation_may_be_rung_on_a_landline(client: FlaskClient) -> None:
    typed = organization(contact_mobile="（0573）8812 0000")
    assert client.post("/join/organization", data=typed).status_code == 303
    assert unseal(rows(Organization)[0].contact_mobile) == "0573-88120000"


@pytest.mark.parametrize("typed", ["142 0000 0009", "+86 14200000009", "１４２00000009"])
def test_a_number_as_a_sign_in_name_is_one_name(client: FlaskClient, typed: str) -> None:
    client.post("/join/volunteer", data=person(name=typed))
    client.post("/sign-out")
    assert enter(client, "14200000009", GOOD).location == "/today"
    client.post("/sign-out")
    assert enter(client, typed, GOOD).location == "/today"


def test_a_sign_in_name_that_is_taken_is_refused_and_nothing_is_kept(client: FlaskClient) -> None:
    builders.actor(Role.AUDITOR, name="zhou.lan")
    answer = client.post("/join/volunteer", data=person(name="ZHOU.LAN"))
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.get_data(as_text=True)
    assert rows(Volunteer) == []


def test_a_name_is_never_markup(client: FlaskClient) -> None:
    client.post("/join/volunteer", data=person(full_name="<b onclick=x>周</b>"))
    assert "<b onclick" not in client.get("/profile").get_data(as_text=True)


def test_an_organisation_registers_with_its_code_in_capitals(client: FlaskClient) -> None:
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    answer = client.post("/join/organization", data=organization(uscc=" 9135 0100-m000100y43 "))
    assert (answer.status_code, answer.location) == (303, "/today")
    one = rows(Organization)[0]
    assert (one.uscc, one.state) == (CREDIT_CODE, "applied")
    assert [(held.kind, held.state) for held in one.qualifications] == [
        ("social_worker", "claimed")
    ]
    jobs.run_due()
    with unscoped("a test reads an officer's letters"):
        letters = db.session.scalars(select(Letter.account_id)).all()
    assert letters == [officer.account_id]


@pytest.mark.parametrize(
    ("kind", "path"), [("social_org", "/offers/new"), ("enterprise", "/jobs/new")]
)
def test_the_kind_decides_the_role(client: FlaskClient, kind: str, path: str) -> None:
    client.post("/join/organization", data=organization(kind=kind))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("code", [CREDIT_CODE, "11330483002558307Q"])
def test_codes_that_check_out_are_accepted(client: FlaskClient, code: str) -> None:
    assert client.post("/join/organization", data=organization(uscc=code)).status_code == 303


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350100M000100Y4Z", "校验不通过"),
        ("91350100M000100Y4", "这里填了 17 位"),
        ("91350100M000100YY43", "这里填了 19 位"),
        ("91350100I000100Y43", "校验不通过"),
        ("", "必填"),
    ],
)
def test_codes_that_do_not_check_out_are_refused_and_kept_as_typed(
    client: FlaskClient, code: str, words: str
) -> None:
    answer = client.post("/join/organization", data=organization(uscc=code))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert 'id="uscc-error"' in page
    assert f'value="{code}"' in page
    assert (rows(Organization), _accounts()) == ([], 0)


@pytest.mark.parametrize(
    ("again", "field"),
    [
        ({"organization": "另一个中心（示例）"}, "uscc"),
        ({"uscc": "11330483002558307Q"}, "organization"),
    ],
)
def test_the_same_organisation_is_not_registered_twice(
    client: FlaskClient, again: dict[str, str], field: str
) -> None:
    client.post("/join/organization", data=organization())
    client.post("/sign-out")
    answer = client.post("/join/organization", data=organization(name="second", **again))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert len(rows(Organization)) == 1


@pytest.mark.parametrize("role", sorted(SIGNED_IN - {Role.VISITOR}), ids=str)
def test_somebody_signed_in_is_asked_to_sign_out_first(client: FlaskClient, role: Role) -> None:
    builders.sign_in(client, builders.actor(role))
    for path in ("/join/volunteer", "/join/organization"):
        assert client.get(path).location == "/join"
        assert client.post(path, data={}).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_joining_speaks_both_languages(client: FlaskClient, language: str) -> None:
    client.set_cookie("language", language)
    for path in ("/join/volunteer", "/join/organization", "/join/organization?kind=enterprise"):
        assert client.get(path).status_code == 200
    client.post("/join/volunteer", data=person())
    assert row(Volunteer, 1).qualifications == []
    for step in ("person", "skills", "certificates", "times", "reach", "pledge"):
        assert client.get(f"/profile/{step}").status_code == 200

"""The officer's list and decisions: four eyes, checks of a year at most, nothing read unnoticed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import jobs
from app.kernel.access import SIGNED_IN, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.post.models import Letter
from app.providers.models import Organization, ProviderState, RecordCheck, Volunteer
from tests import builders
from tests.app.people.builders import change, ledger
from tests.app.providers.samples import row, same_person
from tests.conftest import NOW
from tests.counting import questions

CHECK = {"unit": "桐乡市公安局（示例）", "reference": "查〔2026〕12号", "valid_until": "2027-03-01"}


@pytest.fixture
def officer(client: FlaskClient) -> Actor:
    who = builders.actor(Role.CIVIL_AFFAIRS)
    builders.sign_in(client, who)
    return who


def _applied(**fields: Any) -> Actor:
    return builders.volunteer(**{"state": ProviderState.APPLIED, **fields})


def _decide(client: FlaskClient, kind: str, key: int | None, state: str, **more: Any) -> Any:
    model: Any = Volunteer if kind == "volunteers" else Organization
    data = {"state": state, "version": row(model, key).version, "reason": "", **more}
    return client.post(f"/vetting/{kind}/{key}/decide", data=data)


@pytest.mark.parametrize("role", sorted(SIGNED_IN - {Role.CIVIL_AFFAIRS}), ids=str)
def test_vetting_is_for_officers(client: FlaskClient, role: Role) -> None:
    key = _applied().volunteer_id
    builders.sign_in(client, builders.actor(role))
    for path in ("/vetting", f"/vetting/volunteers/{key}", "/vetting/organizations/1"):
        assert client.get(path).status_code == 403
    for deed in ("decide", "check", "1/confirm", "1/refuse"):
        assert client.post(f"/vetting/volunteers/{key}/{deed}").status_code == 403


def test_a_checked_volunteer_is_activated_and_told(client: FlaskClient, officer: Actor) -> None:
    who = _applied()
    answer = _decide(client, "volunteers", who.volunteer_id, "active")
    assert answer.status_code == 303
    own = row(Volunteer, who.volunteer_id)
    assert (own.state, own.decided_by) == (ProviderState.ACTIVE, officer.account_id)
    assert ledger()[-1][0] == "providers.decided"
    jobs.run_due()
    with unscoped("a test reads the volunteer's letters"):
        assert who.account_id in db.session.scalars(select(Letter.account_id)).all()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pledge_signed_at": None}, "承诺书还没有签"),
        ({"record_check_until": None}, "没有有效的从业查询"),
        ({"record_check_until": date(2026, 3, 11)}, "没有有效的从业查询"),
    ],
)
def test_nobody_is_activated_without_promise_and_valid_check(
    client: FlaskClient, officer: Actor, fields: dict[str, Any], words: str
) -> None:
    who = _applied(**fields)
    answer = _decide(client, "volunteers", who.volunteer_id, "active")
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert row(Volunteer, who.volunteer_id).state == ProviderState.APPLIED


def test_a_check_that_ends_today_still_counts(client: FlaskClient, officer: Actor) -> None:
    who = _applied(record_check_until=date(2026, 3, 12))
    assert _decide(client, "volunteers", who.volunteer_id, "active").status_code == 303


@pytest.mark.parametrize("state", ["suspended", "barred"])
def test_a_weighty_decision_needs_a_reason_and_keeps_what_was_typed(
    client: FlaskClient, officer: Actor, state: str
) -> None:
    who = builders.volunteer()
    assert _decide(client, "volunteers", who.volunteer_id, state).status_code == 422
    long = _decide(client, "volunteers", who.volunteer_id, state, reason="长" * 301)
    assert long.status_code == 422
    assert "长" * 301 in long.get_data(as_text=True)
    done = _decide(client, "volunteers", who.volunteer_id, state, reason="证件待补")
    assert done.status_code == 303
    own = row(Volunteer, who.volunteer_id)
    assert (own.state, own.state_reason) == (state, "证件待补")


def test_a_suspended_provider_comes_back_and_a_barred_one_does_not(
    client: FlaskClient, officer: Actor
) -> None:
    back = builders.volunteer(state=ProviderState.SUSPENDED)
    out = builders.volunteer(state=ProviderState.BARRED)
    assert _decide(client, "volunteers", back.volunteer_id, "active").status_code == 303
    assert _decide(client, "volunteers", out.volunteer_id, "active").status_code == 422
    assert row(Volunteer, out.volunteer_id).state == ProviderState.BARRED


def test_a_decision_on_what_has_changed_meanwhile_is_refused(
    client: FlaskClient, officer: Actor
) -> None:
    who = _applied()
    answer = _decide(client, "volunteers", who.volunteer_id, "active", version=99)
    assert answer.status_code == 422
    assert "刚刚有人改动" in answer.get_data(as_text=True)
    assert row(Volunteer, who.volunteer_id).state == ProviderState.APPLIED


@pytest.mark.parametrize("state", ["left", "applied", "", "nonsense"])
def test_other_states_are_not_for_an_officer_to_give(
    client: FlaskClient, officer: Actor, state: str
) -> None:
    who = _applied()
    assert _decide(client, "volunteers", who.volunteer_id, state).status_code == 400


def test_an_officer_never_vets_themselves(client: FlaskClient, officer: Actor) -> None:
    who = _applied(held=("nurse",))
    key = who.volunteer_id or 0
    certificate = row(Volunteer, key).qualifications[0].id
    same_person(officer, volunteer_id=key)
    answer = _decide(client, "volunteers", key, "active")
    assert answer.status_code == 422
    assert "另一位工作人员来审核" in answer.get_data(as_text=True)
    assert client.post(f"/vetting/volunteers/{key}/check", data=CHECK).status_code == 422
    client.post(f"/vetting/volunteers/{key}/{certificate}/refuse")
    own = row(Volunteer, key)
    assert own.state == ProviderState.APPLIED
    assert own.qualifications[0].state == "confirmed"
    with unscoped("a test counts checks"):
        assert db.session.scalars(select(RecordCheck)).all() == []


def test_an_officer_never_vets_a_house_of_their_own_not_even_a_former_one(
    client: FlaskClient, officer: Actor
) -> None:
    key = builders.organization(state=ProviderState.APPLIED)
    same_person(officer, organization_id=key)
    assert _decide(client, "organizations", key, "active").status_code == 422
    assert row(Organization, key).state == ProviderState.APPLIED


def test_a_clear_record_check_is_kept_with_unit_number_and_day(
    client: FlaskClient, officer: Actor
) -> None:
    who = _applied(record_check_until=None)
    answer = client.post(f"/vetting/volunteers/{who.volunteer_id}/check", data=CHECK)
    assert answer.status_code == 303
    assert row(Volunteer, who.volunteer_id).record_check_until == date(2027, 3, 1)
    page = client.get(f"/vetting/volunteers/{who.volunteer_id}").get_data(as_text=True)
    assert "查〔2026〕12号" in page
    db.session.rollback()
    noted = db.session.scalars(
        select(AuditLine).where(AuditLine.event == "providers.record_check_noted")
    ).one()
    assert noted.payload["valid_until"] == "2027-03-01"
    assert "查" not in str(noted.payload)


@pytest.mark.parametrize("day", ["2026-03-12", "2026-03-11", "2027-03-13", "", "soon"])
def test_a_check_counts_from_tomorrow_to_a_year_from_now(
    client: FlaskClient, officer: Actor, day: str
) -> None:
    who = _applied(record_check_until=None)
    data = {**CHECK, "valid_until": day}
    answer = client.post(f"/vetting/volunteers/{who.volunteer_id}/check", data=data)
    assert answer.status_code == 422
    assert "查〔2026〕12号" in answer.get_data(as_text=True)
    assert row(Volunteer, who.volunteer_id).record_check_until is None


def test_a_check_of_exactly_a_year_is_accepted(client: FlaskClient, officer: Actor) -> None:
    who = _applied(record_check_until=None)
    data = {**CHECK, "valid_until": "2027-03-12"}
    client.post(f"/vetting/volunteers/{who.volunteer_id}/check", data=data)
    assert row(Volunteer, who.volunteer_id).record_check_until == date(2027, 3, 12)


def test_each_certificate_is_confirmed_or_refused(client: FlaskClient, officer: Actor) -> None:
    who = _applied(held=("nurse",))
    one = row(Volunteer, who.volunteer_id).qualifications[0]
    client.post(f"/vetting/volunteers/{who.volunteer_id}/{one.id}/refuse")
    assert row(Volunteer, who.volunteer_id).qualifications[0].state == "refused"
    client.post(f"/vetting/volunteers/{who.volunteer_id}/{one.id}/confirm")
    held = row(Volunteer, who.volunteer_id).qualifications[0]
    assert (held.state, held.checked_by, held.checked_at) == ("confirmed", officer.account_id, NOW)
    assert [event for event, _ in ledger()].count("providers.qualification_checked") == 2


def test_a_certificate_that_has_run_out_is_not_confirmed(
    client: FlaskClient, officer: Actor
) -> None:
    who = _applied(held=("nurse",))
    with builders.world():
        one = row(Volunteer, who.volunteer_id).qualifications[0]
        one.state, one.valid_until = "claimed", date(2026, 3, 11)
        key = one.id
    client.post(f"/vetting/volunteers/{who.volunteer_id}/{key}/confirm")
    assert row(Volunteer, who.volunteer_id).qualifications[0].state == "claimed"


def test_looking_at_a_name_leaves_a_line(client: FlaskClient, officer: Actor) -> None:
    who = _applied(name="欧阳若兰")
    listed = client.get("/vetting").get_data(as_text=True)
    assert "欧阳志愿者" in listed
    assert "欧阳若兰" not in listed
    assert "欧阳若兰" in client.get(f"/vetting/volunteers/{who.volunteer_id}").get_data(
        as_text=True
    )
    db.session.rollback()
    looks = db.session.scalars(select(AuditLine).where(AuditLine.event == LOOKED)).all()
    assert sorted(name for line in looks for name in fields_of(line)) == ["full_name", "mobile"]


def test_a_name_is_never_markup(client: FlaskClient, officer: Actor) -> None:
    who = _applied(name="<img src=x>", occupation="<i>教师</i>", about="<script>1</script>")
    for path in ("/vetting", f"/vetting/volunteers/{who.volunteer_id}"):
        page = client.get(path).get_data(as_text=True)
        assert "<img src=x>" not in page
        assert "<i>教师" not in page
        assert "<script>1" not in page


def test_the_list_is_narrowed_by_standing(client: FlaskClient, officer: Actor) -> None:
    codes = {
        "applied": _applied(code="V26-900001"),
        "active": builders.volunteer(code="V26-900002"),
        "expiring": builders.volunteer(
            code="V26-900003", record_check_until=NOW.date() + timedelta(days=30)
        ),
        "suspended": builders.volunteer(code="V26-900004", state=ProviderState.SUSPENDED),
    }
    shown = {
        standing: [
            code
            for code in ("V26-900001", "V26-900002", "V26-900003", "V26-900004")
            if code in client.get(f"/vetting?state={standing}").get_data(as_text=True)
        ]
        for standing in (*codes, "all", "nonsense")
    }
    assert shown == {
        "applied": ["V26-900001"],
        "active": ["V26-900002", "V26-900003"],
        "expiring": ["V26-900003"],
        "suspended": ["V26-900004"],
        "all": ["V26-900001", "V26-900002", "V26-900003", "V26-900004"],
        "nonsense": ["V26-900001"],
    }


@pytest.mark.parametrize(
    "search", ["900007", "v26-900007", "14255550000", "142 5555 0000", "+86 14255550000", "某 称呼"]
)
def test_a_volunteer_is_found_by_number_mobile_or_name(
    client: FlaskClient, officer: Actor, search: str
) -> None:
    who = _applied(code="V26-900007")
    change(who, mobile_index="14255550000", display_name="某称呼")
    _applied(code="V26-900008")
    page = client.get("/vetting", query_string={"q": search}).get_data(as_text=True)
    assert "V26-900007" in page
    assert "V26-900008" not in page


def test_organisations_and_employers_have_lists_of_their_own(
    client: FlaskClient, officer: Actor
) -> None:
    builders.organization(name="甲中心", state=ProviderState.APPLIED)
    builders.organization(name="乙公司", kind="enterprise", state=ProviderState.APPLIED)
    houses = client.get("/vetting?kind=organization").get_data(as_text=True)
    employers = client.get("/vetting?kind=employer").get_data(as_text=True)
    assert ("甲中心" in houses, "乙公司" in houses) == (True, False)
    assert ("甲中心" in employers, "乙公司" in employers) == (False, True)
    found = client.get("/vetting?kind=organization&q=甲").get_data(as_text=True)
    assert "甲中心" in found


@pytest.mark.parametrize("kind", ["volunteer", "organization"])
def test_a_long_list_asks_no_more_questions_than_a_short_one(
    client: FlaskClient, officer: Actor, kind: str
) -> None:
    def one_more() -> None:
        if kind == "volunteer":
            _applied(held=("nurse",))
        else:
            builders.organization(state=ProviderState.APPLIED, held=("nurse",))

    one_more()
    with questions() as few:
        client.get(f"/vetting?kind={kind}")
    for _ in range(22):
        one_more()
    with questions() as many:
        client.get(f"/vetting?kind={kind}")
    assert len(many) == len(few)


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
@pytest.mark.parametrize("state", list(ProviderState))
def test_every_standing_has_a_page_in_both_languages(
    client: FlaskClient, officer: Actor, language: str, state: ProviderState
) -> None:
    client.set_cookie("language", language)
    who = builders.volunteer(state=state, held=("nurse",), record_check_until=None)
    house = builders.organization(state=state, held=("nurse",))
    for path in ("/vetting", f"/vetting/volunteers/{who.volunteer_id}"):
        assert client.get(path).status_code == 200
    assert client.get(f"/vetting/organizations/{house}").status_code == 200


def test_what_does_not_exist_is_not_found(client: FlaskClient, officer: Actor) -> None:
    assert client.get("/vetting/volunteers/4711").status_code == 404
    assert client.get("/vetting/organizations/4711").status_code == 404
    assert client.post("/vetting/children/1/check").status_code == 404
    assert client.post("/vetting/volunteers/4711/check", data=CHECK).status_code == 404
    data = {"state": "active", "version": "1"}
    assert client.post("/vetting/organizations/4711/decide", data=data).status_code == 404


def test_an_organisation_is_activated_and_its_staff_check_noted(
    app: Flask, client: FlaskClient, officer: Actor
) -> None:
    key = builders.organization(state=ProviderState.APPLIED, record_check_until=None)
    assert _decide(client, "organizations", key, "active").status_code == 303
    client.post(f"/vetting/organizations/{key}/check", data=CHECK)
    house = row(Organization, key)
    assert (house.state, house.record_check_until) == (ProviderState.ACTIVE, date(2027, 3, 1))

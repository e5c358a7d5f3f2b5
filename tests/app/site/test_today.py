"""Each role's opening page: real numbers, each opening its list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from app.kernel import clock
from app.kernel.access import SIGNED_IN, Actor, Role
from app.kernel.audit import seal
from app.kernel.disclosure import LOOKED
from app.kernel.events import AuditLine, Job
from app.matches.models import Consent, ConsentState, Match, MatchState, Origin, Round, RoundState
from app.needs.models import NeedState
from app.offers.models import OfferState
from app.people.models import Account
from app.providers.models import ProviderState
from tests import builders


def _today(client: FlaskClient, who: Actor) -> html.HtmlElement:
    builders.sign_in(client, who)
    client.set_cookie("language", "en")
    answer = client.get("/today")
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def _numbers(page: html.HtmlElement) -> dict[str, str]:
    return {
        fact.xpath("string(.//span[@class='fact-text'])"): fact.xpath("string(.//b)").strip()
        for fact in page.xpath("//ul[@class='facts']/li")
    }


def _rows(page: html.HtmlElement) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.xpath("//ul[@class='tasks']/li")]


def _title(page: html.HtmlElement) -> str:
    return str(page.xpath("string(//h1)")).strip()


def _match(need_id: int, state: MatchState, **fields: Any) -> int:
    values = {
        "code": f"M{need_id}-{state}",
        "guardian_id": builders.guardian(),
        "village_code": builders.VILLAGE,
        "town_code": builders.VILLAGE[:9],
        "origin": Origin.ROUND,
        "proposed_at": builders.days_ago(2),
        "score": 80.0,
        "parts": [],
        **fields,
    }
    return builders._add(Match(need_id=need_id, state=state, **values))


def _consent(match_id: int, guardian_id: int, **fields: Any) -> int:
    values = {
        "village_code": builders.VILLAGE,
        "recipient": "周老师",
        "items": ["given_name"],
        "purpose": "tutoring",
        "valid_from": clock.today(),
        "valid_until": clock.today() + timedelta(days=90),
        "expires_at": clock.now() + timedelta(days=6),
        "asked_at": clock.now(),
        "state": ConsentState.WAITING,
        **fields,
    }
    return builders._add(Consent(match_id=match_id, guardian_id=guardian_id, **values))


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/today")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_a_director_sees_what_came_back_and_whom_to_ask(client: FlaskClient) -> None:
    volunteer = builders.volunteer().volunteer_id
    builders.need(state=NeedState.RETURNED, title="退回的需求", state_reason="请补充时间")
    match = _match(builders.need(title="等家长的需求"), MatchState.ACCEPTED, volunteer_id=volunteer)
    _consent(match, builders.guardian())
    page = _today(client, builders.actor(Role.CHILD_DIRECTOR))
    assert _title(page) == "Today 2 things wait for you"
    assert list(_numbers(page).values()) == ["1", "1", "1"]
    text = " ".join(_rows(page))
    assert "退回的需求" in text
    assert "请补充时间" in text
    assert "周老师 wants to help" in text


def test_a_director_sees_nothing_of_another_village(client: FlaskClient) -> None:
    child = builders.child(village=builders.OTHER_VILLAGE)
    builders.need(child_id=child, state=NeedState.RETURNED)
    page = _today(client, builders.actor(Role.CHILD_DIRECTOR))
    assert _title(page) == "Today nothing waits for you"


def test_a_family_whose_time_to_answer_is_over_is_not_to_be_asked(client: FlaskClient) -> None:
    match = _match(
        builders.need(), MatchState.ACCEPTED, volunteer_id=builders.volunteer().volunteer_id
    )
    _consent(match, builders.guardian(), expires_at=clock.now() - timedelta(hours=1))
    page = _today(client, builders.actor(Role.CHILD_DIRECTOR))
    assert _numbers(page)["families to ask"] == "0"


def test_a_supervisor_sees_the_longest_waiting_first(client: FlaskClient) -> None:
    for days in (1, 5, 3):
        builders.need(
            state=NeedState.SUBMITTED, title=f"等了{days}天", submitted_at=builders.days_ago(days)
        )
    page = _today(client, builders.actor(Role.CHILD_SUPERVISOR))
    assert _numbers(page)["needs to endorse"] == "3"
    assert [row[:4] for row in _rows(page)] == ["等了5天", "等了3天", "等了1天"]
    assert "waiting for 5 days" in _rows(page)[0]


def test_an_officer_sees_every_queue_and_the_last_round(client: FlaskClient) -> None:
    builders.need(state=NeedState.ENDORSED)
    _match(builders.need(), MatchState.PROPOSED, volunteer_id=builders.volunteer().volunteer_id)
    builders.volunteer(state=ProviderState.APPLIED)
    builders.organization(state=ProviderState.APPLIED)
    builders.offer(state=OfferState.SUBMITTED)
    builders.job(state=OfferState.SUBMITTED)
    builders._add(
        Round(
            state=RoundState.DONE,
            requested_at=clock.now(),
            finished_at=clock.now(),
            needs=9,
            proposals=5,
            unmet=4,
        )
    )
    page = _today(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert _title(page) == "Today 6 things wait for you"
    assert list(_numbers(page).values()) == ["1", "1", "2", "2", "0"]
    text = page.text_content()
    assert "9 needs, 5 proposals" in text
    assert "4 needs nobody was found for" in text
    assert page.xpath("//main//form[@method='post']//button")


def test_an_officer_reads_that_no_round_was_run(client: FlaskClient) -> None:
    page = _today(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert "No round has been run yet." in page.text_content()


def test_a_volunteer_answers_invitations_first(client: FlaskClient) -> None:
    who = builders.volunteer()
    invited = builders.need(state=NeedState.MATCHED)
    _match(invited, MatchState.INVITED, volunteer_id=who.volunteer_id, answer_by=clock.now())
    near = builders.need()
    page = _today(client, who)
    assert _title(page) == "Today 1 thing waits for you"
    assert _numbers(page)["open needs in your fields"] == "1"
    assert "Please answer by" in _rows(page)[0]
    assert f"/needs/{near}" in page.xpath("//ul[@class='tasks']//a/@href")[1]


@pytest.mark.parametrize(
    "fields", [{"category": "rehabilitation"}, {"lat": 30.5, "lon": 120.8}, {"lon": 120.8}]
)
def test_a_need_out_of_field_or_reach_is_not_near(
    client: FlaskClient, fields: dict[str, Any]
) -> None:
    builders.need(title="太远或不对口", **fields)
    assert "太远或不对口" not in _today(client, builders.volunteer()).text_content()


def test_a_new_volunteer_reads_what_is_missing(client: FlaskClient) -> None:
    who = builders.volunteer(
        state=ProviderState.APPLIED, pledge_signed_at=None, record_check_until=None
    )
    text = _today(client, who).text_content()
    assert "Civil affairs is looking at your registration" in text
    assert "the pledge to protect children" in text
    assert "the record check" in text


def test_a_vetted_volunteer_misses_nothing(client: FlaskClient) -> None:
    assert "Still missing" not in _today(client, builders.volunteer()).text_content()


def test_a_record_check_that_ran_out_is_said(client: FlaskClient) -> None:
    who = builders.volunteer(record_check_until=clock.today() - timedelta(days=1))
    assert "Your record check has run out" in _today(client, who).text_content()


def test_an_organisation_sees_its_postings_and_what_came_back(client: FlaskClient) -> None:
    own = builders.organization()
    builders.offer(organization_id=own, title="在架的资源")
    builders.offer(organization_id=own, state=OfferState.RETURNED, state_reason="请写清服务区域")
    builders.offer(title="别家的资源")
    page = _today(client, builders.member(own))
    assert _title(page) == "Today 1 thing waits for you"
    text = " ".join(_rows(page))
    assert "请写清服务区域" in text
    assert "在架的资源" in text
    assert "别家的资源" not in text


def test_an_employer_sees_its_jobs(client: FlaskClient) -> None:
    own = builders.organization(kind="enterprise")
    builders.job(organization_id=own, title="自家的岗位", capacity=3, load=1)
    page = _today(client, builders.member(own, role=Role.EMPLOYER))
    assert "2 of 3 places free" in " ".join(_rows(page))


def test_a_guardian_sees_who_waits_for_an_answer_and_jobs_near(client: FlaskClient) -> None:
    family = builders.guardian()
    match = _match(
        builders.need(), MatchState.ACCEPTED, volunteer_id=builders.volunteer().volunteer_id
    )
    _consent(match, family)
    builders.job(title="镇上的岗位")
    builders.job(title="外镇的岗位", town_code=builders.OTHER_VILLAGE[:9])
    page = _today(client, builders.actor(Role.GUARDIAN, guardian_id=family))
    assert _numbers(page)["questions for you: yes or no"] == "1"
    assert _numbers(page)["jobs and courses in your town"] == "1"
    text = " ".join(_rows(page))
    assert "周老师 wants to help" in text
    assert "镇上的岗位" in text
    assert "外镇的岗位" not in text


def test_an_auditor_sees_the_chain_and_the_newest_looks(app: Flask, client: FlaskClient) -> None:
    look = {"of": "Child", "why": "duty"}
    values = {"event": "child.field_read", "role": "child_director", "at": clock.now()}
    builders._add(AuditLine(account_id=7, child_id=3, field="full_name", payload=look, **values))
    newer = {"of": "Child", "fields": ["born_on", "sex"], "why": "duty"}
    builders._add(AuditLine(account_id=7, child_id=3, payload=newer, **values | {"event": LOOKED}))
    seal()
    page = _today(client, builders.actor(Role.AUDITOR))
    assert _numbers(page)["looks at protected fields today"] == "2"
    assert int(_numbers(page)["lines in the chain"]) >= 1
    assert "Child.born_on, sex" in _rows(page)[0]
    assert "Child.full_name" in _rows(page)[1]


def test_an_administrator_sees_failed_jobs_and_locked_accounts(client: FlaskClient) -> None:
    now = clock.now()
    moments = {"created_at": now, "due_at": now}
    builders._add(
        Job(handler="a:b", lane="steps", event="x.failed", payload={}, error="OSError", **moments)
    )
    builders._add(Job(handler="a:b", lane="steps", event="x.waiting", payload={}, **moments))
    builders._add(
        Account(
            name="locked",
            display_name="锁住的人",
            password_hash="x",
            stamp="s",
            created_at=now,
            locked_until=now + timedelta(minutes=5),
        )
    )
    page = _today(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    assert list(_numbers(page).values()) == ["1", "0", "1", "0"]
    assert "x.failed" in _rows(page)[0]
    assert "锁住的人" in _rows(page)[1]


ROLES = sorted(SIGNED_IN)


def _somebody(role: Role) -> Actor:
    if role is Role.VOLUNTEER:
        return builders.volunteer()
    if role is Role.ORGANIZATION_MEMBER:
        return builders.member(builders.organization())
    if role is Role.EMPLOYER:
        return builders.member(builders.organization(kind="enterprise"), role=role)
    if role is Role.GUARDIAN:
        return builders.actor(role, guardian_id=builders.guardian())
    return builders.actor(role)


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_each_number_opens_a_list_this_role_may_read(client: FlaskClient, role: Role) -> None:
    page = _today(client, _somebody(role))
    links = page.xpath("//main//ul[@class='facts']//a/@href | //main//p/a/@href")
    assert links
    for address in links:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_each_menu_has_at_most_five_entries_that_open(client: FlaskClient, role: Role) -> None:
    page = _today(client, _somebody(role))
    links = page.xpath("//nav[@class='tabs']/a/@href")
    assert 1 < len(links) <= 5
    for address in links:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_each_opening_page_opens_in_chinese(client: FlaskClient, role: Role) -> None:
    builders.sign_in(client, _somebody(role))
    text = client.get("/today", headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    assert "今天没有等你办的事" in text

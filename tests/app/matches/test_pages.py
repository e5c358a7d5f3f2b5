"""The room's pages: who may open which, what they show and keep, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.children.actions import change_guardian_mobile
from app.kernel import words
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.web import AUDIENCES
from app.matches.actions import apply
from app.matches.models import ConsentState, Match, MatchState
from app.needs.models import Need
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import change, photograph, work_wanted
from tests.app.matches.pages import as_, guardian_of, page, sent

BORN_ON = steps.BORN_ON.isoformat()
NEW_NUMBER = "请先问清接电话的是谁"
LANGUAGES = {"zh_Hans_CN": "zh-Hans", "en": "en"}


@pytest.mark.parametrize("language", LANGUAGES)
class TestBothLanguages:
    """Every page is opened; the client itself holds each to the rules of pages."""

    def speak(self, client: FlaskClient, language: str) -> None:
        client.set_cookie("language", language)

    def opened(self, client: FlaskClient, language: str, *paths: str) -> None:
        self.speak(client, language)
        for path in paths:
            assert f'lang="{LANGUAGES[language]}"' in page(client, path)

    def test_an_officers_pages(self, client: FlaskClient, language: str) -> None:
        at = steps.scene()
        builders.volunteer(lat=30.73)
        builders.need(category="legal_support")
        builders.volunteer(categories=["legal_support"], modes=["online"])
        steps.hold_round()
        self.opened(
            as_(client, at.officer),
            language,
            "/matches",
            "/matches?tick=y&plain=y&category=tutoring&town=330483100&origin=round",
            "/matches?tab=decided",
            "/matches/1",
            f"/needs/{at.need_id}/helpers",
            "/rounds",
            "/rounds/1",
            "/rounds/1?replay=y",
            "/unmet",
            "/unmet?reason=mode&category=legal_support",
        )

    @pytest.mark.parametrize(
        "state", [state for state in MatchState if state != MatchState.PROPOSED]
    )
    def test_a_match_in_every_state(
        self, client: FlaskClient, language: str, state: MatchState
    ) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        steps.put(match_id, state)
        with builders.world():
            db.session.get_one(Match, match_id).reason = {
                MatchState.REJECTED: "too_far",
                MatchState.DECLINED: "no_time",
                MatchState.ENDED_EARLY: "need_met",
                MatchState.COMPLETED: "completed",
            }.get(state)
        self.opened(as_(client, at.officer), language, f"/matches/{match_id}")
        if state in (MatchState.APPROVED, MatchState.REJECTED, MatchState.OVERTAKEN):
            return
        self.opened(as_(client, at.volunteer), language, "/invitations", f"/invitations/{match_id}")
        self.opened(as_(client, guardian_of(at)), language, "/family")
        self.opened(as_(client, at.director), language, "/village-matches")

    def test_an_organisations_offer_and_an_employers_job(
        self, client: FlaskClient, language: str
    ) -> None:
        builders.need()
        builders.offer()
        need_id, guardian_id = work_wanted()
        job_id = builders.job()
        family = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
        steps.act(apply, family, need_id, supply_key=f"j{job_id}")
        steps.hold_round()
        self.opened(
            as_(client, builders.actor(Role.CIVIL_AFFAIRS)),
            language,
            "/matches",
            "/matches/1",
            "/matches/2",
        )

    def test_the_guardians_pages(self, client: FlaskClient, language: str) -> None:
        at = steps.scene()
        match_id, token = steps.asked(at)
        self.opened(client, language, f"/c/{token}", "/answered/yes", "/answered/no")
        asked = client.post(f"/c/{token}", data={"born_on": BORN_ON})
        assert asked.status_code == 200
        self.opened(as_(client, guardian_of(at)), language, "/family", f"/family/{match_id}")

    def test_the_supervisors_calls(self, client: FlaskClient, language: str) -> None:
        supervisor = as_(client, builders.actor(Role.CHILD_SUPERVISOR))
        self.opened(supervisor, language, "/families-to-ring")

    def test_empty_lists(self, client: FlaskClient, language: str) -> None:
        self.opened(
            as_(client, builders.actor(Role.CIVIL_AFFAIRS)),
            language,
            "/matches",
            "/rounds",
            "/unmet",
        )
        self.opened(as_(client, builders.volunteer()), language, "/invitations")
        family = builders.actor(Role.GUARDIAN, guardian_id=builders.guardian())
        self.opened(as_(client, family), language, "/family")
        self.opened(as_(client, builders.actor(Role.CHILD_DIRECTOR)), language, "/village-matches")


class TestProvider:
    def test_yes_and_then_the_name(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.invited(at)
        as_(client, at.volunteer)
        before = page(client, f"/invitations/{match_id}")
        assert "小禾" not in before
        assert "民合村" not in before
        sent(client, f"/invitations/{match_id}/accept")
        steps.run_jobs()
        token = steps.token_in_text()
        sent(client, f"/c/{token}", born_on=BORN_ON, answer="yes", child_view="willing")
        after = page(client, f"/invitations/{match_id}")
        assert "小禾" in after
        assert "民合村儿童之家" in after
        assert "周小禾" not in after

    def test_who_is_asked_for_goods_reads_which(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.invited(at)
        change(Need, at.need_id, items=["winter_coat_120", "electric_blanket"])
        shown = page(as_(client, at.volunteer), f"/invitations/{match_id}")
        assert words.labels("goods_item", ["winter_coat_120", "electric_blanket"]) in shown

    def test_not_now_asks_for_a_reason(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.invited(at)
        as_(client, at.volunteer)
        sent(client, f"/invitations/{match_id}/decline", status=422)
        assert sent(client, f"/invitations/{match_id}/decline", reason="health") == "/invitations"
        assert steps.match(match_id).reason == "health"

    def test_a_late_yes_is_told_kindly(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.accepted(at)
        as_(client, at.volunteer)
        where = sent(client, f"/invitations/{match_id}/accept")
        assert "已经接受过了" in page(client, where)


class TestConsentPage:
    def test_it_names_who_what_and_says_that_no_costs_nothing(self, client: FlaskClient) -> None:
        _match_id, token = steps.asked(steps.scene())
        before = page(client, f"/c/{token}")
        assert not any(word in before for word in ("volunteer", "小禾", "作业"))
        html = client.post(f"/c/{token}", data={"born_on": BORN_ON}).text
        assert "volunteer" in html
        assert "小禾" in html
        assert "不同意没有任何影响" in html
        assert "周小禾" not in html

    def test_no_needs_nothing_else(self, client: FlaskClient) -> None:
        match_id, token = steps.asked(steps.scene())
        assert sent(client, f"/c/{token}", born_on=BORN_ON, answer="no") == "/answered/no"
        assert steps.consent_of(match_id).state == ConsentState.REFUSED
        page(client, f"/c/{token}", status=410)
        assert client.post(f"/c/{token}", data={"answer": "yes"}).status_code == 410

    def test_yes_without_the_childs_view_asks_again(self, client: FlaskClient) -> None:
        _match_id, token = steps.asked(steps.scene())
        assert "孩子自己怎么想" in sent(
            client, f"/c/{token}", status=422, born_on=BORN_ON, answer="yes"
        )
        values = {"born_on": BORN_ON, "answer": "maybe", "child_view": "unsure"}
        assert sent(client, f"/c/{token}", status=422, **values).count("checked") == 1

    def test_a_wrong_birthday_shows_nothing_and_says_how_often_one_may_try(
        self, client: FlaskClient
    ) -> None:
        _match_id, token = steps.asked(steps.scene())
        for left in (4, 3, 2, 1):
            html = sent(client, f"/c/{token}", status=422, born_on="2016-09-02")
            assert f"还可以试 {left} 次" in html
            assert "小禾" not in html
        sent(client, f"/c/{token}", status=410, born_on="2016-09-02")
        page(client, f"/c/{token}", status=410)

    @pytest.mark.parametrize("token", ["nonsense", "0" * 32])
    def test_a_wrong_link_is_gone(self, client: FlaskClient, token: str) -> None:
        page(client, f"/c/{token}", status=410)

    def test_a_guardian_who_is_signed_in_answers_on_the_own_page(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        as_(client, guardian_of(at))
        assert f"/family/{match_id}" in page(client, "/family")
        sent(client, f"/family/{match_id}", status=422, answer="yes")
        sent(client, f"/family/{match_id}", answer="yes", child_view="willing")
        page(client, f"/family/{match_id}", status=404)
        assert sent(client, f"/family/{match_id}/withdraw") == "/family"
        assert steps.consent_of(match_id).state == ConsentState.WITHDRAWN

    def test_a_job_asks_nothing_about_a_child(self, client: FlaskClient) -> None:
        _need_id, guardian_id = work_wanted()
        organization_id = builders.organization(kind="enterprise", name="某家纺有限公司")
        job_id = builders.job(organization_id=organization_id)
        family = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
        as_(client, family)
        assert sent(client, f"/jobs/{job_id}/apply") == f"/jobs/{job_id}"
        as_(client, builders.actor(Role.CIVIL_AFFAIRS))
        sent(client, "/matches/1/approve")
        steps.send_invitation(1)
        as_(client, builders.member(organization_id, role=Role.EMPLOYER))
        sent(client, "/invitations/1/accept")
        steps.run_jobs()
        html = client.post(f"/c/{steps.token_in_text()}", data={"born_on": BORN_ON}).text
        assert "某家纺有限公司" in html
        assert 'name="child_view"' not in html
        sent(client, f"/c/{steps.token_in_text()}", born_on=BORN_ON, answer="yes")
        assert "14200000001" in page(client, "/invitations/1")

    def test_without_a_wish_for_work_a_guardian_writes_one_first(self, client: FlaskClient) -> None:
        job_id = builders.job()
        as_(client, builders.actor(Role.GUARDIAN, guardian_id=builders.guardian()))
        assert sent(client, f"/jobs/{job_id}/apply") == "/my-needs"


class TestVillage:
    def test_the_director_has_the_text_sent_again_and_answers_nothing(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        match_id, old = steps.asked(at)
        as_(client, at.director)
        assert f"/village-matches/{match_id}/again" in page(client, "/village-matches")
        sent(client, f"/village-matches/{match_id}/again")
        steps.run_jobs()
        page(client, f"/c/{old}", status=410)
        assert "/c/" not in page(client, "/village-matches")

    def test_the_supervisor_rings_about_a_sheet_and_what_was_heard_counts(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        picture = {"sheet": photograph()}
        as_(client, at.director).post(f"/village-matches/{match_id}/sheet", data=picture)
        as_(client, builders.actor(Role.CHILD_SUPERVISOR))
        html = page(client, "/families-to-ring")
        assert "tel:14200000009" in html
        assert NEW_NUMBER not in html
        path = f"/families-to-ring/{match_id}"
        assert "孩子自己怎么想" in sent(client, path, status=422, answer="yes")
        view = {f"match{match_id}-child_view": "willing"}
        assert sent(client, path, answer="yes", **view) == "/families-to-ring"
        assert steps.consent_of(match_id).channel == "paper"
        assert "没有需要监护人答复" in page(client, sent(client, path, answer="yes"))

    def test_a_number_that_nobody_else_has_rung_is_marked_beside_the_sheet(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        steps.act(change_guardian_mobile, at.director, at.child_id, mobile="14200000077")
        picture = {"sheet": photograph()}
        as_(client, at.director).post(f"/village-matches/{match_id}/sheet", data=picture)
        as_(client, builders.actor(Role.CHILD_SUPERVISOR))
        assert NEW_NUMBER in page(client, "/families-to-ring")

    def test_a_number_is_rung_when_a_question_waits_for_it_and_not_before(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        steps.act(change_guardian_mobile, at.director, at.child_id, mobile="14200000077")
        as_(client, builders.actor(Role.CHILD_SUPERVISOR))
        assert "tel:14200000077" not in page(client, "/families-to-ring")

    def test_the_supervisor_rings_a_new_number_once(self, client: FlaskClient) -> None:
        at = steps.scene()
        steps.asked(at)
        steps.act(change_guardian_mobile, at.director, at.child_id, mobile="14200000077")
        as_(client, builders.actor(Role.CHILD_SUPERVISOR))
        assert "tel:14200000077" in page(client, "/families-to-ring")
        assert "个家庭要打电话" in page(client, "/today")
        sent(client, f"/families-to-ring/numbers/{at.guardian_id}")
        assert "tel:14200000077" not in page(client, "/families-to-ring")

    def test_another_villages_matches_are_neither_listed_nor_found(
        self, client: FlaskClient
    ) -> None:
        match_id, _token = steps.asked(steps.scene())
        as_(client, builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE))
        assert "小禾" not in page(client, "/village-matches")
        for path in (f"/village-matches/{match_id}/again", f"/village-matches/{match_id}/withdraw"):
            assert client.post(path).status_code == 404


class TestApplying:
    def test_a_volunteer_applies(self, client: FlaskClient) -> None:
        at = steps.scene()
        as_(client, at.volunteer)
        assert sent(client, f"/needs/{at.need_id}/apply") == f"/needs/{at.need_id}"
        assert steps.match(1).state == MatchState.PROPOSED
        assert "M2026-00001" in page(client, "/invitations/1")

    def test_an_organisation_applies_with_an_offer(self, client: FlaskClient) -> None:
        need_id, organization_id = builders.need(), builders.organization()
        offer_id = builders.offer(organization_id=organization_id)
        as_(client, builders.member(organization_id))
        sent(client, f"/needs/{need_id}/apply", supply=f"o{offer_id}")
        assert steps.match(1).offer_id == offer_id

    def test_what_stands_in_the_way_is_said(self, client: FlaskClient) -> None:
        need_id = builders.need(qualifications=["teacher_cert"])
        as_(client, builders.volunteer())
        assert "缺少需要的资质：教师资格证" in page(client, sent(client, f"/needs/{need_id}/apply"))


READS = {
    "/matches": "civil_affairs",
    "/matches/1": "civil_affairs",
    "/needs/1/helpers": "civil_affairs",
    "/rounds": "civil_affairs",
    "/rounds/1": "civil_affairs",
    "/rounds/1/progress": "civil_affairs",
    "/unmet": "civil_affairs",
    "/invitations": "volunteer organization_member employer",
    "/family": "guardian",
    "/village-matches": "child_director",
}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.VISITOR, Role.SYSTEM, Role.VOLUNTEER}))
def test_other_roles_are_kept_out(client: FlaskClient, role: Role) -> None:
    steps.proposed(steps.scene())
    hat = {"guardian_id": builders.guardian()} if role is Role.GUARDIAN else {}
    if role in (Role.ORGANIZATION_MEMBER, Role.EMPLOYER):
        hat = {"organization_id": builders.organization()}
    as_(client, builders.actor(role, **hat))
    for path, roles in READS.items():
        expected = 200 if role in roles.split() else 403
        assert client.get(path).status_code == expected, path


def test_a_visitor_signs_in_first(client: FlaskClient) -> None:
    for path in READS:
        assert client.get(path).location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/matches/99", "/rounds/99", "/needs/99/helpers"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    page(as_(client, builders.actor(Role.CIVIL_AFFAIRS)), path, status=404)


def test_a_strangers_invitation_is_not_found(client: FlaskClient) -> None:
    match_id = steps.invited(steps.scene())
    as_(client, builders.volunteer())
    page(client, f"/invitations/{match_id}", status=404)
    assert client.post(f"/invitations/{match_id}/accept").status_code == 404


def test_every_deed_of_the_room_is_for_somebody(app: Flask) -> None:
    assert [
        name for name, roles in AUDIENCES.items() if name.startswith("matches.") and not roles
    ] == []


def test_an_invitation_does_not_tell_within_how_many_kilometres_a_family_wants_help(
    client: FlaskClient,
) -> None:
    at = steps.scene()
    change(Need, at.need_id, max_km=5.0)
    match_id = steps.invited(at)
    client.set_cookie("language", "en")
    told = "At most this far from home"
    assert told not in page(as_(client, at.volunteer), f"/invitations/{match_id}")
    assert told in page(as_(client, at.officer), f"/matches/{match_id}")

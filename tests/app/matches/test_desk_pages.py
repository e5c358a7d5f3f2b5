"""The officer's pages: the queue, the decision, the rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.kernel.access import Role
from app.kernel.db import db
from app.matches.models import MatchState, Round
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.pages import as_, page, sent


class TestQueue:
    def test_plain_ones_are_approved_together_from_the_page(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        as_(client, at.officer)
        assert f'name="match" value="{match_id}" checked' in page(client, "/matches?tick=y")
        assert f'name="match" value="{match_id}">' in page(client, "/matches")
        assert sent(client, "/matches/approve", match=[match_id]) == "/matches"
        assert steps.match(match_id).state == MatchState.APPROVED

    def test_what_stops_them_is_told(self, client: FlaskClient) -> None:
        as_(client, builders.actor(Role.CIVIL_AFFAIRS))
        where = sent(client, "/matches/approve")
        assert "请先勾选" in page(client, where)

    def test_the_most_urgent_stands_first(self, client: FlaskClient) -> None:
        builders.need(title="平常的需求")
        builders.need(title="紧急的需求", urgency="urgent")
        builders.volunteer()
        steps.hold_round()
        html = page(as_(client, builders.actor(Role.CIVIL_AFFAIRS)), "/matches")
        assert html.index("紧急的需求") < html.index("平常的需求")

    def test_an_unknown_filter_asks_nothing(self, client: FlaskClient) -> None:
        at = steps.scene()
        steps.proposed(at)
        as_(client, at.officer)
        assert "M2026" not in page(client, "/matches?category=legal_support")
        assert "小学三年级" in page(client, "/matches?category=nonsense&town=1&origin=x&page=zz")

    def test_the_number_of_questions_does_not_grow_with_the_list(
        self, app: Flask, client: FlaskClient
    ) -> None:
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        pair()
        steps.hold_round()
        as_(client, officer)
        few = counted(lambda: page(client, "/matches"))
        for _ in range(8):
            pair()
        steps.hold_round()
        assert counted(lambda: page(client, "/matches")) == few
        left = counted(lambda: page(client, "/unmet"))
        for _ in range(6):
            builders.need(category="legal_support")
        steps.hold_round()
        assert counted(lambda: page(client, "/unmet")) <= left + 2


def pair() -> None:
    builders.need()
    builders.volunteer()
    builders.need(category="companionship")
    builders.offer(category="companionship")


def counted(do: Callable[[], object]) -> int:
    """How many statements go to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        do()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


class TestDecisionPage:
    def test_approving_goes_on_to_the_next(self, client: FlaskClient) -> None:
        at = steps.scene()
        builders.need(category="companionship")
        builders.volunteer(categories=["companionship"])
        steps.hold_round()
        as_(client, at.officer)
        assert sent(client, "/matches/1/approve") == "/matches/2"
        assert sent(client, "/matches/2/approve") == "/matches"

    def test_it_says_why_in_words_and_asks_the_rules_again(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        html = page(as_(client, at.officer), f"/matches/{match_id}")
        assert "需要的时间里有 100% 对得上" in html
        assert "服务地区包括这个镇" in html
        assert "开始前需签书面协议" in html
        assert "民合村" in html or "乌镇镇" in html
        assert "小禾" not in html

    def test_what_changed_since_is_said_before_anybody_clicks(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        with builders.world():
            db.session.get_one(Volunteer, at.volunteer.volunteer_id).slots = [[2, 960, 1080]]
        assert "时间对不上" in page(as_(client, at.officer), f"/matches/{match_id}")

    def test_a_rejection_without_a_reason_asks_again_and_keeps_the_remark(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        as_(client, at.officer)
        html = sent(client, f"/matches/{match_id}/reject", status=422, remark="离得太远了些")
        assert "离得太远了些" in html
        html = sent(client, f"/matches/{match_id}/reject", status=422, reason="other")
        assert "请写明原因" in html
        assert sent(client, f"/matches/{match_id}/reject", reason="too_far") == "/matches"

    def test_a_refusal_is_told_on_the_page_it_is_about(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.invited(at)
        as_(client, builders.actor(Role.CIVIL_AFFAIRS))
        where = sent(client, f"/matches/{match_id}/approve")
        assert where == f"/matches/{match_id}"
        assert "已经由民政工作人员决定" in page(client, where)

    def test_somebody_else_is_chosen_from_the_list(self, client: FlaskClient) -> None:
        at = steps.scene()
        other = builders.volunteer(lat=30.73)
        match_id = steps.proposed(at)
        as_(client, at.officer)
        where = sent(client, f"/matches/{match_id}/replace", supply=f"v{other.volunteer_id}")
        assert "由另一位工作人员决定" in page(client, where)
        assert sent(client, f"/matches/{match_id}/replace", status=422)

    def test_a_helper_is_proposed_by_hand(self, client: FlaskClient) -> None:
        at = steps.scene()
        as_(client, at.officer)
        key = f"v{at.volunteer.volunteer_id}"
        path = f"/needs/{at.need_id}/helpers"
        assert f'value="{key}"' in page(client, path)
        assert sent(client, path, supply=key) == "/matches/1"
        assert "已经有一条正在办理" in sent(client, path, status=422, supply=key)

    def test_a_service_is_ended_from_the_page(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        as_(client, at.officer)
        assert sent(client, f"/matches/{match_id}/end", status=422)
        sent(client, f"/matches/{match_id}/end", reason="completed")
        assert steps.match(match_id).state == MatchState.COMPLETED


class TestRounds:
    def test_a_round_is_asked_for_watched_and_summed_up(self, client: FlaskClient) -> None:
        at = steps.scene()
        as_(client, at.officer)
        assert sent(client, "/rounds") == "/rounds/1"
        assert 'data-poll="/rounds/1/progress"' in page(client, "/rounds/1")
        told = client.get("/rounds/1/progress").get_json()
        assert (told["done"], told["total"], told["href"]) == (0, 1, None)
        assert sent(client, "/rounds") == "/rounds/1"
        steps.run_jobs()
        assert client.get("/rounds/1/progress").get_json()["href"] == "/rounds/1"
        assert "方案一字不差" in page(client, "/rounds/1?replay=y")

    def test_a_failed_round_says_that_nothing_was_kept(self, client: FlaskClient) -> None:
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        as_(client, officer)
        sent(client, "/rounds")
        with builders.world():
            db.session.get_one(Round, 1).state = "failed"
        assert "什么都没有留下" in page(client, "/rounds/1")

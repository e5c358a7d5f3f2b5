"""A helper who pauses is asked nothing, and is asked again by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import unscoped
from app.matches.actions import accept, apply, approve, propose_by_hand
from app.matches.models import Match, MatchState
from app.matches.queries import market
from app.providers.actions import profile as actions
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps

TODAY = date(2026, 3, 12)
WEEK = TODAY + timedelta(days=7)


def _pause(who: Actor, from_on: date = TODAY, last_day: date = WEEK) -> Any:
    return steps.act(actions.pause, who, from_on=from_on, last_day=last_day)


def _supplies(on: date) -> list[Any]:
    """As a round of this day takes them."""
    found: list[Any] = steps.act(lambda _actor: market.all_supplies(on), SYSTEM)
    return found


def _row(who: Actor) -> Volunteer:
    db.session.rollback()
    with unscoped("a test looks"):
        return db.session.scalars(select(Volunteer).where(Volunteer.id == who.volunteer_id)).one()


def _refused(code: str, verb: Any, *values: Any, **given: Any) -> None:
    with pytest.raises(Refused) as refused:
        steps.act(verb, *values, **given)
    assert refused.value.code == code


def test_a_round_leaves_out_who_pauses_and_takes_them_back_by_itself(app: Flask) -> None:
    who = builders.volunteer()
    _pause(who)
    assert _supplies(TODAY) == []
    assert _supplies(WEEK) == []
    assert len(_supplies(WEEK + timedelta(days=1))) == 1


def test_a_pause_ahead_leaves_the_days_before_it_alone(app: Flask) -> None:
    who = builders.volunteer()
    _pause(who, WEEK, WEEK)
    assert len(_supplies(TODAY)) == 1
    assert _supplies(WEEK) == []


def test_who_pauses_is_neither_proposed_nor_approved_nor_applies(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.proposed(at)
    _pause(at.volunteer)
    _refused("match.paused", approve, at.officer, match_id)
    other = builders.need()
    key = f"v{at.volunteer.volunteer_id}"
    _refused("match.paused", propose_by_hand, at.officer, other, supply_key=key)
    _refused("match.paused", apply, at.volunteer, other)


def test_an_invitation_from_before_may_still_be_answered(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    _pause(at.volunteer)
    steps.act(accept, at.volunteer, match_id)
    with unscoped("a test looks"):
        state = db.session.scalars(select(Match.state).where(Match.id == match_id)).one()
    assert state == MatchState.ACCEPTED


def test_ending_a_pause_asks_again_at_once(app: Flask) -> None:
    who = builders.volunteer()
    _pause(who)
    steps.act(actions.resume, who)
    assert not _row(who).is_paused(TODAY)
    _refused("provider.not_paused", actions.resume, who)


def test_a_pause_that_is_over_need_not_be_ended(app: Flask) -> None:
    who = builders.volunteer()
    _pause(who)
    with clock.held(clock.now() + timedelta(days=8)):
        assert not _row(who).is_paused(clock.today())
        _refused("provider.not_paused", actions.resume, who)


def test_a_pause_costs_nothing(app: Flask) -> None:
    who = builders.volunteer()
    before = _row(who)
    kept = (before.invited, before.accepted, before.completed, before.ended_early, before.load)
    _pause(who)
    after = _row(who)
    assert kept == (after.invited, after.accepted, after.completed, after.ended_early, after.load)


@pytest.mark.parametrize(
    ("from_on", "last_day", "code"),
    [
        (TODAY, TODAY - timedelta(days=1), "provider.pause_over"),
        (date(1, 1, 1), date(1, 1, 2), "provider.pause_over"),
        (WEEK, TODAY, "provider.pause_backwards"),
        (TODAY, TODAY + timedelta(days=367), "provider.pause_too_long"),
        (TODAY, date(9999, 12, 31), "provider.pause_too_long"),
    ],
)
def test_days_that_cannot_be_are_refused_and_leave_no_trace(
    app: Flask, from_on: date, last_day: date, code: str
) -> None:
    who = builders.volunteer()
    _refused(code, actions.pause, who, from_on=from_on, last_day=last_day)
    assert (_row(who).pause_from_on, _row(who).pause_last_day) == (None, None)


def test_a_pause_begun_in_the_past_begins_today(app: Flask) -> None:
    who = builders.volunteer()
    _pause(who, date(2020, 1, 1), TODAY)
    assert _row(who).pause_from_on == TODAY


class TestPages:
    @pytest.fixture
    def who(self, app: Flask) -> Actor:
        return builders.volunteer()

    @pytest.fixture
    def phone(self, client: FlaskClient, who: Actor) -> FlaskClient:
        client.set_cookie("language", "en")
        return builders.sign_in(client, who)

    def test_not_now_is_two_presses_and_stands_on_the_profile(self, phone: FlaskClient) -> None:
        assert phone.get("/profile/pause").status_code == 200
        given = {"from_on": "2026-03-12", "last_day": "2026-03-30"}
        assert phone.post("/profile/pause", data=given).status_code == 303
        text = phone.get("/profile").get_data(as_text=True)
        assert "until March 30, 2026 nobody asks you" in text

    def test_today_suggests_nothing_in_a_pause(self, phone: FlaskClient, who: Actor) -> None:
        assert "Near you" in phone.get("/today").get_data(as_text=True)
        _pause(who)
        text = phone.get("/today").get_data(as_text=True)
        assert "Near you" not in text
        assert "taking a pause until" in text

    def test_a_pause_is_ended_with_one_press(self, phone: FlaskClient, who: Actor) -> None:
        _pause(who)
        assert phone.post("/profile/resume").status_code == 303
        assert "Not now" in phone.get("/profile").get_data(as_text=True)

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"from_on": "2026-03-12"},
            {"from_on": "x", "last_day": "2026-03-30"},
            {"from_on": "2026-03-12", "last_day": "2026-02-30"},
            {"from_on": "2026-03-12", "last_day": "2026-03-01"},
            {"from_on": "2026-03-12", "last_day": "9999-12-31"},
        ],
    )
    def test_days_typed_wrong_are_asked_again(
        self, phone: FlaskClient, given: dict[str, str]
    ) -> None:
        assert phone.post("/profile/pause", data=given).status_code == 422

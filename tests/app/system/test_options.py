"""The bureau's numbers on their pages: set by one, or proposed to a second person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import clock, options
from app.kernel.access import KEEPERS, SYSTEM, Actor, Role
from app.kernel.countersign import Countersign, CountersignProposed, CountersignState
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine
from app.kernel.options import OptionValue
from app.kernel.scope import unscoped
from app.post.models import Letter
from app.system import actions
from app.system.jobs import expire_due
from tests import builders
from tests.app.matches import steps

TODAY = date(2026, 3, 12)


@pytest.fixture
def officer(app: Flask) -> Actor:
    return builders.actor(Role.CIVIL_AFFAIRS)


@pytest.fixture
def other(app: Flask) -> Actor:
    return builders.actor(Role.CIVIL_AFFAIRS)


def _set(who: Actor, name: str, value: int, **given: Any) -> Any:
    values = {"from_on": TODAY, "reason": "", **given}
    return steps.act(actions.set_option, who, name, value=value, **values)


def _proposed(who: Actor) -> int:
    event = _set(who, "idle_minutes", 60, reason="窗口人多，常被退出")
    assert isinstance(event, CountersignProposed)
    return event.countersign_id


def _row(key: int) -> Countersign:
    db.session.rollback()
    with unscoped("a test looks"):
        return db.session.scalars(select(Countersign).where(Countersign.id == key)).one()


def _lines() -> list[str]:
    db.session.rollback()  # what was read before must not hold an old snapshot
    return list(db.session.scalars(select(AuditLine.event).order_by(AuditLine.id)))


def _readers(event: str) -> list[int]:
    db.session.rollback()
    with unscoped("a test looks"):
        wanted = select(Letter.account_id).where(Letter.event == event).order_by(Letter.account_id)
        return list(db.session.scalars(wanted))


def _refused(code: str, act: Any, *values: Any, **given: Any) -> None:
    before = _lines()
    with pytest.raises(Refused) as refused:
        act(*values, **given)
    assert refused.value.code == code
    assert _lines() == before


class TestSetting:
    def test_a_harmless_number_is_set_by_one_person(self, officer: Actor) -> None:
        _set(officer, "answer_working_days", 5)
        assert options.value("answer_working_days") == 5
        row = db.session.scalars(select(OptionValue)).one()
        assert (row.set_by, row.second) == (officer.account_id, None)

    def test_making_children_safer_needs_one_person(self, officer: Actor) -> None:
        _set(officer, "idle_minutes", 10)
        assert options.value("idle_minutes") == 10

    def test_making_them_less_safe_waits_for_a_second(self, officer: Actor) -> None:
        _proposed(officer)
        assert options.value("idle_minutes") == 30

    @pytest.mark.parametrize(
        ("name", "value", "given", "code"),
        [
            ("idle_minutes", 4, {}, "option.out_of_range"),
            ("idle_minutes", 121, {}, "option.out_of_range"),
            ("idle_minutes", 30, {}, "option.same"),
            ("idle_minutes", 31, {}, "countersign.reason_missing"),
            ("idle_minutes", 31, {"reason": " \n"}, "countersign.reason_missing"),
            ("idle_minutes", 20, {"from_on": date(2026, 3, 11)}, "option.past"),
            ("idle_minutes", 20, {"from_on": date(1, 1, 1)}, "option.past"),
        ],
    )
    def test_what_cannot_be_set_is_refused_and_leaves_no_trace(
        self, officer: Actor, name: str, value: int, given: dict[str, Any], code: str
    ) -> None:
        _refused(code, _set, officer, name, value, **given)

    def test_an_option_nobody_knows_is_not_found(self, officer: Actor) -> None:
        with pytest.raises(NotFound):
            _set(officer, "secret_key", 1)

    @pytest.mark.parametrize("role", sorted(set(Role) - KEEPERS))
    def test_nobody_else_sets_a_number(self, app: Flask, role: Role) -> None:
        with pytest.raises(Forbidden):
            _set(builders.actor(role), "answer_working_days", 5)

    def test_the_same_is_not_proposed_twice(self, officer: Actor, other: Actor) -> None:
        _proposed(officer)
        _refused("countersign.already_waiting", _proposed, other)

    def test_an_invitation_lasts_as_long_as_the_bureau_says(self, officer: Actor) -> None:
        _set(officer, "answer_working_days", 1)
        match = steps.match(steps.invited(steps.scene()))
        assert match.answer_by == clock.now() + timedelta(days=1)


class TestDeciding:
    def test_a_second_person_confirms_and_it_counts(self, officer: Actor, other: Actor) -> None:
        key = _proposed(officer)
        steps.act(actions.confirm, other, key)
        assert options.value("idle_minutes") == 60
        row = db.session.scalars(select(OptionValue)).one()
        assert (row.set_by, row.second) == (officer.account_id, other.account_id)
        assert _row(key).state == CountersignState.CONFIRMED
        assert _lines()[-2:] == ["system.option_set", "system.countersign_decided"]

    def test_confirmed_late_it_counts_from_that_day(self, officer: Actor, other: Actor) -> None:
        key = _proposed(officer)
        with clock.held(clock.now() + timedelta(days=6)):
            steps.act(actions.confirm, other, key)
        assert db.session.scalars(select(OptionValue.from_on)).one() == date(2026, 3, 18)

    def test_refused_it_changes_nothing(self, officer: Actor, other: Actor) -> None:
        key = _proposed(officer)
        steps.act(actions.refuse, other, key)
        assert options.value("idle_minutes") == 30
        assert _row(key).state == CountersignState.REFUSED

    def test_nobody_confirms_their_own(self, officer: Actor) -> None:
        key = _proposed(officer)
        _refused("countersign.own", steps.act, actions.confirm, officer, key)
        _refused("countersign.own", steps.act, actions.refuse, officer, key)

    def test_what_is_decided_is_not_decided_again(self, officer: Actor, other: Actor) -> None:
        key = _proposed(officer)
        steps.act(actions.confirm, other, key)
        third = builders.actor(Role.SYSTEM_ADMINISTRATOR)
        _refused("countersign.already_confirmed", steps.act, actions.refuse, third, key)

    def test_after_seven_days_it_is_void(self, officer: Actor, other: Actor) -> None:
        key = _proposed(officer)
        with clock.held(clock.now() + timedelta(days=7)):
            _refused("countersign.already_expired", steps.act, actions.confirm, other, key)
            steps.act(lambda _actor: expire_due(), SYSTEM)
            assert _row(key).state == CountersignState.EXPIRED
            steps.act(lambda _actor: expire_due(), SYSTEM)
        assert options.value("idle_minutes") == 30
        assert _lines().count("system.countersign_expired") == 1

    def test_before_its_time_nothing_expires(self, officer: Actor) -> None:
        key = _proposed(officer)
        steps.act(lambda _actor: expire_due(), SYSTEM)
        assert _row(key).state == CountersignState.PROPOSED

    @pytest.mark.parametrize("role", sorted(set(Role) - KEEPERS))
    def test_nobody_else_decides(self, officer: Actor, role: Role) -> None:
        key = _proposed(officer)
        with pytest.raises(Forbidden):
            steps.act(actions.confirm, builders.actor(role), key)

    def test_what_does_not_exist_is_not_found(self, officer: Actor) -> None:
        with pytest.raises(NotFound):
            steps.act(actions.confirm, officer, 999)


class TestLetters:
    def test_those_who_may_decide_are_written_to_and_then_both(
        self, officer: Actor, other: Actor
    ) -> None:
        administrator = builders.actor(Role.SYSTEM_ADMINISTRATOR)
        key = _proposed(officer)
        steps.run_jobs()
        assert _readers("countersign_proposed") == [other.account_id, administrator.account_id]
        steps.act(actions.refuse, other, key)
        steps.run_jobs()
        assert _readers("countersign_decided") == [officer.account_id, other.account_id]

    def test_the_proposer_hears_that_nobody_decided(self, officer: Actor) -> None:
        _proposed(officer)
        with clock.held(clock.now() + timedelta(days=8)):
            steps.act(lambda _actor: expire_due(), SYSTEM)
            steps.run_jobs()
        assert _readers("countersign_decided") == [officer.account_id]


class TestPages:
    @pytest.fixture
    def desk(self, client: FlaskClient, officer: Actor) -> FlaskClient:
        client.set_cookie("language", "en")
        return builders.sign_in(client, officer)

    def test_every_number_stands_with_its_unit(self, desk: FlaskClient) -> None:
        text = desk.get("/options").get_data(as_text=True)
        assert "3 working days" in text
        assert "2260 yuan" in text

    @pytest.mark.parametrize("name", options.OPTIONS)
    def test_every_number_has_a_page(self, desk: FlaskClient, name: str) -> None:
        assert desk.get(f"/options/{name}").status_code == 200

    def test_a_number_nobody_knows_is_not_found(self, desk: FlaskClient) -> None:
        assert desk.get("/options/keyring").status_code == 404
        assert desk.post("/options/keyring", data={}).status_code == 404

    def test_setting_shows_who_and_from_when(self, desk: FlaskClient, officer: Actor) -> None:
        given = {"value": "4", "from_on": "2026-03-20", "reason": ""}
        assert desk.post("/options/consent_days", data=given).status_code == 303
        text = desk.get("/options/consent_days").get_data(as_text=True)
        assert "4 days" in text
        assert officer.display_name in text
        assert "4 days from March 20, 2026" in desk.get("/options").get_data(as_text=True)

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"value": "", "from_on": "2026-03-12"},
            {"value": "four", "from_on": "2026-03-12"},
            {"value": "4.5", "from_on": "2026-03-12"},
            {"value": "-4", "from_on": "2026-03-12"},
            {"value": "9" * 30, "from_on": "2026-03-12"},
            {"value": "4", "from_on": ""},
            {"value": "4", "from_on": "2026-02-30"},
            {"value": "4", "from_on": "0001-01-01"},
            {"value": "4", "from_on": "2026-03-12", "reason": "x" * 301},
        ],
    )
    def test_what_was_typed_wrong_is_asked_again(
        self, desk: FlaskClient, given: dict[str, str]
    ) -> None:
        assert desk.post("/options/consent_days", data=given).status_code == 422

    def test_a_dangerous_number_is_agreed_to_on_the_page_of_proposals(
        self, desk: FlaskClient, other: Actor
    ) -> None:
        given = {"value": "60", "from_on": "2026-03-12", "reason": "窗口人多"}
        desk.post("/options/idle_minutes", data=given)
        text = desk.get("/countersign").get_data(as_text=True)
        assert "60 min instead of 30 min" in text
        assert "You proposed it" in text
        builders.sign_in(desk, other)
        assert desk.post("/countersign/1/confirm").status_code == 303
        assert "agreed" in desk.get("/countersign").get_data(as_text=True)
        assert "60 min" in desk.get("/options").get_data(as_text=True)

    def test_the_second_press_is_told_that_it_is_decided(
        self, desk: FlaskClient, other: Actor
    ) -> None:
        _proposed(builders.actor(Role.SYSTEM_ADMINISTRATOR))
        desk.post("/countersign/1/refuse")
        desk.post("/countersign/1/confirm")
        assert "refused it already" in desk.get("/countersign").get_data(as_text=True)

    def test_an_empty_page_says_so(self, desk: FlaskClient) -> None:
        assert "Nothing waits" in desk.get("/countersign").get_data(as_text=True)

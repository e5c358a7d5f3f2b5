"""The bureau's calendar: a pasted announcement, the schools' days, and deadlines that move along."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import calendar, clock
from app.kernel.access import KEEPERS, Role
from app.kernel.calendar import CalendarDay, DayKind
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.system import actions
from tests import builders
from tests.app.matches import steps

NOTICE = """一、元旦：1月1日至3日放假，共3天。
二、春节：2月5日至11日放假调休。2月13日（周六）上班。"""


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))


def _announce(year: int, notice: str = NOTICE) -> int:
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    event = steps.act(actions.announce_year, officer, year, notice=notice)
    return int(event.deadlines)


def test_an_announced_year_counts_its_holidays(app: Flask) -> None:
    _announce(2027)
    assert calendar.year(2027).is_announced
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 2, 13))


def test_announcing_again_replaces_what_was_announced(app: Flask) -> None:
    _announce(2027)
    _announce(2027, "2027-10-01 国庆节")
    assert calendar.is_working_day(date(2027, 1, 1))
    assert list(calendar.year(2027).public) == [date(2027, 10, 1)]


def test_announcing_keeps_the_days_of_schools(app: Flask) -> None:
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    steps.act(
        actions.enter_days,
        officer,
        2027,
        kind=DayKind.EXAM,
        first_on=date(2027, 6, 7),
        last_on=date(2027, 6, 9),
        name="高考",
    )
    assert not calendar.year(2027).is_announced
    _announce(2027)
    assert [one.day.day for one in calendar.year(2027).days if one.kind == DayKind.EXAM] == [
        7,
        8,
        9,
    ]


def test_open_invitations_move_with_an_announcement_and_never_back(app: Flask) -> None:
    with clock.held(datetime(2026, 12, 31, 2, 0, tzinfo=UTC)):
        match_id = steps.invited(steps.scene())
        before = steps.match(match_id).answer_by
        assert before == datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
        assert _announce(2027) == 1
        assert steps.match(match_id).answer_by == before + timedelta(days=1)
        assert _announce(2027, "2027-10-01 国庆节") == 0
        assert steps.match(match_id).answer_by == before + timedelta(days=1)


def test_an_announcement_leaves_other_years_invitations_alone(app: Flask) -> None:
    match_id = steps.invited(steps.scene())
    before = steps.match(match_id).answer_by
    assert _announce(2027) == 0
    assert steps.match(match_id).answer_by == before


def test_a_single_holiday_moves_an_open_invitation(app: Flask) -> None:
    match_id = steps.invited(steps.scene())
    officer, day = builders.actor(Role.CIVIL_AFFAIRS), date(2026, 3, 13)
    entered = {"kind": DayKind.HOLIDAY, "first_on": day, "last_on": day}
    event = steps.act(actions.enter_days, officer, 2026, name="停工", **entered)
    assert event.deadlines == 1
    assert steps.match(match_id).answer_by == datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
    assert steps.act(actions.take_days, officer, 2026, **entered).deadlines == 0
    assert calendar.is_working_day(day)


@pytest.mark.parametrize("year", [2003, 2101, 0, -1, 10**9])
def test_a_year_that_cannot_be_is_not_found(app: Flask, year: int) -> None:
    with pytest.raises(NotFound):
        _announce(year)


@pytest.mark.parametrize(
    ("kind", "first", "last", "code"),
    [
        (DayKind.EXAM, date(2026, 6, 9), date(2026, 6, 7), "calendar.backwards"),
        (DayKind.SCHOOL_HOLIDAY, date(2026, 1, 1), date(2026, 12, 31), "calendar.too_long"),
        (DayKind.EXAM, date(2027, 6, 7), date(2027, 6, 7), "calendar.other_year"),
        (DayKind.WORKING_DAY, date(2026, 3, 14), date(2026, 3, 16), "calendar.ordinary_day"),
    ],
)
def test_days_that_cannot_be_are_refused_and_leave_no_trace(
    app: Flask, kind: DayKind, first: date, last: date, code: str
) -> None:
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    given = {"kind": kind, "first_on": first, "last_on": last, "name": "x"}
    with pytest.raises(Refused) as refused:
        steps.act(actions.enter_days, officer, 2026, **given)
    assert refused.value.code == code
    db.session.rollback()
    assert db.session.scalars(select(CalendarDay)).all() == []


@pytest.mark.parametrize("role", sorted(set(Role) - KEEPERS))
def test_nobody_else_keeps_the_calendar(app: Flask, role: Role) -> None:
    with pytest.raises(Forbidden):
        steps.act(actions.announce_year, builders.actor(role), 2027, notice=NOTICE)


class TestPages:
    def test_the_calendar_opens_at_this_year(self, desk: FlaskClient) -> None:
        assert desk.get("/calendar").location == "/calendar/2026"

    def test_from_october_it_opens_at_the_year_that_is_missing(self, desk: FlaskClient) -> None:
        with clock.held(datetime(2026, 10, 1, 2, 0, tzinfo=UTC)):
            builders.sign_in(desk, builders.actor(Role.CIVIL_AFFAIRS))
            assert desk.get("/calendar").location == "/calendar/2027"
            assert "not entered yet" in desk.get("/calendar/2027").get_data(as_text=True)

    def test_a_year_shows_its_holidays_in_a_row(self, desk: FlaskClient) -> None:
        text = desk.get("/calendar/2026").get_data(as_text=True)
        assert "October 1, 2026 – October 7, 2026" in text

    @pytest.mark.parametrize("year", [0, 1, 2003, 2101, 9999, 2**70])
    def test_a_year_that_cannot_be_has_no_page(self, desk: FlaskClient, year: int) -> None:
        assert desk.get(f"/calendar/{year}").status_code == 404
        assert desk.post(f"/calendar/{year}/announce", data={"notice": NOTICE}).status_code == 404

    def test_a_pasted_announcement_is_entered(self, desk: FlaskClient) -> None:
        answer = desk.post("/calendar/2027/announce", data={"notice": NOTICE})
        assert answer.status_code == 303
        text = desk.get("/calendar/2027").get_data(as_text=True)
        assert "0 open deadlines moved" in text
        assert "February 5, 2027 – February 11, 2027" in text

    @pytest.mark.parametrize("notice", ["", " ", "x", "2月30日放假", "x" * 6001])
    def test_what_cannot_be_read_is_asked_again_as_it_was_typed(
        self, desk: FlaskClient, notice: str
    ) -> None:
        assert desk.post("/calendar/2027/announce", data={"notice": notice}).status_code == 422

    def test_school_holidays_are_entered_and_taken_out(self, desk: FlaskClient) -> None:
        given = {
            "kind": "school_holiday",
            "name": "寒假",
            "first_on": "2027-01-24",
            "last_on": "2027-02-18",
        }
        assert desk.post("/calendar/2027/days", data=given).status_code == 303
        assert "寒假" in desk.get("/calendar/2027").get_data(as_text=True)
        assert desk.post("/calendar/2027/take", data=given).status_code == 303
        assert "寒假" not in desk.get("/calendar/2027").get_data(as_text=True)
        assert desk.post("/calendar/2027/take", data=given).status_code == 404

    @pytest.mark.parametrize(
        "changed",
        [
            {"kind": ""},
            {"kind": "feast"},
            {"name": ""},
            {"name": "x" * 41},
            {"first_on": ""},
            {"first_on": "2027-02-30"},
            {"last_on": "2027-01-01"},
            {"last_on": "9999-12-31"},
        ],
    )
    def test_days_typed_wrong_are_asked_again(
        self, desk: FlaskClient, changed: dict[str, str]
    ) -> None:
        given = {"kind": "exam", "name": "期末", "first_on": "2027-01-20", "last_on": ""}
        assert desk.post("/calendar/2027/days", data={**given, **changed}).status_code == 422

    @pytest.mark.parametrize("given", [{}, {"kind": "x", "first_on": "2026-01-01"}])
    def test_a_button_that_was_tampered_with_is_a_bad_request(
        self, desk: FlaskClient, given: dict[str, str]
    ) -> None:
        assert desk.post("/calendar/2026/take", data=given).status_code == 400

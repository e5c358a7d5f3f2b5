"""The schedule of this room, and a clock that runs ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock, runs, usual
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.schedule import RunState, ScheduleRun
from app.matches.models import ConsentState, MatchState
from tests.app.matches import steps


def _tick() -> None:
    steps.act(lambda _actor: runs.run_due(), SYSTEM)


def _states(name: str) -> list[str]:
    runs_of = select(ScheduleRun.state).where(ScheduleRun.name == name).order_by(ScheduleRun.id)
    return list(steps.seen(lambda: db.session.scalars(runs_of).all()))


def test_an_invitation_lapses_by_the_schedule(app: Flask) -> None:
    match_id = steps.invited(steps.scene())
    for days in (0, 5, 10):
        with clock.held(clock.now() + timedelta(days=days)):
            _tick()
    assert steps.match(match_id).state == MatchState.LAPSED
    assert _states("matches.lapse_invitations") == [RunState.DONE] * 3


def test_a_minute_a_year_ahead_lapses_and_expires_nothing_in_a_busy_county(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual, "ALWAYS", 0)  # one invitation stands for a county's twenty-three
    at = steps.scene()
    match_id, _token = steps.asked(at)
    invited = steps.invited(steps.scene())
    _tick()
    with clock.held(clock.now() + timedelta(days=365)):
        _tick()
    assert RunState.ASKING in _states("matches.lapse_invitations")
    with clock.held(clock.now() + timedelta(minutes=1)):
        _tick()
    assert steps.match(invited).state == MatchState.INVITED
    assert steps.match(match_id).state == MatchState.ACCEPTED
    assert steps.consent_of(match_id).state == ConsentState.WAITING
    assert RunState.ASKING not in _states("matches.lapse_invitations")

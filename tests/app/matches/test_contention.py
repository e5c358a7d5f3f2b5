"""Two at once, on the same database: the last place is taken once, and one decision counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import unscoped
from app.matches.actions import accept, approve, decline, request_round
from app.matches.models import Match, MatchState, Round
from app.needs.models import Need, NeedState
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps

Deed = tuple[Callable[..., Any], Actor, tuple[Any, ...], dict[str, Any]]


def both(app: Flask, *deeds: Deed) -> list[str]:
    """Do the deeds at the same moment, each in a thread and session of its own; how each ended."""
    start = Barrier(len(deeds))

    def run(deed: Deed) -> str:
        verb, actor, args, values = deed
        with app.app_context():
            start.wait()
            try:
                verb(actor, *args, **values)
            except Refused as refusal:
                return refusal.code
        return "done"

    db.session.rollback()
    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


AT_ONCE = 47
"""As many as one process has connections for, and a few to wait."""

SECOND = {
    "match.already_decided",
    "match.need_taken",
    "match.rule_capacity",
    "match.provider_full",
    "match.overtaken",
    "kernel.changed_meanwhile",
}


@pytest.mark.parametrize("attempt", range(3))
def test_two_officers_at_once_decide_once(app: Flask, attempt: int) -> None:
    at = steps.scene()
    match_id = steps.proposed(at)
    officers = [builders.actor(Role.CIVIL_AFFAIRS) for _ in range(2)]
    ended = both(app, *((approve, officer, (match_id,), {}) for officer in officers))
    assert sorted(ended) == ["done", "match.already_decided"]
    assert steps.need(at.need_id).filled == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_place_of_a_need_is_taken_once(app: Flask, attempt: int) -> None:
    at = steps.scene(openings=2)
    builders.volunteer()
    steps.hold_round()
    with builders.world():
        row = db.session.get_one(Need, at.need_id)
        row.openings = 1
    officers = [builders.actor(Role.CIVIL_AFFAIRS) for _ in range(2)]
    ended = both(
        app, *((approve, who, (key,), {}) for who, key in zip(officers, (1, 2), strict=True))
    )
    assert ended.count("done") == 1
    assert set(ended) - {"done"} <= SECOND
    assert (steps.need(at.need_id).filled, steps.need(at.need_id).state) == (1, NeedState.MATCHED)


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_place_of_a_volunteer_is_taken_once(app: Flask, attempt: int) -> None:
    at = steps.scene()
    builders.need()
    steps.hold_round()
    with builders.world():
        db.session.get_one(Volunteer, at.volunteer.volunteer_id).capacity = 1
    officers = [builders.actor(Role.CIVIL_AFFAIRS) for _ in range(2)]
    ended = both(
        app, *((approve, who, (key,), {}) for who, key in zip(officers, (1, 2), strict=True))
    )
    assert ended.count("done") == 1
    assert set(ended) - {"done"} <= SECOND
    loads = steps.seen(lambda: db.session.scalars(select(Volunteer.load)).all())
    assert loads == [1]


def test_many_officers_at_once_are_refused_nothing_while_there_is_room(app: Flask) -> None:
    """One helper with room for all of them: each approval changes the helper's row."""
    at = steps.scene()
    for _ in range(AT_ONCE - 1):
        builders.need()
    with builders.world():
        db.session.get_one(Volunteer, at.volunteer.volunteer_id).capacity = 60
    steps.hold_round()
    keys = steps.seen(lambda: db.session.scalars(select(Match.id)).all())
    officers = [builders.actor(Role.CIVIL_AFFAIRS) for _ in keys]
    deeds = [(approve, who, (key,), {}) for who, key in zip(officers, keys, strict=True)]
    assert both(app, *deeds) == ["done"] * AT_ONCE
    assert steps.seen(lambda: db.session.scalars(select(Volunteer.load)).all()) == [AT_ONCE]


def test_an_answer_and_an_approval_for_one_helper_both_count(app: Flask) -> None:
    at = steps.scene()
    builders.need()
    with builders.world():
        db.session.get_one(Volunteer, at.volunteer.volunteer_id).capacity = 4
    first = steps.invited(at)
    (second,) = steps.seen(
        lambda: db.session.scalars(select(Match.id).where(Match.state == MatchState.PROPOSED)).all()
    )
    ended = both(
        app,
        (accept, at.volunteer, (first,), {}),
        (approve, builders.actor(Role.CIVIL_AFFAIRS), (second,), {}),
    )
    assert ended == ["done", "done"]
    row = steps.seen(lambda: db.session.get_one(Volunteer, at.volunteer.volunteer_id))
    # The second is asked once the seconds are over in which its approval can be taken back.
    assert (row.invited, row.accepted, row.load) == (1, 1, 2)


def test_two_rounds_asked_for_at_once_are_one(app: Flask) -> None:
    officers = [builders.actor(Role.CIVIL_AFFAIRS) for _ in range(2)]
    ended = both(app, *((request_round, officer, (), {}) for officer in officers))
    assert ended.count("done") == 1
    assert set(ended) <= {"done", "round.running", "kernel.changed_meanwhile"}
    assert len(steps.seen(lambda: db.session.scalars(select(Round.id)).all())) == 1


def test_yes_and_no_at_once_is_one_answer(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    ended = both(
        app,
        (accept, at.volunteer, (match_id,), {}),
        (decline, at.volunteer, (match_id,), {"reason": "no_time"}),
    )
    assert ended.count("done") == 1
    state = steps.match(match_id).state
    assert steps.need(at.need_id).filled == (1 if state == MatchState.ACCEPTED else 0)


def test_who_read_before_the_other_wrote_does_not_overwrite(app: Flask) -> None:
    """The version on the row guards the place by itself, wherever locks are not heard."""
    at = steps.scene(openings=2)
    steps.proposed(at)
    with app.app_context(), unscoped("a test reads before somebody else writes"):
        stale = db.session.get_one(Need, at.need_id)
        db.session.expunge(stale)
    steps.act(approve, at.officer, 1)
    stale.fill()
    too_late = unscoped("a test writes what it read too early")
    with app.app_context(), pytest.raises(StaleDataError), too_late:
        db.session.add(stale)
    assert steps.need(at.need_id).filled == 1


def test_the_second_answer_finds_the_first(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.accepted(at)
    with pytest.raises(Refused, match=r"match\.already_accepted"):
        steps.act(accept, at.volunteer, match_id)
    assert steps.seen(lambda: db.session.get_one(Match, match_id)).answered_at == clock.now()

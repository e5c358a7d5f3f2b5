"""Rounds: one at a time, kept whole or not at all, and the same when run again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import matching
from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import Job
from app.kernel.scope import act_as, write_all
from app.matches import bridge
from app.matches.actions import (
    approve,
    fail_round,
    propose_by_hand,
    reject,
    request_round,
    start_round,
)
from app.matches.jobs import rounds as round_jobs
from app.matches.models import Match, MatchState, MatchStep, Origin, Round, RoundState, Unmet
from app.matches.queries import rounds
from tests import builders
from tests.app.matches import steps


def round_row(round_id: int) -> Round:
    return steps.seen(lambda: db.session.get_one(Round, round_id))  # type: ignore[no-any-return]


def matches() -> list[Match]:
    return steps.seen(lambda: list(db.session.scalars(select(Match).order_by(Match.id))))  # type: ignore[no-any-return]


def test_a_round_proposes_who_fits_and_keeps_how_it_came_to_that(app: Flask) -> None:
    at = steps.scene()
    found = round_row(steps.hold_round())
    assert (found.state, found.needs, found.supplies) == (RoundState.DONE, 1, 1)
    assert (found.proposals, found.unmet, found.held_on) == (1, 0, clock.today())
    assert found.engine_version == matching.__version__
    assert len(found.plan_digest or "") == len(found.inputs_digest or "") == 64
    assert found.scorecard is not None
    assert found.scorecard["name"] == "expert"
    assert found.rules is not None
    assert found.rules["order"][0] == "category"
    match = steps.match_of(at.need_id)
    assert (match.state, match.origin) == (MatchState.PROPOSED, Origin.ROUND)
    assert (match.volunteer_id, match.rank) == (at.volunteer.volunteer_id, 1)
    assert match.code == "M2026-00001"


def test_the_parts_of_a_proposal_add_up_to_its_score(app: Flask) -> None:
    match = steps.match(steps.proposed(steps.scene()))
    assert sum(part["points"] for part in match.parts) == pytest.approx(match.score, abs=1e-9)


def test_the_next_best_are_kept_with_their_parts(app: Flask) -> None:
    at = steps.scene()
    further = builders.volunteer(lat=30.73, lon=120.49)
    match = steps.match(steps.proposed(at))
    assert [one["supply"] for one in match.alternatives] == [f"v{further.volunteer_id}"]
    other = match.alternatives[0]
    assert sum(part["points"] for part in other["parts"]) == pytest.approx(other["score"])
    assert other["score"] < match.score
    assert other["distance_km"] > (match.distance_km or 0)


def test_a_need_nobody_fits_is_kept_with_its_reason_and_what_would_change(app: Flask) -> None:
    key = builders.need()
    far = builders.volunteer(lat=30.60, lon=120.60, radius_km=5)
    steps.hold_round()
    left = steps.seen(lambda: db.session.scalars(select(Unmet)).one())
    assert (left.need_id, left.reason, left.feasible) == (key, "radius", 0)
    assert left.changes[0]["supply"] == f"v{far.volunteer_id}"
    assert left.changes[0]["fields"]["radius_km"] > 20


def test_a_second_round_is_refused_while_one_waits(app: Flask) -> None:
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    steps.act(request_round, officer)
    before = steps.trace()
    with pytest.raises(Refused, match=r"round\.running"):
        steps.act(request_round, builders.actor(Role.CIVIL_AFFAIRS))
    assert steps.trace() == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CIVIL_AFFAIRS, Role.SYSTEM}))
def test_nobody_but_an_officer_asks_for_a_round(app: Flask, role: Role) -> None:
    with pytest.raises(Forbidden):
        steps.act(request_round, builders.actor(role))


def test_older_proposals_are_overtaken_and_decided_ones_stay(app: Flask) -> None:
    at = steps.scene()
    first = steps.proposed(at)
    builders.need(category="companionship")
    builders.volunteer(categories=["companionship"])
    steps.hold_round()
    assert steps.match(first).state == MatchState.OVERTAKEN
    assert [one.state for one in matches()].count(MatchState.PROPOSED) == 2


def test_a_proposal_by_hand_outlives_a_round_and_is_not_proposed_twice(app: Flask) -> None:
    at = steps.scene()
    event = steps.act(
        propose_by_hand, at.officer, at.need_id, supply_key=f"v{at.volunteer.volunteer_id}"
    )
    steps.hold_round()
    assert steps.match(event.match_id).state == MatchState.PROPOSED
    assert len(matches()) == 1


def test_a_rejected_pair_is_not_proposed_again(app: Flask) -> None:
    at = steps.scene()
    steps.act(reject, at.officer, steps.proposed(at), reason="too_far")
    steps.hold_round()
    assert [one.state for one in matches()] == [MatchState.REJECTED]


class Broken(RuntimeError):
    """What an engine that breaks raises."""


def break_at(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def fail(*_args: Any, **_values: Any) -> None:
        raise Broken("the engine stopped")

    target = {"engine": (matching, "run_round"), "record": (round_jobs, "record_round")}
    monkeypatch.setattr(*target[where], fail)


@pytest.mark.parametrize("where", ["engine", "record"])
def test_a_round_that_breaks_leaves_nothing_half_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    first = steps.proposed(steps.scene())
    break_at(monkeypatch, where)
    event = steps.act(request_round, SYSTEM)
    steps.run_jobs()
    assert round_row(event.round_id).state == RoundState.FAILED
    assert steps.seen(lambda: db.session.scalars(select(Round.inputs)).all())[-1] is None
    assert [one.id for one in matches()] == [first]
    assert steps.match(first).state == MatchState.PROPOSED
    job = steps.seen(lambda: db.session.scalars(select(Job).where(Job.done_at.is_(None))).one())
    assert job.error == "Broken: the engine stopped"


def test_a_round_that_breaks_while_it_is_written_leaves_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = steps.proposed(steps.scene())
    held = steps.act(
        lambda _actor: bridge.hold(round_jobs.market(clock.today()), vectors={}), SYSTEM
    )
    wrong = [one.__class__(**{**_values(one), "need_id": 999}) for one in held.proposals]
    monkeypatch.setattr(
        round_jobs.bridge,
        "hold",
        lambda *_a, **_v: held.__class__(**{**_values(held), "proposals": tuple(wrong)}),
    )
    event = steps.act(request_round, SYSTEM)
    steps.run_jobs()
    assert round_row(event.round_id).state == RoundState.FAILED
    assert steps.match(first).state == MatchState.PROPOSED


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def test_a_failed_round_is_held_again_when_its_job_is_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.scene()
    with monkeypatch.context() as patch:
        break_at(patch, "engine")
        event = steps.act(request_round, SYSTEM)
        steps.run_jobs()
    with clock.held(clock.now() + timedelta(days=1)):
        steps.run_jobs()
    assert round_row(event.round_id).state == RoundState.DONE


def test_a_failed_round_gives_way_to_a_newer_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.scene()
    with monkeypatch.context() as patch:
        break_at(patch, "engine")
        first = steps.act(request_round, SYSTEM)
        steps.run_jobs()
    steps.hold_round()
    with clock.held(clock.now() + timedelta(days=1)):
        steps.run_jobs()
    assert round_row(first.round_id).state == RoundState.FAILED


def test_holding_a_round_twice_changes_nothing(app: Flask) -> None:
    steps.scene()
    event = steps.act(request_round, SYSTEM)
    steps.run_jobs()
    before = steps.trace()
    steps.act(lambda _actor: round_jobs.run_round(event), SYSTEM)
    assert steps.trace() == before


def test_a_round_that_is_over_does_not_start_again(app: Flask) -> None:
    with pytest.raises(Refused, match=r"round\.over"):
        steps.act(start_round, SYSTEM, steps.hold_round())


def test_progress_is_written_for_those_who_watch(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_jobs, "EVERY_SECONDS", -1.0)
    seen: list[tuple[str | None, int, int]] = []
    note = round_jobs.note_progress

    def watch(actor: Any, round_id: int, **values: Any) -> None:
        note(actor, round_id, **values)
        row = round_row(round_id)
        seen.append((row.step, row.done, row.total))

    monkeypatch.setattr(round_jobs, "note_progress", watch)
    steps.scene()
    steps.hold_round()
    assert [step for step, _, _ in seen][:3] == ["score", "assign", "explain"]


def test_an_empty_county_has_an_empty_round(app: Flask) -> None:
    found = round_row(steps.hold_round())
    assert (found.state, found.proposals, found.unmet) == (RoundState.DONE, 0, 0)


class TestReplay:
    def test_a_stored_round_run_again_gives_the_same_plan(self, app: Flask) -> None:
        at = steps.scene()
        round_id = steps.hold_round()
        builders.volunteer()  # the county has changed since; the stored round has not
        assert steps.act(lambda _actor: rounds.replay(round_id), at.officer).is_same

    def test_a_changed_digest_is_noticed(self, app: Flask) -> None:
        at = steps.scene()
        round_id = steps.hold_round()
        with builders.world():
            db.session.get_one(Round, round_id).plan_digest = "0" * 64
        told = steps.act(lambda _actor: rounds.replay(round_id), at.officer)
        assert (told.inputs_are_same, told.plan_is_same) == (True, False)

    def test_a_round_that_was_not_completed_is_not_run_again(self, app: Flask) -> None:
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        event = steps.act(request_round, officer)
        with pytest.raises(Refused, match=r"round\.not_done"):
            steps.act(lambda _actor: rounds.replay(event.round_id), officer)

    def test_a_round_is_not_found_by_a_director(self, app: Flask) -> None:
        at = steps.scene()
        round_id = steps.hold_round()
        with pytest.raises(NotFound):
            steps.act(lambda _actor: rounds.replay(round_id), at.director)


class TestCommands:
    def test_run_says_what_came_of_it(self, app: Flask) -> None:
        steps.scene()
        told = app.test_cli_runner().invoke(args=["match", "run"])
        assert told.exit_code == 0
        assert "1 needs, 1 supplies, 1 proposals, 0 unmet" in told.output

    def test_run_while_one_is_under_way_says_so(self, app: Flask) -> None:
        steps.act(request_round, SYSTEM)
        told = app.test_cli_runner().invoke(args=["match", "run"])
        assert told.exit_code == 1
        assert "A round is running already" in told.output

    def test_replay_says_that_the_plan_is_the_same(self, app: Flask) -> None:
        steps.scene()
        told = app.test_cli_runner().invoke(args=["match", "replay", str(steps.hold_round())])
        assert (told.exit_code, "the same plan" in told.output) == (0, True)

    def test_replay_fails_when_the_plan_is_another(self, app: Flask) -> None:
        steps.scene()
        round_id = steps.hold_round()
        with builders.world():
            db.session.get_one(Round, round_id).plan_digest = "0" * 64
        told = app.test_cli_runner().invoke(args=["match", "replay", str(round_id)])
        assert (told.exit_code, "another digest of its plan" in told.output) == (1, True)

    def test_replay_of_a_round_that_is_not_there_says_so(self, app: Flask) -> None:
        told = app.test_cli_runner().invoke(args=["match", "replay", "7"])
        assert (told.exit_code, "There is no round 7" in told.output) == (1, True)


def test_approved_while_the_engine_was_thinking_is_not_proposed_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = steps.scene()
    first = steps.proposed(at)
    hold = bridge.hold

    def slow(*args: Any, **values: Any) -> Any:
        held = hold(*args, **values)
        steps.act(approve, at.officer, first)
        return held

    monkeypatch.setattr(round_jobs.bridge, "hold", slow)
    found = round_row(steps.hold_round())
    assert (found.state, found.proposals) == (RoundState.DONE, 0)
    assert [one.state for one in matches()] == [MatchState.APPROVED]


def test_a_round_that_was_recorded_meanwhile_is_neither_recorded_again_nor_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker was thought dead; another took the round and was faster."""
    at = steps.scene()
    hold, held_twice = bridge.hold, []

    def slow(*args: Any, **values: Any) -> Any:
        held = hold(*args, **values)
        if not held_twice:
            held_twice.append(True)
            steps.act(lambda _actor: round_jobs.run_round(event), SYSTEM)
        return held

    monkeypatch.setattr(round_jobs.bridge, "hold", slow)
    event = steps.act(request_round, SYSTEM)
    assert steps.run_jobs() >= 1
    found = round_row(event.round_id)
    assert (found.state, found.proposals) == (RoundState.DONE, 1)
    assert len(matches()) == 1
    assert steps.match_of(at.need_id).state == MatchState.PROPOSED
    assert steps.seen(lambda: db.session.scalars(select(Job.error)).all()) == [None]


def test_a_round_that_is_done_cannot_be_failed_afterwards(app: Flask) -> None:
    round_id = steps.hold_round()
    for late in (fail_round, start_round):
        with pytest.raises(Refused, match=r"round\.over"):
            steps.act(late, SYSTEM, round_id)
    assert round_row(round_id).state == RoundState.DONE


def test_a_round_that_breaks_after_another_worker_recorded_it_stays_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.scene()
    record = round_jobs.record_round

    def record_then_break(*args: Any, **values: Any) -> None:
        record(*args, **values)
        raise Broken("the connection was lost after the commit")

    monkeypatch.setattr(round_jobs, "record_round", record_then_break)
    event = steps.act(request_round, SYSTEM)
    steps.run_jobs()
    assert round_row(event.round_id).state == RoundState.DONE
    error = steps.seen(lambda: db.session.scalars(select(Job.error)).one())
    assert error == "Broken: the connection was lost after the commit"


def test_a_rounds_proposals_and_those_it_overtakes_keep_their_steps(app: Flask) -> None:
    steps.scene()
    steps.hold_round()
    steps.hold_round()
    found = select(MatchStep.match_id, MatchStep.state).order_by(MatchStep.id)
    kept = steps.seen(lambda: [tuple(row) for row in db.session.execute(found)])
    assert kept == [(1, "proposed"), (1, "overtaken"), (2, "proposed")]
    assert [(one.state, one.version) for one in matches()] == [
        (MatchState.OVERTAKEN, 2),
        (MatchState.PROPOSED, 1),
    ]


def test_only_the_platform_writes_many_rows_unjudged(app: Flask) -> None:
    with app.app_context():
        act_as(builders.actor(Role.CIVIL_AFFAIRS))
        with pytest.raises(Forbidden):
            write_all(Unmet, [])

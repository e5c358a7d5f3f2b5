"""One verb, one transaction, one event."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import select

from app.children.models import Child
from app.kernel import jobs
from app.kernel.access import GRANTS, SYSTEM, Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Forbidden, Refused
from app.kernel.events import AuditLine, Event, Job
from app.kernel.handlers import job
from app.kernel.scope import find, unscoped
from tests import builders

HEARD: list[int] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSeen(Event):
    NAME: ClassVar[str] = "test.risk_seen"
    child_id: int


@action(Can.EDIT_CHILD)
def see_risk(actor: Actor, child_id: int, *, level: str, fails: bool = False) -> RiskSeen:
    """Set a level; fail afterwards when told to."""
    find(Child, child_id).risk_level = level
    db.session.flush()
    if fails:
        raise Refused("kernel.changed_meanwhile")
    return RiskSeen(child_id=child_id)


@job("test.hear")
def hear(event: RiskSeen) -> None:
    if HEARD and HEARD[-1] == -1:
        HEARD.append(0)
        raise OSError("nobody listens")
    HEARD.append(event.child_id)


@pytest.fixture(autouse=True)
def _listening(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    HEARD.clear()
    monkeypatch.setitem(site.extensions, "subscriptions", ((RiskSeen, hear),))


def _level(child_id: int) -> str:
    with unscoped("the test looks"):
        return find(Child, child_id).risk_level


def test_an_action_writes_its_row_its_line_and_its_job_together(app: Flask) -> None:
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    see_risk(director, child, level="high")
    line = db.session.scalars(select(AuditLine)).one()
    owed = db.session.scalars(select(Job)).one()
    assert _level(child) == "high"
    assert (line.event, line.account_id, line.role, line.child_id) == (
        "test.risk_seen",
        director.account_id,
        "child_director",
        child,
    )
    assert (owed.handler, owed.payload) == ("test.hear", {"child_id": child})


def test_a_refusal_leaves_no_trace(app: Flask) -> None:
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    with pytest.raises(Refused):
        see_risk(director, child, level="high", fails=True)
    assert _level(child) == "low"
    assert db.session.scalars(select(AuditLine)).all() == []
    assert db.session.scalars(select(Job)).all() == []


@pytest.mark.parametrize("role", sorted(set(Role) - GRANTS[Can.EDIT_CHILD]))
def test_a_role_without_the_verb_is_turned_away(app: Flask, role: Role) -> None:
    child = builders.child()
    with pytest.raises(Forbidden):
        see_risk(builders.actor(role), child, level="high")
    assert _level(child) == "low"


def test_an_action_may_not_call_another(app: Flask) -> None:
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()

    @action(Can.EDIT_CHILD)
    def outer(actor: Actor) -> RiskSeen:
        return see_risk(actor, child, level="high")

    with pytest.raises(RuntimeError, match="does not call another"):
        outer(director)
    assert _level(child) == "low"


def test_a_job_runs_after_the_commit_and_once(app: Flask) -> None:
    see_risk(builders.actor(Role.CHILD_DIRECTOR), child := builders.child(), level="high")
    assert HEARD == []
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    assert [child] == HEARD


def test_a_failed_job_keeps_its_error_and_waits(app: Flask) -> None:
    see_risk(builders.actor(Role.CHILD_DIRECTOR), builders.child(), level="high")
    HEARD.append(-1)
    jobs.run_due()
    owed = db.session.scalars(select(Job)).one()
    assert (owed.done_at, owed.attempts, owed.error) == (None, 1, "OSError: nobody listens")
    assert jobs.run_due() == 0


def test_of_two_who_change_the_same_row_one_is_told(app: Flask) -> None:
    child = builders.child()
    first, second = builders.actor(Role.CHILD_DIRECTOR), builders.actor(Role.CHILD_SUPERVISOR)
    inside, results = threading.Barrier(2), []

    @action(Can.EDIT_CHILD)
    def slowly(actor: Actor, level: str, *, expected: int) -> RiskSeen:
        row = find(Child, child)
        if row.version != expected:
            raise Refused("kernel.changed_meanwhile")
        row.risk_level = level
        return RiskSeen(child_id=child)

    def attempt(who: Actor, level: str) -> None:
        inside.wait()
        with app.app_context():
            try:
                slowly(who, level, expected=1)
                results.append("done")
            except Refused as refusal:
                results.append(refusal.code)

    threads = [
        threading.Thread(target=attempt, args=(first, "high")),
        threading.Thread(target=attempt, args=(second, "medium")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "kernel.changed_meanwhile"]


def test_the_platform_acts_only_where_it_is_granted(app: Flask) -> None:
    with pytest.raises(Forbidden):
        see_risk(SYSTEM, builders.child(), level="high")

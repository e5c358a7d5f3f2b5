"""The first days of the demo: real decisions, answers and consents, by the demo's own people.

Everything goes through the rooms' actions and jobs, so the ledger, the letters and the places are
what they would be on a real site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import token_urlsafe

from flask import Flask
from sqlalchemy import select

from app.demo.school import school_days
from app.kernel import clock, jobs
from app.kernel.access import SYSTEM, VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.scope import act_as
from app.matches.actions.answers import accept, decline
from app.matches.actions.consents import answer_consent, make_consent_link
from app.matches.actions.decisions import approve, invite, reject
from app.matches.actions.rounds import request_round
from app.matches.models import Match, MatchState
from app.matches.queries.consents import birthdays_of, consent_of
from app.people.models import Appointment
from app.system.actions import enter_days, set_option

APPROVED, REJECTED = 40, 3
ACCEPTED, DECLINED = 24, 3
CONSENTED, REFUSED = 12, 2
CHILD_VIEW = "willing"


@dataclass(frozen=True, slots=True)
class Step:
    """A match with the ids that say who acts next."""

    match_id: int
    provider: Actor
    director: Actor


def play(app: Flask) -> None:
    """A round; some proposals decided; some invitations answered; some families asked."""
    with app.app_context():
        request_round(SYSTEM)
    _work(app)
    officer = _with(app, Role.CIVIL_AFFAIRS)[0]
    chosen = _spread(_matches(app, MatchState.PROPOSED), APPROVED + REJECTED)
    for match_id in chosen[:APPROVED]:
        _do(app, approve, officer, match_id)
    for match_id in chosen[APPROVED:]:
        _do(app, reject, officer, match_id, reason="better_other", remark=None)
    for match_id in chosen[:APPROVED]:
        _do(app, invite, SYSTEM, match_id)  # nobody waits for the seconds of thinking better of it
    _work(app)
    steps = _steps(app, _matches(app, MatchState.INVITED))
    for step in steps[:ACCEPTED]:
        _do(app, accept, step.provider, step.match_id)
    for step in steps[ACCEPTED : ACCEPTED + DECLINED]:
        _do(app, decline, step.provider, step.match_id, reason="no_time")
    _work(app)
    for number, step in enumerate(steps[: CONSENTED + REFUSED]):
        token = token_urlsafe(24)
        consent_id, born_on = _question(app, step.match_id)
        _do(app, make_consent_link, SYSTEM, consent_id, token=token)
        said = {"agrees": number < CONSENTED, "child_view": CHILD_VIEW}
        _do(app, answer_consent, VISITOR, token, born_on=born_on, **said)
    _work(app)
    _keep(app)


def _question(app: Flask, match_id: int) -> tuple[int, date]:
    """A match's question, and the birthday that its family knows."""
    with app.app_context():
        act_as(SYSTEM)
        consent = consent_of(match_id)
        return consent.id, min(birthdays_of(consent))


def _keep(app: Flask) -> None:
    """The schools' days of this school year, a number changed, and one that waits for a second."""
    first, second, third = _with(app, Role.CIVIL_AFFAIRS)[:3]
    today = clock.today()
    for one in (*school_days(today.year), *school_days(today.year + 1)):
        _do(
            app,
            enter_days,
            first,
            one.first.year,
            kind=one.kind,
            first_on=one.first,
            last_on=one.last,
            name=one.name,
        )
    later = today + timedelta(days=30)
    _do(
        app,
        set_option,
        second,
        "consent_days",
        value=10,
        from_on=later,
        reason="外出务工家长回复慢",
    )
    _do(app, set_option, third, "idle_minutes", value=45, from_on=today, reason="窗口办事常被打断")
    _work(app)


def _do(app: Flask, verb: object, actor: Actor, *what: object, **how: object) -> None:
    with app.app_context():
        verb(actor, *what, **how)  # type: ignore[operator]  # because each verb has its own shape


def _work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due()


def _matches(app: Flask, state: MatchState) -> list[int]:
    with app.app_context():
        act_as(SYSTEM)
        wanted = select(Match.id).where(Match.state == state)
        return list(db.session.scalars(wanted.order_by(Match.score.desc(), Match.id)))


def _spread(keys: Sequence[int], most: int) -> list[int]:
    """At most so many, evenly from best to worst."""
    step = max(1, len(keys) // most)
    return list(keys[::step][:most])


def _with(app: Flask, role: Role) -> list[Actor]:
    """Everybody who wears a hat, in the order they were appointed."""
    with app.app_context():
        act_as(SYSTEM)
        hats = db.session.scalars(
            select(Appointment).where(Appointment.role == role).order_by(Appointment.id)
        ).all()
        return [
            Actor(
                role=role,
                account_id=hat.account_id,
                place=hat.place,
                organization_id=hat.organization_id,
                volunteer_id=hat.volunteer_id,
                is_vetted=True,
            )
            for hat in hats
        ]


def _steps(app: Flask, keys: Sequence[int]) -> list[Step]:
    directors = {actor.place: actor for actor in reversed(_with(app, Role.CHILD_DIRECTOR))}
    volunteers = {actor.volunteer_id: actor for actor in _with(app, Role.VOLUNTEER)}
    members = {actor.organization_id: actor for actor in _with(app, Role.ORGANIZATION_MEMBER)}
    members |= {actor.organization_id: actor for actor in _with(app, Role.EMPLOYER)}
    with app.app_context():
        act_as(SYSTEM)
        rows = {row.id: row for row in db.session.scalars(select(Match).where(Match.id.in_(keys)))}
    return [
        Step(
            key,
            volunteers[rows[key].volunteer_id]
            if rows[key].volunteer_id
            else members[rows[key].organization_id],
            directors[rows[key].village_code],
        )
        for key in keys
    ]

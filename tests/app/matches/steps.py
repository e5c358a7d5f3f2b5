"""Steps of a match on its way, for tests that begin in the middle of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from app.kernel import jobs
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import write_reads
from app.kernel.events import AuditLine, Event
from app.kernel.scope import act_as, unscoped
from app.kernel.secrets import unseal
from app.matches.actions import accept, answer_consent, approve, invite, request_round
from app.matches.jobs import SUBSCRIPTIONS
from app.matches.models import Consent, Match, MatchState
from app.needs.models import Need
from app.people.models import Appointment
from app.post.models import Letter, TextMessage
from tests import builders

BORN_ON = date(2016, 9, 1)
"""The birthday of every child that is not told another."""


@dataclass(frozen=True)
class Scene:
    """A village with one need, a volunteer who fits it, and everybody who has a say."""

    officer: Actor
    director: Actor
    volunteer: Actor
    need_id: int
    child_id: int
    guardian_id: int


def scene(**need: Any) -> Scene:
    guardian_id = builders.guardian(mobile="14200000009")
    child_id = builders.child(guardian_id=guardian_id)
    director = builders.actor(Role.CHILD_DIRECTOR)
    return Scene(
        officer=builders.actor(Role.CIVIL_AFFAIRS),
        director=director,
        volunteer=builders.volunteer(),
        need_id=builders.need(child_id=child_id, raised_by=director.account_id, **need),
        child_id=child_id,
        guardian_id=guardian_id,
    )


def act(verb: Callable[..., Any], actor: Actor | None, *args: Any, **values: Any) -> Any:
    """Do one verb as one person, in a session of its own."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context():
        if actor is not None:
            act_as(actor)
        try:
            return verb(actor, *args, **values)
        finally:
            write_reads()


def run_jobs() -> int:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context():
        return jobs.run_due()


def hold_round() -> int:
    """Ask for a round and hold it; its number."""
    event = act(request_round, SYSTEM)
    run_jobs()
    return int(event.round_id)


def proposed(at: Scene) -> int:
    """A round's proposal for the need of the scene."""
    hold_round()
    return match_of(at.need_id).id


def invited(at: Scene) -> int:
    match_id = proposed(at)
    act(approve, at.officer, match_id)
    send_invitation(match_id)
    return match_id


def send_invitation(match_id: int) -> None:
    """The seconds in which an approval can be taken back are over."""
    act(invite, SYSTEM, match_id)


def accepted(at: Scene) -> int:
    match_id = invited(at)
    act(accept, at.volunteer, match_id)
    return match_id


def asked(at: Scene) -> tuple[int, str]:
    """Accepted, and the guardian has a text with the link; the match and the link's token."""
    match_id = accepted(at)
    run_jobs()
    return match_id, token_in_text()


def consented(at: Scene) -> int:
    match_id, token = asked(at)
    act(
        answer_consent,
        Actor(role=Role.VISITOR),
        token,
        born_on=BORN_ON,
        agrees=True,
        child_view="willing",
    )
    return match_id


def match_of(need_id: int) -> Match:
    """The newest match of a need."""
    newest = select(Match).where(Match.need_id == need_id).order_by(Match.id.desc()).limit(1)
    return seen(lambda: db.session.scalars(newest).one())


def match(match_id: int) -> Match:
    return seen(lambda: db.session.get_one(Match, match_id))


def need(need_id: int) -> Need:
    return seen(lambda: db.session.get_one(Need, need_id))


def consent_of(match_id: int) -> Consent:
    return seen(
        lambda: db.session.scalars(select(Consent).where(Consent.match_id == match_id)).one()
    )


def seen(read: Callable[[], Any]) -> Any:
    """Read as it stands in the database now, beyond everybody's scope, and let go of it."""
    db.session.rollback()
    with unscoped("a test looks at what is there"):
        found = read()
    db.session.expunge_all()
    db.session.rollback()
    return found


def token_in_text() -> str:
    """The token of the link in the last text message."""
    asked = select(TextMessage).where(TextMessage.about == "consent_asked")
    newest = asked.order_by(TextMessage.id.desc()).limit(1)
    body = unseal(seen(lambda: db.session.scalars(newest).one()).body)
    return body.partition("/c/")[2].split()[0]


def follow(event: Event) -> None:
    """Do what this room owes to an event of another."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for kind, handler in SUBSCRIPTIONS:
        if isinstance(event, kind):
            with app.app_context():
                act_as(SYSTEM)
                handler(event)


def hat(who: Actor, role: Role, **fields: int | None) -> None:
    """One more hat for somebody who has one already."""
    with builders.world():
        db.session.add(
            Appointment(account_id=who.account_id, role=role, from_on=date(2020, 1, 1), **fields)
        )


def put(match_id: int, state: MatchState) -> None:
    """A match as it stood after a longer story."""
    with builders.world():
        db.session.get_one(Match, match_id).state = state


def letters(event: str) -> list[int]:
    """Accounts that have a letter of this kind."""
    found = select(Letter.account_id).where(Letter.event == event).order_by(Letter.id)
    return list(seen(lambda: db.session.scalars(found).all()))


def trace() -> tuple[int, int]:
    """What a refused action must leave as it was: lines of the trail, and matches."""

    def count() -> tuple[int, int]:
        return (
            len(db.session.scalars(select(AuditLine.id)).all()),
            len(db.session.scalars(select(Match.id)).all()),
        )

    return seen(count)  # type: ignore[no-any-return]

"""An open session: who it belongs to, in which hat, and when it ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.kernel import clock, options
from app.kernel.access import VISITOR, Actor
from app.kernel.scope import act_as
from app.people.models import Account, Appointment
from app.people.queries import actor_of

SEEN, ENDED = "seen_at", "ended"
IDLE, CHANGED = "idle", "changed"
"""Why a session ended without being asked to: nobody used it, or its account or role changed."""

Complete = Callable[[Actor], Actor]
"""What a higher room knows of an actor; joined to this one in `wiring`."""

manager = LoginManager()


class SignedIn(UserMixin):
    """What Flask-Login keeps: an account in one hat, and the stamp that a new password changes."""

    def __init__(self, account_id: int, appointment_id: int, stamp: str) -> None:
        self.account_id, self.appointment_id, self.stamp = account_id, appointment_id, stamp

    def get_id(self) -> str:
        return f"{self.account_id}.{self.appointment_id}.{self.stamp}"


@manager.user_loader
def _load(key: str) -> SignedIn | None:
    account_id, _, rest = key.partition(".")
    appointment_id, _, stamp = rest.partition(".")
    if not (account_id.isdigit() and appointment_id.isdigit()):
        return None
    return SignedIn(int(account_id), int(appointment_id), stamp)


def init_app(app: Flask, *, complete: Complete) -> None:
    app.extensions["complete_actor"] = complete
    app.config["REMEMBER_COOKIE_DURATION"] = timedelta(0)
    # Not "strong": a director's phone changes its address on the way, and would be signed out.
    manager.session_protection = "basic"
    manager.init_app(app)
    app.before_request(_bind_actor)


def open_session(account: Account, hat: Appointment) -> None:
    """Sign in. The old session's content is dropped, so that nobody can plant one."""
    session.clear()
    session[SEEN] = clock.now().isoformat()
    login_user(SignedIn(account.id, hat.id, account.stamp))


def renew_session(account: Account) -> None:
    """Let this session go on after its account's stamp has changed."""
    login_user(SignedIn(account.id, current_user.appointment_id, account.stamp))


def close_session() -> None:
    logout_user()
    session.clear()


def take_reason() -> str | None:
    """Why the last session of this browser ended by itself; said once, on the sign-in page."""
    reason: str | None = session.pop(ENDED, None)
    return reason


def _end(reason: str) -> Actor:
    close_session()
    session[ENDED] = reason
    return VISITOR


def _bind_actor() -> None:
    """Say once per request who is acting, to the pages and to the database session."""
    g.actor = _actor()
    act_as(g.actor)


def _actor() -> Actor:
    if not current_user.is_authenticated:
        return VISITOR
    idle = timedelta(minutes=options.value("idle_minutes"))
    seen = session.get(SEEN)
    now = clock.now()
    if seen is None or now - datetime.fromisoformat(seen) > idle:
        return _end(IDLE)
    actor = actor_of(current_user.account_id, current_user.appointment_id, current_user.stamp)
    if not actor.is_signed_in:
        return _end(CHANGED)
    session[SEEN] = now.isoformat()
    complete: Complete = current_app.extensions["complete_actor"]
    return complete(actor)

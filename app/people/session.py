"""An open session: who it belongs to, in which hat, and when it ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.kernel import clock
from app.kernel.access import VISITOR, Actor
from app.kernel.scope import act_as
from app.people.models import Account, Appointment
from app.people.queries import actor_of

SEEN = "seen_at"

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


def init_app(app: Flask) -> None:
    app.config["REMEMBER_COOKIE_DURATION"] = timedelta(0)
    manager.session_protection = "strong"
    manager.init_app(app)
    app.before_request(_bind_actor)


def open_session(account: Account, hat: Appointment) -> None:
    """Sign in. The old session's content is dropped, so that nobody can plant one."""
    session.clear()
    session[SEEN] = clock.now().isoformat()
    login_user(SignedIn(account.id, hat.id, account.stamp))


def close_session() -> None:
    logout_user()
    session.clear()


def _bind_actor() -> None:
    """Say once per request who is acting, to the pages and to the database session."""
    g.actor = _actor()
    act_as(g.actor)


def _actor() -> Actor:
    if not current_user.is_authenticated:
        return VISITOR
    idle = timedelta(minutes=current_app.extensions["settings"].idle_minutes)
    seen = session.get(SEEN)
    now = clock.now()
    if seen is None or now - datetime.fromisoformat(seen) > idle:
        close_session()
        g.session_ended = True
        return VISITOR
    actor = actor_of(current_user.account_id, current_user.appointment_id, current_user.stamp)
    if not actor.is_signed_in:
        close_session()
        return VISITOR
    session[SEEN] = now.isoformat()
    return actor

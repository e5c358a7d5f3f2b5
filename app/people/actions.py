"""Signing in and out, changing one's own account, appointing."""

from __future__ import annotations

from datetime import date, timedelta
from secrets import token_hex

from flask import current_app

from app.kernel import clock
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import find, unscoped
from app.people.events import (
    AccountChanged,
    AccountUnlocked,
    Appointed,
    AppointmentEnded,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from app.people.models import Account, Appointment
from app.people.passwords import hash_password, is_right, needs_rehash, nobodys_hash, weakness
from app.people.queries import account_by_name, current_hats
from app.places import queries as places

PLACE_DIGITS = {Role.CHILD_DIRECTOR: 12, Role.CHILD_SUPERVISOR: 9, Role.CIVIL_AFFAIRS: 6}
"""Whom the administrator may appoint with a place, and how long the place's code is."""
PLACELESS = frozenset({Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR})


@action(Can.SIGN_IN)
def sign_in(actor: Actor, name: str, *, password: str) -> SignedIn | SignInFailed:  # noqa: ARG001 — a visitor
    """Try a name and a password. A failure is an event too, so it returns and does not raise."""
    account = account_by_name(name)
    now = clock.now()
    with unscoped("an account notes who tries its door"):
        if account is None or not account.is_active:
            is_right(nobodys_hash(), password)
            return SignInFailed(account_id=None, reason="unknown_name")
        if account.is_locked(now):
            is_right(nobodys_hash(), password)
            return SignInFailed(account_id=account.id, reason="locked")
        if not is_right(account.password_hash, password):
            return _count_failure(account)
        hats = current_hats(account)
        if not hats:
            return SignInFailed(account_id=account.id, reason="no_appointment")
        if needs_rehash(account.password_hash):
            account.password_hash = hash_password(password)
        account.failures, account.locked_until, account.signed_in_at = 0, None, now
        return SignedIn(account_id=account.id, role=hats[0].role)


def _count_failure(account: Account) -> SignInFailed:
    settings = current_app.extensions["settings"]
    account.failures += 1
    if account.failures >= settings.lock_after_failures:
        account.failures = 0
        account.locked_until = clock.now() + timedelta(minutes=settings.lock_minutes)
    return SignInFailed(account_id=account.id, reason="wrong_password")


@action(Can.SIGN_IN)
def enter_demo(actor: Actor, account_id: int) -> SignedIn:  # noqa: ARG001 — a visitor
    """Come in without a password, on a demo site only."""
    if not current_app.extensions["settings"].is_demo:
        raise Refused("people.not_a_demo")
    with unscoped("a demo site opens every door"):
        account = find(Account, account_id)
        hats = current_hats(account)
        if not hats:
            raise Refused("people.no_appointment")
        account.signed_in_at = clock.now()
        return SignedIn(account_id=account.id, role=hats[0].role)


@action(Can.SIGN_OUT)
def sign_out(actor: Actor) -> SignedOut:
    return SignedOut(account_id=actor.account_id or 0)


@action(Can.CHANGE_OWN_ACCOUNT)
def change_password(actor: Actor, *, current: str, new: str) -> AccountChanged:
    """Set a new password; every session opened with the old one ends."""
    account = find(Account, actor.account_id or 0)
    if not is_right(account.password_hash, current):
        raise Refused("people.password_wrong", field="current")
    problem = weakness(new, name=account.name)
    if problem is not None:
        raise Refused(problem, field="new")
    account.password_hash = hash_password(new)
    account.stamp = token_hex(16)
    return AccountChanged(account_id=account.id, what="password")


@action(Can.CHANGE_OWN_ACCOUNT)
def change_contact(actor: Actor, *, email: str | None, language: str) -> AccountChanged:
    account = find(Account, actor.account_id or 0)
    account.email, account.language = email, language
    return AccountChanged(account_id=account.id, what="contact")


@action(Can.APPOINT)
def appoint(
    actor: Actor,  # noqa: ARG001 — the administrator
    account_id: int,
    *,
    role: Role,
    place: str | None,
    starts_on: date,
    ends_on: date | None,
) -> Appointed:
    """Give somebody a hat of the bureau: for a village, a town or the county."""
    account = find(Account, account_id)
    digits = PLACE_DIGITS.get(role)
    if digits is None and role not in PLACELESS:
        raise Refused("people.role_comes_by_joining", field="role")
    if digits is not None and (place is None or len(place) != digits or not places.is_place(place)):
        raise Refused("people.place_of_role", field="place", digits=digits)
    if ends_on is not None and ends_on < starts_on:
        raise Refused("people.ends_before_start", field="ends_on")
    db.session.add(
        Appointment(
            account_id=account.id,
            role=role,
            place=place if digits else None,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
    return Appointed(account_id=account.id, role=role, place=place if digits else None)


@action(Can.APPOINT)
def end_appointment(actor: Actor, appointment_id: int) -> AppointmentEnded:  # noqa: ARG001 — the administrator
    """Take a hat off at once."""
    hat = find(Appointment, appointment_id)
    hat.ends_on = clock.today() - timedelta(days=1)
    return AppointmentEnded(account_id=hat.account_id, appointment_id=hat.id)


@action(Can.APPOINT)
def unlock(actor: Actor, account_id: int) -> AccountUnlocked:  # noqa: ARG001 — the administrator
    account = find(Account, account_id)
    account.failures, account.locked_until = 0, None
    return AccountUnlocked(account_id=account.id)

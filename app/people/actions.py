"""Signing in and out, changing one's own account, appointing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select

from app.kernel import clock, options, site_mark
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.dated import begin, correct
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.scope import find, unscoped
from app.kernel.shown import show_once
from app.people import passwords
from app.people.accounts import account_for
from app.people.events import (
    AccountActivated,
    AccountChanged,
    AccountOpened,
    AccountUnlocked,
    AdministratorAppointed,
    Appointed,
    AppointmentEnded,
    HatChanged,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from app.people.links import give_link, use_link
from app.people.models import Account, Appointment, Purpose
from app.people.password_check import PasswordCheck
from app.people.queries import (
    account_to_activate,
    current_hats,
    is_looked_after,
    waiting_administrator,
)
from app.places import queries as places
from app.post.channels import Wish

PLACE_DIGITS = {Role.CHILD_DIRECTOR: 12, Role.CHILD_SUPERVISOR: 9}
"""Whom the administrator appoints for a place, and how long the place's code is."""
FIRST_PASSWORD = "people.first_password"
"""What the administrator is shown once, to pass on."""
COUNTY_WIDE = (Role.CIVIL_AFFAIRS, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)


@action(Can.SIGN_IN, once=False)
def sign_in(actor: Actor, proof: PasswordCheck) -> SignedIn | SignInFailed:
    """Let in whoever proved a name and a password. A failure is kept, so it is an event too."""
    if proof.account_id is None:
        return SignInFailed(account_id=None, reason="unknown_name")
    now = clock.now()
    with _door_of(proof.account_id) as account:
        if account.is_locked(now):
            return SignInFailed(account_id=account.id, reason="locked")
        if not proof.is_right or proof.password_hash != account.password_hash:
            _count_failure(account, now)
            return SignInFailed(account_id=account.id, reason="wrong_password")
        if not account.is_active:
            return SignInFailed(account_id=account.id, reason="inactive")
        hats = current_hats(account)
        if not hats:
            return SignInFailed(account_id=account.id, reason="no_appointment")
        account.password_hash = proof.renewed_hash or account.password_hash
        account.failures, account.locked_until, account.signed_in_at = 0, None, now
        return SignedIn(account_id=account.id, role=hats[0].role)


@contextmanager
def _door_of(account_id: int) -> Iterator[Account]:
    """The account, locked until this attempt is counted: many at once are counted one by one."""
    with unscoped("an account notes who tries its door, whoever that is"):
        wanted = select(Account).where(Account.id == account_id).with_for_update()
        account = db.session.scalars(wanted).one_or_none()
        if account is None:
            raise NotFound(f"Account {account_id}")
        yield account


def _alone_with(account_id: int) -> Account:
    """The account, locked until this deed is done: what is done to one is done one by one."""
    wanted = select(Account).where(Account.id == account_id).with_for_update()
    return db.session.scalars(wanted).one()


def _count_failure(account: Account, now: datetime) -> None:
    if account.locked_until is not None:
        account.failures, account.locked_until = 0, None
    account.failures += 1
    if account.failures >= options.value("lock_after_failures"):
        account.locked_until = now + timedelta(minutes=options.value("lock_minutes"))


@action(Can.SIGN_IN, once=False)
def enter_demo(actor: Actor, account_id: int) -> SignedIn:
    """Come in without a password, on a demo site only."""
    if not site_mark.is_demo():
        raise Refused("people.not_a_demo")
    with _door_of(account_id) as account:
        hats = current_hats(account)
        if not hats:
            raise Refused("people.no_appointment")
        account.signed_in_at = clock.now()
        return SignedIn(account_id=account.id, role=hats[0].role)


@action(Can.SIGN_OUT, once=False)
def sign_out(actor: Actor) -> SignedOut:
    return SignedOut(account_id=actor.account_id or 0)


@action(Can.CHANGE_OWN_ACCOUNT)
def wear(actor: Actor, appointment_id: int) -> HatChanged:
    """Go on in another of one's own current hats."""
    hat = find(Appointment, appointment_id)
    if hat.account_id != actor.account_id:
        raise NotFound(f"hat {appointment_id}")  # an administrator sees the hats of others
    if not hat.is_current(clock.today()):
        raise Refused("people.no_appointment")
    return HatChanged(account_id=actor.account_id or 0, role=hat.role)


@action(Can.CHANGE_OWN_ACCOUNT)
def change_password(actor: Actor, *, current: str, new: str) -> AccountChanged:
    """Set a new password; every other session of the account ends."""
    account = find(Account, actor.account_id or 0)
    if not passwords.is_right(account.password_hash, current):
        raise Refused("people.password_wrong", field="current")
    passwords.require_good(new, name=account.name, field="new")
    account.password_hash, account.stamp = passwords.hash_password(new), passwords.new_stamp()
    return AccountChanged(account_id=account.id, what="password")


@action(Can.CHANGE_OWN_ACCOUNT)
def change_contact(
    actor: Actor, *, email: str | None, language: str, mail_wish: Wish, wants_texts: bool
) -> AccountChanged:
    """Where letters go. Texts that ask for an answer come whatever is wished."""
    account = find(Account, actor.account_id or 0)
    account.email, account.language = email, language
    account.mail_wish, account.wants_texts = mail_wish, wants_texts
    return AccountChanged(account_id=account.id, what="contact")


@action(Can.APPOINT)
def open_account(
    actor: Actor,
    *,
    name: str,
    display_name: str,
    email: str | None,
    password: str,
) -> AccountOpened:
    """Make a way in for somebody of the bureau, a town or a village; it opens with a role."""
    account = account_for(name, display_name, password=password, email=email)
    db.session.flush()
    show_once(actor, FIRST_PASSWORD, account.id, secret=password)
    return AccountOpened(account_id=account.id)


@action(Can.APPOINT)
def reset_password(actor: Actor, account_id: int, *, password: str) -> AccountChanged:
    """Set a new first password for somebody who forgot theirs; their open sessions end."""
    if account_id == actor.account_id:
        raise Refused("people.own_password")
    account = find(Account, account_id)
    account.password_hash, account.stamp = passwords.hash_password(password), passwords.new_stamp()
    account.failures, account.locked_until = 0, None
    show_once(actor, FIRST_PASSWORD, account.id, secret=password)
    return AccountChanged(account_id=account.id, what="password_reset")


@action(Can.APPOINT)
def appoint(actor: Actor, account_id: int, *, role: Role, place: str | None) -> Appointed:
    """Give somebody a hat of the bureau from today: for a village, a town or the county."""
    account = find(Account, account_id)
    if account.id == actor.account_id:
        raise Refused("people.own_appointment")
    if role not in PLACE_DIGITS and role not in COUNTY_WIDE:
        raise Refused("people.role_comes_by_joining", field="role")
    place = _place_of(role, place)
    account = _alone_with(account.id)
    if any(hat.role == role and hat.place == place for hat in current_hats(account)):
        raise Refused("people.already_appointed", field="role")
    hat = Appointment(account_id=account.id, role=role, place=place, from_on=clock.today())
    begin(actor, hat)
    return Appointed(account_id=account.id, role=role, place=place)


def _place_of(role: Role, place: str | None) -> str | None:
    """A director has a village, a supervisor a town, an officer the county; others have none."""
    if role is Role.CIVIL_AFFAIRS:
        return places.county().code
    digits = PLACE_DIGITS.get(role)
    if digits is None:
        return None
    if place is None or len(place) != digits or not places.is_place(place):
        raise Refused(f"people.place_of_{role.value}", field="place")
    return place


@action(Can.APPOINT)
def end_appointment(actor: Actor, appointment_id: int) -> AppointmentEnded:
    """Take a hat off at once; sessions that wear it end with their next page."""
    hat = find(Appointment, appointment_id)
    if hat.account_id == actor.account_id:
        raise Refused("people.own_appointment")
    if not hat.is_current(clock.today()):
        raise Refused("people.appointment_over")
    _alone_with(hat.account_id)
    correct(actor, hat, until_on=clock.today())
    return AppointmentEnded(account_id=hat.account_id, appointment_id=hat.id)


@action(Can.APPOINT)
def unlock(actor: Actor, account_id: int) -> AccountUnlocked:
    account = find(Account, account_id)
    account.failures, account.locked_until = 0, None
    return AccountUnlocked(account_id=account.id)


@action(Can.APPOINT_FIRST)
def appoint_administrator(
    actor: Actor,
    name: str,
    *,
    display_name: str,
    email: str | None,
    token: str,
    reason: str | None,
) -> AdministratorAppointed:
    """Make a system administrator who chooses a password by the link that `token` opens.

    Asked again for somebody who has not used their link, it gives a fresh one.

    Raises
    ------
    Refused
        `people.administrator_exists`: the site is looked after and no reason was given.
    """
    if reason is None and is_looked_after():
        raise Refused("people.administrator_exists")
    account = waiting_administrator(name)
    if account is None:
        account = account_for(name, display_name, password=None, email=email)
        db.session.flush()
        role, today = Role.SYSTEM_ADMINISTRATOR, clock.today()
        begin(actor, Appointment(account_id=account.id, role=role, from_on=today))
    give_link(account.id, Purpose.ACTIVATE, token=token)
    return AdministratorAppointed(account_id=account.id, reason=reason)


@action(Can.ACTIVATE)
def activate(actor: Actor, *, token: str, password: str) -> AccountActivated:
    """Choose the first password of an account; nobody else has ever known one."""
    found = account_to_activate(token)
    if found is None:
        raise Refused("people.link_over")
    with _door_of(found[0]) as account:
        use_link(Purpose.ACTIVATE, token=token)
        passwords.require_good(password, name=account.name, field="password")
        account.password_hash, account.stamp = (
            passwords.hash_password(password),
            passwords.new_stamp(),
        )
        account.failures, account.locked_until = 0, None
        return AccountActivated(account_id=account.id)

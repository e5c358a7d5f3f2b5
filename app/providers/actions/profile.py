"""What volunteers tell about themselves, step by step at first and whenever it changes."""

from __future__ import annotations

from datetime import date, timedelta

from app.kernel import clock, words
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import find
from app.kernel.weeks import Slots
from app.people.models import Account
from app.providers import moving
from app.providers.events import (
    ProfileChanged,
    ProviderDecided,
    QualificationClaimed,
    QualificationDropped,
    VolunteerPaused,
    VolunteerRegistered,
)
from app.providers.inputs import CertificateInput, ReachInput, SkillsInput
from app.providers.models import (
    ProviderState,
    Qualification,
    QualificationState,
    Volunteer,
)
from app.providers.names import called
from app.providers.queries import first_step

MOST_CERTIFICATES = 20
LONGEST_PAUSE = timedelta(days=366)


@action(Can.EDIT_PROFILE)
def change_person(actor: Actor, *, full_name: str, mobile: str) -> ProfileChanged:
    own = _own(actor)
    own.full_name, own.mobile = full_name, mobile  # type: ignore[assignment]  # sealed by the column
    account = find(Account, actor.account_id or 0)
    account.mobile, account.mobile_index = mobile, mobile  # type: ignore[assignment]
    account.display_name = called(full_name, own.occupation, language=words.CHINESE)
    return ProfileChanged(volunteer_id=own.id)


@action(Can.EDIT_PROFILE)
def change_skills(actor: Actor, *, given: SkillsInput) -> ProfileChanged:
    own = _own(actor)
    own.categories = list(given.categories)
    own.occupation, own.about = given.occupation, given.about
    account = find(Account, actor.account_id or 0)
    account.display_name = own.short_name(language=words.CHINESE)
    return ProfileChanged(volunteer_id=own.id)


@action(Can.EDIT_PROFILE)
def change_times(actor: Actor, *, slots: Slots) -> ProfileChanged:
    own = _own(actor)
    own.slots = [list(slot) for slot in slots]
    return ProfileChanged(volunteer_id=own.id)


@action(Can.EDIT_PROFILE)
def change_reach(actor: Actor, *, given: ReachInput) -> ProfileChanged:
    own = _own(actor)
    if given.capacity < own.load:
        raise Refused("provider.capacity_below_load", field="capacity", load=own.load)
    moving.move(own, given.town_code)
    own.radius_km, own.capacity = given.radius_km, given.capacity
    own.modes, own.languages = list(given.modes), list(given.languages)
    return ProfileChanged(volunteer_id=own.id)


@action(Can.EDIT_PROFILE)
def claim(actor: Actor, *, given: CertificateInput) -> QualificationClaimed:
    """Name a certificate; it counts once the bureau has seen it."""
    own = _own(actor)
    if given.valid_until is not None and given.valid_until < clock.today():
        raise Refused("provider.certificate_over", field="valid_until")
    kept = [one for one in own.qualifications if one.state != QualificationState.REFUSED]
    if any(one.kind == given.kind for one in kept) or len(own.qualifications) >= MOST_CERTIFICATES:
        raise Refused("provider.certificate_known", field="kind")
    row = Qualification(
        volunteer_id=own.id,
        kind=given.kind,
        number=given.number,
        issuer=given.issuer,
        valid_until=given.valid_until,
        state=QualificationState.CLAIMED,
    )
    db.session.add(row)
    db.session.flush()
    return QualificationClaimed(qualification_id=row.id, kind=row.kind)


@action(Can.EDIT_PROFILE)
def drop(actor: Actor, qualification_id: int) -> QualificationDropped:
    """Take a certificate out of the profile."""
    own = _own(actor)
    row = find(Qualification, qualification_id)
    kind = row.kind
    db.session.delete(row)
    return QualificationDropped(volunteer_id=own.id, kind=kind)


@action(Can.EDIT_PROFILE)
def hand_in(actor: Actor) -> VolunteerRegistered:
    """Sign the pledge to protect children; with it the profile goes to the bureau."""
    own = _own(actor)
    if own.pledge_signed_at is not None:
        raise Refused("provider.pledge_signed")
    if first_step(own) is not None:
        raise Refused("provider.not_complete")
    own.pledge_signed_at = clock.now()
    return VolunteerRegistered(volunteer_id=own.id, account_id=actor.account_id or 0)


@action(Can.EDIT_PROFILE)
def pause(actor: Actor, *, from_on: date, last_day: date) -> VolunteerPaused:
    """Be left alone for some days: no round, no proposal, no suggestion. What has begun goes on."""
    own, today = _own(actor), clock.today()
    if last_day < today:
        raise Refused("provider.pause_over", field="last_day")
    if last_day < from_on:
        raise Refused("provider.pause_backwards", field="last_day")
    if last_day - max(from_on, today) > LONGEST_PAUSE:
        raise Refused("provider.pause_too_long", field="last_day", most=LONGEST_PAUSE.days)
    own.pause_from_on, own.pause_last_day = max(from_on, today), last_day
    return VolunteerPaused(
        volunteer_id=own.id, from_on=own.pause_from_on.isoformat(), last_day=last_day.isoformat()
    )


@action(Can.EDIT_PROFILE)
def resume(actor: Actor) -> VolunteerPaused:
    """End a pause before its time, or take back one that has not begun."""
    own = _own(actor)
    if own.pause_last_day is None or own.pause_last_day < clock.today():
        raise Refused("provider.not_paused")
    own.pause_from_on = own.pause_last_day = None
    return VolunteerPaused(volunteer_id=own.id, from_on=None, last_day=None)


@action(Can.EDIT_PROFILE)
def leave(actor: Actor) -> ProviderDecided:
    """Stop volunteering; nobody is asked any more. Help that has begun is first handed over."""
    own = _own(actor)
    if own.load > 0:
        raise Refused("provider.still_serving", load=own.load)
    own.move(ProviderState.LEFT)
    return ProviderDecided(volunteer_id=own.id, organization_id=None, state=ProviderState.LEFT)


def _own(actor: Actor) -> Volunteer:
    own = find(Volunteer, actor.volunteer_id or 0)
    own.require("change")
    return own

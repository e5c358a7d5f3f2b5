"""Signing up: an account, a profile or an organisation, and the hat that joins them, at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import or_, select

from app.kernel import clock, words
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.numbering import next_number
from app.kernel.scope import unscoped
from app.people.accounts import account_for
from app.people.models import Account, Appointment
from app.places import queries as places
from app.providers.events import OrganizationRegistered, VolunteerSignedUp
from app.providers.inputs import OrganizationInput, PersonInput, WayIn
from app.providers.models import (
    Organization,
    ProviderState,
    Qualification,
    QualificationState,
    Volunteer,
)
from app.providers.names import called
from app.providers.queries import EMPLOYER_KIND

OF_AGE = 18
FIRST_RADIUS_KM = 8.0


@action(Can.REGISTER_VOLUNTEER)
def register_volunteer(
    actor: Actor,
    person: PersonInput,
    *,
    way_in: WayIn,
) -> VolunteerSignedUp:
    """Open an account and a profile that is still to be filled in and handed in."""
    now = clock.now()
    if clock.today().year - person.birth_year < OF_AGE:
        raise Refused("provider.under_age", field="birth_year")
    town = places.place(person.town_code)
    with _joining():
        year = clock.today().year
        volunteer = Volunteer(
            code=f"V{year % 100:02d}-{next_number('volunteer', year):06d}",
            full_name=person.full_name,
            mobile=person.mobile,
            sex=person.sex,
            birth_year=person.birth_year,
            town_code=town.code,
            lat=town.lat,
            lon=town.lon,
            radius_km=FIRST_RADIUS_KM,
            modes=[],
            categories=[],
            slots=[],
            capacity=1,
            state=ProviderState.APPLIED,
            applied_at=now,
        )
        shown = called(person.full_name, "", language=words.CHINESE)
        account = _account(shown, way_in, mobile=person.mobile)
        db.session.add(volunteer)
        db.session.flush()
        _appoint(account, Role.VOLUNTEER, volunteer_id=volunteer.id)
    return VolunteerSignedUp(volunteer_id=volunteer.id, account_id=account.id)


@action(Can.REGISTER_ORGANIZATION)
def register_organization(
    actor: Actor,
    given: OrganizationInput,
    *,
    way_in: WayIn,
) -> OrganizationRegistered:
    """Register an organisation or an employer, with the account of the person who does it."""
    town = places.place(given.town_code)
    with _joining():
        _require_new(given)
        organization = Organization(
            name=given.name,
            kind=given.kind,
            uscc=given.uscc,
            town_code=town.code,
            lat=town.lat,
            lon=town.lon,
            about=given.about,
            contact_name=given.contact_name,
            contact_mobile=given.contact_mobile,
            state=ProviderState.APPLIED,
            applied_at=clock.now(),
            qualifications=[
                Qualification(kind=kind, state=QualificationState.CLAIMED)
                for kind in given.qualifications
            ],
        )
        account = _account(given.contact_name, way_in, mobile=given.contact_mobile)
        db.session.add(organization)
        db.session.flush()
        role = Role.EMPLOYER if given.kind == EMPLOYER_KIND else Role.ORGANIZATION_MEMBER
        _appoint(account, role, organization_id=organization.id)
    return OrganizationRegistered(organization_id=organization.id, account_id=account.id)


@contextmanager
def _joining() -> Iterator[None]:
    with unscoped("who joins has no rows yet, and meets every name that is taken"):
        yield


def _require_new(given: OrganizationInput) -> None:
    same = select(Organization.uscc).where(
        or_(Organization.uscc == given.uscc, Organization.name == given.name)
    )
    taken = db.session.scalars(same).all()
    if given.uscc in taken:
        raise Refused("provider.uscc_taken", field="uscc")
    if taken:
        raise Refused("provider.organization_taken", field="organization")


def _account(display_name: str, way_in: WayIn, *, mobile: str) -> Account:
    return account_for(
        way_in.name,
        display_name,
        password=way_in.password,
        email=way_in.email,
        mobile=mobile,
        language=way_in.language,
    )


def _appoint(account: Account, role: Role, **holder: int) -> None:
    account.appointments.append(Appointment(role=role, from_on=clock.today(), **holder))

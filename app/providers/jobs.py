"""What follows a committed event of this room: letters to officers and to the provider."""

from __future__ import annotations

from app.kernel.access import Role
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.kernel.scope import find
from app.people.queries import accounts_in_role
from app.places import queries as places
from app.post.writing import tell_each
from app.providers.events import (
    HomeMoved,
    OrganizationRegistered,
    ProviderDecided,
    VolunteerRegistered,
)
from app.providers.models import Organization, Volunteer
from app.providers.queries import accounts_of


@job("providers.tell_of_volunteer")
def tell_of_volunteer(event: VolunteerRegistered) -> None:
    volunteer = find(Volunteer, event.volunteer_id)
    values = {
        "code": volunteer.code,
        "town": places.name(volunteer.town_code),
        "categories": list(volunteer.categories),
    }
    tell_each(
        accounts_in_role(Role.CIVIL_AFFAIRS),
        "volunteer_registered",
        occasion=f"volunteer-{event.volunteer_id}",
        values=values,
        link=f"/vetting/volunteers/{event.volunteer_id}",
    )


@job("providers.tell_of_organization")
def tell_of_organization(event: OrganizationRegistered) -> None:
    organization = find(Organization, event.organization_id)
    values = {"name": organization.name, "town": places.name(organization.town_code)}
    tell_each(
        accounts_in_role(Role.CIVIL_AFFAIRS),
        "organization_registered",
        occasion=f"organization-{event.organization_id}",
        values=values,
        link=f"/vetting/organizations/{event.organization_id}",
    )


@job("providers.tell_of_decision")
def tell_of_decision(event: ProviderDecided) -> None:
    row: Volunteer | Organization
    if event.volunteer_id is not None:
        row = find(Volunteer, event.volunteer_id)
    else:
        row = find(Organization, event.organization_id or 0)
    is_organization = event.organization_id is not None
    values = {
        "name": row.open_name,
        "state": event.state,
        "reason": row.state_reason,
        "is_organization": is_organization,
    }
    occasion = f"{'organization' if is_organization else 'volunteer'}-{row.id}-{row.version}"
    tell_each(
        accounts_of(volunteer_id=event.volunteer_id, organization_id=event.organization_id),
        "provider_decided",
        occasion=occasion,
        values=values,
        link="/postings" if is_organization else "/profile",
    )


@job("providers.tell_of_move")
def tell_of_move(event: HomeMoved) -> None:
    own = find(Volunteer, event.volunteer_id)
    tell_each(
        accounts_of(volunteer_id=own.id, organization_id=None),
        "home_moved",
        occasion=f"move-{event.move_id}",
        values={"is_made": event.is_made},
        link="/profile",
    )


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (VolunteerRegistered, tell_of_volunteer),
    (OrganizationRegistered, tell_of_organization),
    (ProviderDecided, tell_of_decision),
    (HomeMoved, tell_of_move),
)

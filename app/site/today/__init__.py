"""What each role has to do today: numbers that open their lists, and the first things to take up."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.access import Actor, Role
from app.site.today import family, officer, providers, village, watch
from app.site.today.page import Today

PAGES: dict[Role, Callable[[Actor], Today]] = {
    Role.VOLUNTEER: providers.volunteer,
    Role.ORGANIZATION_MEMBER: providers.organization,
    Role.EMPLOYER: providers.employer,
    Role.GUARDIAN: family.guardian,
    Role.CHILD_DIRECTOR: village.director,
    Role.CHILD_SUPERVISOR: village.supervisor,
    Role.CIVIL_AFFAIRS: officer.officer,
    Role.AUDITOR: watch.auditor,
    Role.SYSTEM_ADMINISTRATOR: watch.administrator,
}


def today_of(actor: Actor) -> Today:
    """The opening page of this person's role."""
    return PAGES[actor.role](actor)

"""The room's blueprint and what its pages share."""

from __future__ import annotations

from flask import current_app

from app.kernel.access import Role
from app.kernel.web import RoomBlueprint

blueprint = RoomBlueprint("offers", __name__)

MEMBERS = (Role.ORGANIZATION_MEMBER,)
EMPLOYERS = (Role.EMPLOYER,)
GIVERS = (Role.ORGANIZATION_MEMBER, Role.EMPLOYER)
OFFICERS = (Role.CIVIL_AFFAIRS,)


def minimum_wage() -> int:
    """Yuan a month, as the bureau has set it."""
    wage: int = current_app.extensions["settings"].minimum_wage
    return wage

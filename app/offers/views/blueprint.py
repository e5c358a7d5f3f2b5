"""The room's blueprint and what its pages share."""

from __future__ import annotations

from app.kernel import options
from app.kernel.access import Role
from app.kernel.web import RoomBlueprint

blueprint = RoomBlueprint("offers", __name__)

MEMBERS = (Role.ORGANIZATION_MEMBER,)
EMPLOYERS = (Role.EMPLOYER,)
GIVERS = (Role.ORGANIZATION_MEMBER, Role.EMPLOYER)
OFFICERS = (Role.CIVIL_AFFAIRS,)


def minimum_wage() -> int:
    """Yuan a month, as the bureau has set it."""
    return options.value("minimum_wage")

"""The room's blueprint and what its pages share."""

from __future__ import annotations

from flask import request

from app.kernel import options
from app.kernel.access import Role
from app.kernel.web import RoomBlueprint

blueprint = RoomBlueprint("offers", __name__)

MEMBERS = (Role.ORGANIZATION_MEMBER,)
EMPLOYERS = (Role.EMPLOYER,)
GIVERS = (Role.ORGANIZATION_MEMBER, Role.EMPLOYER)
OFFICERS = (Role.CIVIL_AFFAIRS,)


def page_number() -> int:
    return request.args.get("page", 1, type=int)


def minimum_wage() -> int:
    """Yuan a month, as the bureau has set it."""
    return options.value("minimum_wage")

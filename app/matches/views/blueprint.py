"""The room's blueprint and what its pages share."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.kernel.access import PROVIDERS, Role
from app.kernel.web import RoomBlueprint

blueprint = RoomBlueprint("matches", __name__)

OFFICERS = (Role.CIVIL_AFFAIRS,)
GIVERS = tuple(sorted(PROVIDERS))
GUARDIANS = (Role.GUARDIAN,)
DIRECTORS = (Role.CHILD_DIRECTOR,)
SUPERVISORS = (Role.CHILD_SUPERVISOR,)

Answer = Response | tuple[str, int]

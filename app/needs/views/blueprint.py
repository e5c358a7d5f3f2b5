"""The room's blueprint and what its pages share."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.kernel.access import Actor, Role
from app.kernel.web import RoomBlueprint
from app.needs import disclosed, progress, queries, wording
from app.needs.models import Need

blueprint = RoomBlueprint("needs", __name__)

FIELD = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR)
DESK = (Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS)
SUPERVISORS = (Role.CHILD_SUPERVISOR,)
OFFICERS = (Role.CIVIL_AFFAIRS,)
GUARDIANS = (Role.GUARDIAN,)
Answer = Response | tuple[str, int]


def file_of(actor: Actor, need: Need) -> dict[str, object]:
    """What the staff's page of one need shows beside its form."""
    told = queries.notice_of(need.id)
    return {
        "need": need,
        "private": disclosed.private(actor, need),
        "steps": progress.need_steps(need),
        "wording": wording,
        "told": told,
        "as_card": None if told is None else wording.card(told),
    }

"""What the schedule does for this room, and the letters that follow."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from app.children import actions, queries
from app.children.events import AgeNoticed
from app.children.models import Child
from app.kernel.access import SYSTEM, Role
from app.kernel.errors import Refused
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.kernel.rhythm import Daily
from app.kernel.schedule import Entry, OneByOne
from app.kernel.scope import find
from app.people.queries import accounts_in_role
from app.post.writing import tell_each

log = logging.getLogger(__name__)


def _to_notice() -> Sequence[int]:
    return queries.to_notice()


def _notice(child_id: int) -> bool:
    try:
        actions.notice_age(SYSTEM, child_id)
    except Refused as refusal:  # the file was changed a moment ago
        log.info("the age of child %s was not noticed: %s", child_id, refusal.code)
        return False
    return True


notice_ages = OneByOne(_to_notice, _notice)
"""Children who turn 16 or 18 soon, each once for each age."""

SCHEDULE: tuple[Entry, ...] = (Entry(name="children.notice_ages", when=Daily(2), do=notice_ages),)


@job("children.tell_of_age")
def tell_of_age(event: AgeNoticed) -> None:
    """Write to the village's directors and the town's supervisors; neither name nor place."""
    child = find(Child, event.child_id)
    readers = [
        *accounts_in_role(Role.CHILD_DIRECTOR, place=child.village_code),
        *accounts_in_role(Role.CHILD_SUPERVISOR, place=child.town_code),
    ]
    tell_each(
        readers,
        "age_coming",
        occasion=f"child-{event.child_id}-{event.age}",
        values={"age": event.age, "birthday_on": event.on},
        link=f"/children/{event.child_id}",
    )


SUBSCRIPTIONS: tuple[Subscription, ...] = ((AgeNoticed, tell_of_age),)

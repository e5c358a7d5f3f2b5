"""What follows a committed event of this room: letters to whoever has the next step."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.errors import Refused
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.kernel.rhythm import hourly
from app.kernel.schedule import Entry, OneByOne
from app.kernel.scope import find
from app.needs import actions, notices, queries
from app.needs.events import (
    NeedApproved,
    NeedEndorsed,
    NeedEvent,
    NeedExpired,
    NeedRaised,
    NeedRejected,
    NeedReturned,
    NeedsApproved,
    NeedSubmitted,
)
from app.needs.models import Need, Urgency
from app.people.queries import accounts_in_role
from app.post.writing import tell_each

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a letter says of a need: its title and never a child."""

    occasion: str
    town_code: str
    raised_by: int
    values: dict[str, Any]


@job("needs.tell_of_raised")
def tell_of_raised(event: NeedRaised) -> None:
    if event.is_submitted:
        _tell_supervisors(event)


@job("needs.tell_of_submitted")
def tell_of_submitted(event: NeedSubmitted) -> None:
    _tell_supervisors(event)


@job("needs.tell_of_endorsed")
def tell_of_endorsed(event: NeedEndorsed) -> None:
    need = _need(event.need_id)
    tell_each(
        accounts_in_role(Role.CIVIL_AFFAIRS),
        "need_endorsed",
        occasion=need.occasion,
        values=need.values,
        link=f"/desk/needs/{event.need_id}",
    )


@job("needs.tell_of_returned")
def tell_of_returned(event: NeedReturned) -> None:
    _tell_raiser(event.need_id, "need_returned")


@job("needs.tell_of_approved")
def tell_of_approved(event: NeedApproved) -> None:
    _tell_raiser(event.need_id, "need_approved")


@job("needs.tell_of_many_approved")
def tell_of_many_approved(event: NeedsApproved) -> None:
    for need_id in event.need_ids:
        _tell_raiser(need_id, "need_approved")


@job("needs.tell_of_rejected")
def tell_of_rejected(event: NeedRejected) -> None:
    _tell_raiser(event.need_id, "need_rejected")


@job("needs.tell_of_expired")
def tell_of_expired(event: NeedExpired) -> None:
    _tell_raiser(event.need_id, "need_expired", why=event.why)


def _tell_supervisors(event: NeedEvent) -> None:
    need = _need(event.need_id)
    tell_each(
        accounts_in_role(Role.CHILD_SUPERVISOR, place=need.town_code),
        "need_submitted",
        occasion=need.occasion,
        values=need.values,
        link=f"/desk/needs/{event.need_id}",
    )


def _overdue() -> Sequence[int]:
    return queries.due_to_expire(clock.today())


def _expire(need_id: int) -> bool:
    try:
        actions.expire(SYSTEM, need_id)
    except Refused as refusal:  # somebody was found, or took it back, a moment ago
        log.info("need %s did not expire: %s", need_id, refusal.code)
        return False
    return True


expire_due = OneByOne(_overdue, _expire)
"""Open needs whose time is over, or whose child is 18, become unmet."""


def keep_notices(_due_at: datetime) -> int:
    """Notices that are missing are written, those that could mean too few by now made coarser."""
    found = notices.due()
    if found:
        actions.keep_notices(SYSTEM, found)
    return len(found)


SCHEDULE: tuple[Entry, ...] = (
    Entry(name="needs.expire", when=hourly(5), do=expire_due),
    Entry(name="needs.keep_notices", when=hourly(20), do=keep_notices),
)


def _tell_raiser(need_id: int, name: str, **more: str) -> None:
    need = _need(need_id)
    tell_each(
        [need.raised_by],
        name,
        occasion=need.occasion,
        values={**need.values, **more},
        link=f"/needs/{need_id}",
    )


def _need(need_id: int) -> Told:
    need = find(Need, need_id)
    return Told(
        occasion=f"need-{need.id}-{need.version}",
        town_code=need.town_code,
        raised_by=need.raised_by,
        values={
            "need_code": need.code,
            "title": need.title,
            "is_urgent": Urgency(need.urgency).tier >= Urgency.URGENT.tier,
        },
    )


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (NeedRaised, tell_of_raised),
    (NeedSubmitted, tell_of_submitted),
    (NeedEndorsed, tell_of_endorsed),
    (NeedReturned, tell_of_returned),
    (NeedApproved, tell_of_approved),
    (NeedsApproved, tell_of_many_approved),
    (NeedRejected, tell_of_rejected),
    (NeedExpired, tell_of_expired),
)

"""What follows the events of this room: letters between the two people of a decision."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from app.kernel import countersign
from app.kernel.access import SYSTEM
from app.kernel.countersign import Countersign, CountersignProposed
from app.kernel.errors import Refused
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.kernel.rhythm import hourly
from app.kernel.schedule import Entry, OneByOne
from app.kernel.scope import find
from app.people.queries import accounts_in_role
from app.post.writing import tell_each
from app.system import actions
from app.system.events import CountersignDecided, CountersignExpired

log = logging.getLogger(__name__)

LINK = "/countersign"


@job("system.tell_of_proposal")
def tell_of_proposal(event: CountersignProposed) -> None:
    """Write to everybody who may be the second."""
    row = _row(event.countersign_id)
    roles = sorted(countersign.verb_of(row).confirmed_by)
    readers = {key for role in roles for key in accounts_in_role(role)} - {row.proposed_by}
    tell_each(
        sorted(readers),
        "countersign_proposed",
        occasion=f"countersign-{row.id}",
        values={
            "verb": row.verb,
            "expires_at": row.expires_at.isoformat(),
        },
        link=LINK,
    )


@job("system.tell_of_decision")
def tell_of_decision(event: CountersignDecided) -> None:
    """Write to both: who proposed, and who decided."""
    _tell_both(event.countersign_id)


@job("system.tell_of_expiry")
def tell_of_expiry(event: CountersignExpired) -> None:
    _tell_both(event.countersign_id)


def _overdue() -> Sequence[int]:
    return countersign.overdue()


def _expire(countersign_id: int) -> bool:
    try:
        actions.expire(SYSTEM, countersign_id)
    except Refused as refusal:  # somebody decided a moment ago
        log.info("proposal %s did not expire: %s", countersign_id, refusal.code)
        return False
    return True


expire_due = OneByOne(_overdue, _expire)
"""Proposals that nobody decided in time become void."""

SCHEDULE: tuple[Entry, ...] = (
    Entry(name="system.expire_countersigns", when=hourly(10), do=expire_due),
)


def _tell_both(countersign_id: int) -> None:
    row = _row(countersign_id)
    readers = [key for key in (row.proposed_by, row.decided_by) if key is not None]
    tell_each(
        readers,
        "countersign_decided",
        occasion=f"countersign-{row.id}-{row.state}",
        values={"verb": row.verb, "state": row.state},
        link=LINK,
    )


def _row(countersign_id: int) -> Countersign:
    return find(Countersign, countersign_id)


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (CountersignProposed, tell_of_proposal),
    (CountersignDecided, tell_of_decision),
    (CountersignExpired, tell_of_expiry),
)

"""Reading a text once, when it is written: rounds and pages only look up what it means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import Subscription
from app.kernel.handlers import Lane, job
from app.matches import bridge
from app.matches.actions import keep_vectors
from app.matches.queries.vectors import unread, vectors
from app.needs.events import NeedApproved, NeedsApproved
from app.needs.models import Need
from app.offers.events import PostingVerified
from app.offers.models import KINDS
from app.providers.events import ProfileChanged, VolunteerRegistered
from app.providers.models import Volunteer

AT_ONCE = 200
"""Texts read between two writes: about half a second, and what was read is not lost."""


@job("matches.read_need", lane=Lane.ROUNDS)
def read_need(event: NeedApproved) -> None:
    _read_rows(select(Need).where(Need.id == event.need_id))


@job("matches.read_needs", lane=Lane.ROUNDS)
def read_needs(event: NeedsApproved) -> None:
    _read_rows(select(Need).where(Need.id.in_(event.need_ids)))


@job("matches.read_posting", lane=Lane.ROUNDS)
def read_posting(event: PostingVerified) -> None:
    model = KINDS[event.kind]
    _read_rows(select(model).where(model.id == event.posting_id))


@job("matches.read_volunteer", lane=Lane.ROUNDS)
def read_volunteer(event: VolunteerRegistered | ProfileChanged) -> None:
    _read_rows(select(Volunteer).where(Volunteer.id == event.volunteer_id))


def read_all(texts: Iterable[str]) -> dict[str, bytes]:
    """What these texts mean; those that nobody has read yet are read now, and kept."""
    wanted = list(texts)
    known = vectors(wanted)
    missing = unread(wanted, known)
    db.session.rollback()  # the model reads without holding a snapshot open
    for at in range(0, len(missing), AT_ONCE):
        read = bridge.read(missing[at : at + AT_ONCE])
        keep_vectors(SYSTEM, read)
        known |= read
    return known


def _read_rows(wanted: Select[Any]) -> None:
    texts = [row.own_text for row in db.session.scalars(wanted)]
    read_all(texts)


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (NeedApproved, read_need),
    (NeedsApproved, read_needs),
    (PostingVerified, read_posting),
    (VolunteerRegistered, read_volunteer),
    (ProfileChanged, read_volunteer),
)

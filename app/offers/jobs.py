"""What follows a committed event of this room: letters to officers and to the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.offers.events import (
    Posted,
    PostingEvent,
    PostingReturned,
    PostingSubmitted,
    PostingSuspended,
    PostingVerified,
)
from app.offers.models import KINDS
from app.people.queries import accounts_in_role
from app.post.writing import tell_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a letter says of a posting."""

    occasion: str
    organization_id: int
    reason: str | None
    values: dict[str, Any]


@job("offers.tell_of_posted")
def tell_of_posted(event: Posted) -> None:
    if event.is_submitted:
        _tell_officers(event)


@job("offers.tell_of_submitted")
def tell_of_submitted(event: PostingSubmitted) -> None:
    _tell_officers(event)


@job("offers.tell_of_verified")
def tell_of_verified(event: PostingVerified) -> None:
    told = _told(event)
    _tell_members(event, told, "posting_verified", told.values)


@job("offers.tell_of_returned")
def tell_of_returned(event: PostingReturned) -> None:
    told = _told(event)
    _tell_members(event, told, "posting_returned", {**told.values, "reason": told.reason})


@job("offers.tell_of_suspended")
def tell_of_suspended(event: PostingSuspended) -> None:
    told = _told(event)
    _tell_members(event, told, "posting_suspended", {**told.values, "reason": told.reason})


def _tell_officers(event: PostingEvent) -> None:
    told = _told(event)
    tell_each(
        accounts_in_role(Role.CIVIL_AFFAIRS),
        "posting_submitted",
        occasion=told.occasion,
        values=told.values,
        link=f"/desk/{event.kind}s/{event.posting_id}",
    )


def _tell_members(event: PostingEvent, told: Told, name: str, values: dict[str, Any]) -> None:
    tell_each(
        _members(event.kind, told.organization_id),
        name,
        occasion=told.occasion,
        values=values,
        link=f"/{event.kind}s/{event.posting_id}",
    )


def _members(kind: str, organization_id: int) -> Sequence[int]:
    role = Role.EMPLOYER if kind == "job" else Role.ORGANIZATION_MEMBER
    return accounts_in_role(role, organization_id=organization_id)


def _told(event: PostingEvent) -> Told:
    model = KINDS[event.kind]
    posting = db.session.scalars(
        select(model).where(model.id == event.posting_id).options(selectinload(model.organization))
    ).one()
    return Told(
        occasion=f"{event.kind}-{posting.id}-{posting.version}",
        organization_id=posting.organization_id,
        reason=posting.state_reason,
        values={
            "kind": event.kind,
            "posting_code": posting.code,
            "title": posting.title,
            "organization": posting.organization.name,
        },
    )


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (Posted, tell_of_posted),
    (PostingSubmitted, tell_of_submitted),
    (PostingVerified, tell_of_verified),
    (PostingReturned, tell_of_returned),
    (PostingSuspended, tell_of_suspended),
)

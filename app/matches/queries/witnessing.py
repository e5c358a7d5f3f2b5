"""Whom the town's supervisor rings: numbers that were typed, and sheets that came back signed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.disclosure import Audience, Why, reveal
from app.kernel.files import Attachment
from app.kernel.scope import find
from app.matches.models import SHEET_OF, Consent, ConsentState
from app.needs.models import Need

SHOWN = 50
"""At once; the others follow as these are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberToRing:
    """A number that somebody else typed, and that a question waits for."""

    guardian_id: int
    name: str
    mobile: str
    village_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetToRing:
    """A question with a signed sheet; the family is asked whether it is so."""

    consent: Consent
    need: Need
    guardian: str
    mobile: str | None
    is_new_number: bool
    child: str | None


def numbers(actor: Actor) -> list[NumberToRing]:
    rows = db.session.scalars(_unverified(actor).order_by(Guardian.number_claimed_at).limit(SHOWN))
    return [_number(actor, one) for one in rows.all()]


def sheets(actor: Actor) -> list[SheetToRing]:
    rows = _signed().order_by(Consent.expires_at).limit(SHOWN)
    return [_sheet(actor, one) for one in db.session.scalars(rows).all()]


def count(actor: Actor) -> int:
    """How many calls there are to make."""
    asked = (
        _unverified(actor).with_only_columns(Guardian.id),
        _signed().with_only_columns(Consent.id),
    )
    return sum(
        db.session.scalar(select(func.count()).select_from(one.order_by(None).subquery())) or 0
        for one in asked
    )


def _unverified(actor: Actor) -> Select[tuple[Guardian]]:
    return select(Guardian).where(
        Guardian.mobile.is_not(None),
        Guardian.number_verified_by.is_(None),
        Guardian.number_claimed_at.is_not(None),
        Guardian.number_claimed_by.is_distinct_from(actor.account_id),
        Guardian.id.in_(select(Consent.guardian_id).where(*_open())),
    )


def _open() -> tuple[ColumnElement[bool], ...]:
    """A question waits: a number is rung when it is wanted, not before."""
    return Consent.state == ConsentState.WAITING, Consent.expires_at > clock.now()


def _signed() -> Select[tuple[Consent]]:
    return (
        select(Consent)
        .where(
            *_open(),
            Consent.id.in_(select(Attachment.owner_id).where(Attachment.owner == SHEET_OF)),
        )
        .options(selectinload(Consent.sheets), selectinload(Consent.match))
    )


def _number(actor: Actor, row: Guardian) -> NumberToRing:
    seen = reveal(
        actor, row, "full_name", "mobile", audience=Audience.CHILD_SUPERVISOR, why=Why.DUTY
    )
    return NumberToRing(
        guardian_id=row.id, name=seen.full_name, mobile=seen.mobile, village_code=row.village_code
    )


def _sheet(actor: Actor, row: Consent) -> SheetToRing:
    audience, why = Audience.CHILD_SUPERVISOR, Why.DUTY
    guardian = find(Guardian, row.guardian_id)
    adult = reveal(actor, guardian, "full_name", "mobile", audience=audience, why=why)
    child = None
    if row.child_id is not None:
        young = find(Child, row.child_id)
        child = reveal(actor, young, "given_name", audience=audience, why=why).given_name
    return SheetToRing(
        consent=row,
        need=find(Need, row.match.need_id),
        guardian=adult.full_name,
        mobile=adult.mobile,
        is_new_number=not guardian.has_usable_number,
        child=child,
    )

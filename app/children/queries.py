"""Reading children and guardians within the actor's own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import selectinload

from app.children import ages
from app.children.ages import Turning
from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.lists import holds

RISKS = ("critical", "high", "medium", "low")
HIGHEST_RISK = case({risk: at for at, risk in enumerate(RISKS)}, value=Child.risk_level)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFilter:
    village: str | None = None
    category: str | None = None
    risk: str | None = None
    guardian_mobile: str | None = None


def children(wanted: ChildFilter) -> Select[tuple[Child]]:
    """The children of the actor's own place, in no order yet."""
    rows = select(Child).where(Child.is_active)
    if wanted.village:
        rows = rows.where(Child.village_code == wanted.village)
    if wanted.category:
        rows = rows.where(holds(Child.categories, wanted.category))
    if wanted.risk:
        rows = rows.where(Child.risk_level == wanted.risk)
    if wanted.guardian_mobile is not None:
        rows = rows.join(Child.guardian).where(Guardian.mobile_index == wanted.guardian_mobile)
    return rows


def turning_soon(*, most: int) -> list[tuple[Child, Turning]]:
    """Children of the actor's place who turn 16 or 18 soon, the next birthday first."""
    today = clock.today()
    found = [
        (row, coming)
        for row in db.session.scalars(_near_a_birthday())
        if (coming := ages.turning(row.born_on, row.categories, today)) is not None
    ]
    return sorted(found, key=lambda one: (one[1].on, one[0].id))[:most]


def to_notice() -> list[int]:
    """Ids of those whose director and supervisor have not been written to yet."""
    today = clock.today()
    return [
        row.id
        for row in db.session.scalars(_near_a_birthday())
        if (coming := ages.turning(row.born_on, row.categories, today)) is not None
        and coming.age != row.noticed_age
    ]


def _near_a_birthday() -> Select[tuple[Child]]:
    today = clock.today()
    near = [
        Child.born_on.between(ages.born_by(today, age), ages.born_by(today + ages.AHEAD, age))
        for age in (ages.LEFT_BEHIND_UNTIL, ages.ADULT)
    ]
    return select(Child).where(Child.is_active, or_(*near)).order_by(Child.id)


def child(child_id: int) -> Child:
    """One child with its guardian."""
    row = db.session.scalars(
        select(Child).where(Child.id == child_id).options(selectinload(Child.guardian))
    ).one_or_none()
    if row is None:
        raise NotFound(f"Child {child_id}")
    return row


def guardians_of(village_code: str) -> Sequence[Guardian]:
    """The guardians of a village, from whom brothers and sisters choose the same one."""
    return db.session.scalars(
        select(Guardian).where(Guardian.village_code == village_code).order_by(Guardian.id)
    ).all()


def count_children() -> int:
    """How many children the actor may see."""
    return db.session.scalar(select(func.count(Child.id)).where(Child.is_active)) or 0

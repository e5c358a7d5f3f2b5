"""Needs as strangers read them: their notices, and nothing that a village could be found by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.lists import holds, is_one_of
from app.kernel.paging import Page, paginate
from app.needs.models import NeedNotice, Visibility
from app.places import areas

NO_QUALIFICATION = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """From where distances are told: to areas, never to a village."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter:
    """`held` is a qualification or `none`; `free` are parts of days such as `2-afternoon`.

    `categories`: one of these; of a word that was looked for, those that it names."""

    category: str | None = None
    categories: tuple[str, ...] | None = None
    town: str | None = None
    mode: str | None = None
    held: str | None = None
    free: tuple[str, ...] = ()
    sort: str = "new"
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice of a list and, when asked from a place, between how many km it lies: see `Area`."""

    notice: NeedNotice
    band: tuple[int, int | None] | None


def notice_of(need_id: int) -> NeedNotice | None:
    """What strangers read of one need; None before it has opened, or where it is not for the actor."""
    found = db.session.scalars(select(NeedNotice).where(NeedNotice.need_id == need_id))
    return found.one_or_none()


def notice(need_id: int) -> NeedNotice:
    """The same, of a need that is there for the actor."""
    found = notice_of(need_id)
    if found is None:
        raise NotFound(f"notice of need {need_id}")
    return found


def open_count() -> int:
    """Needs that the actor may list and that still look for somebody."""
    return db.session.scalar(select(func.count(NeedNotice.id)).where(*_listed())) or 0


def latest_public(count: int) -> Sequence[NeedNotice]:
    """The newest that everyone may read."""
    return db.session.scalars(
        select(NeedNotice)
        .where(*_listed(), NeedNotice.visibility == Visibility.PUBLIC)
        .order_by(NeedNotice.opened_week.desc(), NeedNotice.tie)
        .limit(count)
    ).all()


def open_by_area() -> dict[str, int]:
    """area code → needs that the actor may list."""
    rows = db.session.execute(
        select(NeedNotice.area, func.count(NeedNotice.id))
        .where(*_listed())
        .group_by(NeedNotice.area)
    )
    return dict(rows.tuples().all())


def listed(asked: NeedFilter, number: int) -> Page[Listed]:
    """A page of open needs: two questions to the database, however many there are."""
    wanted = select(NeedNotice).where(*_listed(), *_asked(asked)).order_by(*_order(asked))
    page = paginate(wanted, number)
    items = [Listed(one, _band(one, asked.near)) for one in page.items]
    return Page(items, page.number, page.size, page.total)


def _listed() -> tuple[ColumnElement[bool], ...]:
    """Staff may see more than a list of strangers holds; a restricted need is on none."""
    return (
        NeedNotice.is_listed.is_(True),
        NeedNotice.visibility != Visibility.RESTRICTED,
        NeedNotice.places_left > 0,
    )


def _asked(asked: NeedFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.category:
        found.append(NeedNotice.category == asked.category)
    if asked.categories is not None:
        found.append(NeedNotice.category.in_(asked.categories))
    if asked.town:
        found.append(NeedNotice.area.in_(areas.over(asked.town)))
    if asked.mode:
        found.append(holds(NeedNotice.modes, asked.mode))
    if asked.held is not None:
        held = [] if asked.held == NO_QUALIFICATION else [[asked.held]]
        found.append(is_one_of(NeedNotice.qualifications, [[], *held]))
    if asked.free:
        fitting = [holds(NeedNotice.parts, part) for part in asked.free]
        found.append(or_(is_one_of(NeedNotice.parts, [[]]), *fitting))
    return found


def _order(asked: NeedFilter) -> tuple[SQLColumnExpression[Any], ...]:
    """By week, or by whole km to the middle of what is told; among equals by lot."""
    if asked.sort == "near" and asked.near is not None:
        return (_kilometres(asked.near), NeedNotice.opened_week, NeedNotice.tie)
    if asked.sort == "waiting":
        return (NeedNotice.opened_week, NeedNotice.tie)
    return (NeedNotice.opened_week.desc(), NeedNotice.tie)


def _kilometres(near: Near) -> ColumnElement[float]:
    """The areas of a county are few: a table of them."""
    to_areas = {one.code: round(one.km_from(near.lat, near.lon)) for one in areas.every()}
    return case(to_areas, value=NeedNotice.area, else_=None)


def _band(one: NeedNotice, near: Near | None) -> tuple[int, int | None] | None:
    return None if near is None else areas.area(one.area).band_from(near.lat, near.lon)

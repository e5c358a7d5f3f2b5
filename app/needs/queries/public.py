"""Needs as strangers read them: no child, no village, distances only as coarse as the town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal, or_, select

from app.kernel.db import db
from app.kernel.lists import holds, is_one_of, number_at, pieces
from app.kernel.paging import Page, paginate
from app.needs.models import Need, NeedState, Visibility
from app.places import queries as places
from app.places.distance import MEAN_EARTH_RADIUS_KM, haversine_km

PARTS = {"morning": (0, 720), "afternoon": (720, 1080), "evening": (1080, 1440)}
"""Parts of a day as minutes."""
FITTING_MINUTES = 30
"""A free part of a day fits when at least so much of the asked time lies in it."""
NO_QUALIFICATION = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """From where distances are told. Only a vetted provider's own point is measured to villages:

    a stranger who could measure to villages from anywhere would find each child's village.
    """

    lat: float
    lon: float
    is_vetted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter:
    """`held` is a qualification or `none`; `free` are parts of days such as `2-afternoon`."""

    category: str | None = None
    categories: tuple[str, ...] = ()
    town: str | None = None
    mode: str | None = None
    held: str | None = None
    words: str | None = None
    free: tuple[str, ...] = ()
    sort: str = "new"
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A need of a list and, when asked from a place, how far away it is."""

    need: Need
    km: float | None


def open_count() -> int:
    """Open needs that the actor may list."""
    return db.session.scalar(select(func.count(Need.id)).where(*_listed())) or 0


def latest_public(count: int) -> Sequence[Need]:
    """The newest open needs that everyone may read."""
    return db.session.scalars(
        select(Need)
        .where(Need.state == NeedState.OPEN, Need.visibility == Visibility.PUBLIC)
        .order_by(Need.opened_at.desc(), Need.id.desc())
        .limit(count)
    ).all()


def open_by_town() -> dict[str, int]:
    """town code → open needs that the actor may list."""
    rows = db.session.execute(
        select(Need.town_code, func.count(Need.id)).where(*_listed()).group_by(Need.town_code)
    )
    return dict(rows.tuples().all())


def listed(asked: NeedFilter, number: int) -> Page[Listed]:
    """A page of open needs: two questions to the database, however many there are."""
    wanted = select(Need).where(*_listed(), *_asked(asked)).order_by(*_order(asked))
    page = paginate(wanted, number)
    items = [Listed(need, _km(need, asked.near)) for need in page.items]
    return Page(items, page.number, page.size, page.total)


def _listed() -> tuple[ColumnElement[bool], ...]:
    """Staff may see more than a list of strangers holds; a restricted need is on none."""
    return (Need.state == NeedState.OPEN, Need.visibility != Visibility.RESTRICTED)


def _asked(asked: NeedFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.category:
        found.append(Need.category == asked.category)
    if asked.categories:
        found.append(Need.category.in_(asked.categories))
    if asked.town:
        found.append(Need.town_code == asked.town)
    if asked.mode:
        found.append(holds(Need.modes, asked.mode))
    if asked.held is not None:
        held = [] if asked.held == NO_QUALIFICATION else [[asked.held]]
        found.append(is_one_of(Need.qualifications, [[], *held]))
    if asked.free:
        found.append(or_(is_one_of(Need.slots, [[]]), _is_free(asked.free)))
    for word in (asked.words or "").split():
        found.append(
            or_(
                Need.title.contains(word, autoescape=True),
                Need.summary.contains(word, autoescape=True),
            )
        )
    return found


def _is_free(free: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of the free parts of the week holds enough of one asked time."""
    asked_time = pieces(Need.slots).table_valued("value")
    day, start, end = (number_at(asked_time.c.value, at) for at in range(3))
    fitting = [
        and_(
            day == int(weekday) - 1,
            end - start >= FITTING_MINUTES,
            end >= PARTS[part][0] + FITTING_MINUTES,
            start <= PARTS[part][1] - FITTING_MINUTES,
        )
        for weekday, _dash, part in (one.partition("-") for one in free)
    ]
    return select(literal(1)).select_from(asked_time).where(or_(*fitting)).exists()


def _order(asked: NeedFilter) -> tuple[SQLColumnExpression[Any], ...]:
    """Nearest first by whole kilometres, so that the order tells no more than the page does."""
    if asked.sort == "near" and asked.near is not None:
        return (_kilometres(asked.near), Need.opened_at, Need.id)
    if asked.sort == "waiting":
        return (Need.opened_at, Need.id)
    return (Need.opened_at.desc(), Need.id.desc())


def _kilometres(near: Near) -> ColumnElement[float]:
    """As `_km`, by the database: to towns as a table, to villages on a plane.

    The plane is as wide as the circle of latitude half way: metres off within a county.
    """
    if not near.is_vetted:
        to_towns = {town.code: _whole_km(town, near) for town in places.towns()}
        return case(to_towns, value=Need.town_code, else_=None)
    north, east = Need.lat - near.lat, Need.lon - near.lon
    here = radians(near.lat)
    narrowed = cos(here) - sin(here) * radians(0.5) * north
    degrees = func.sqrt(north * north + east * east * narrowed * narrowed)
    km = func.round(degrees * radians(1.0) * MEAN_EARTH_RADIUS_KM)
    return case((km < 1.0, 1.0), else_=km)


def _km(need: Need, near: Near | None) -> float | None:
    """Whole kilometres: to the village for a vetted provider, else to the town's middle."""
    if near is None:
        return None
    return _whole_km(need if near.is_vetted else places.place(need.town_code), near)


def _whole_km(point: Need | places.Place, near: Near) -> float:
    km = haversine_km(point.lat, point.lon, other_lat=near.lat, other_lon=near.lon)
    return max(float(round(float(km))), 1.0)

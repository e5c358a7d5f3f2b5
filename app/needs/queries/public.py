"""Needs as strangers read them: no child, no village, distances only as coarse as the town."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, func, or_, select

from app.kernel.db import db
from app.kernel.paging import SIZE, Page
from app.needs.models import Need, NeedState, Visibility
from app.places import queries as places
from app.places.distance import haversine_km

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


@dataclass(frozen=True, slots=True)
class _Light:
    """As much of a need as narrowing and sorting asks for."""

    id: int
    town_code: str
    lat: float
    lon: float
    modes: Sequence[str]
    qualifications: Sequence[str]
    slots: Sequence[Sequence[int]]
    opened_at: datetime | None
    km: float | None = field(default=None, compare=False)


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
    light = _sorted(_narrowed(_light(asked), asked), asked)
    pages = max(1, -(-len(light) // SIZE))
    number = min(max(number, 1), pages)
    shown = light[(number - 1) * SIZE : number * SIZE]
    rows = db.session.scalars(select(Need).where(Need.id.in_([one.id for one in shown]))).all()
    by_id = {row.id: row for row in rows}
    items = [Listed(by_id[one.id], one.km) for one in shown if one.id in by_id]
    return Page(items, number, SIZE, len(light))


def _listed() -> tuple[ColumnElement[bool], ...]:
    """Staff may see more than a list of strangers holds; a restricted need is on none."""
    return (Need.state == NeedState.OPEN, Need.visibility != Visibility.RESTRICTED)


def _light(asked: NeedFilter) -> list[_Light]:
    columns: tuple[Any, ...] = (
        Need.id,
        Need.town_code,
        Need.lat,
        Need.lon,
        Need.modes,
        Need.qualifications,
        Need.slots,
        Need.opened_at,
    )
    rows = select(*columns).where(*_listed(), *_asked(asked))
    return [_Light(*row) for row in db.session.execute(rows)]


def _asked(asked: NeedFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.category:
        found.append(Need.category == asked.category)
    if asked.categories:
        found.append(Need.category.in_(asked.categories))
    if asked.town:
        found.append(Need.town_code == asked.town)
    for word in (asked.words or "").split():
        found.append(
            or_(
                Need.title.contains(word, autoescape=True),
                Need.summary.contains(word, autoescape=True),
            )
        )
    return found


def _narrowed(needs: Iterable[_Light], asked: NeedFilter) -> list[_Light]:
    """What a database cannot ask of lists of codes and times alike."""
    return [
        one
        for one in needs
        if (not asked.mode or asked.mode in one.modes)
        and _is_held(one.qualifications, asked.held)
        and _is_free(one.slots, asked.free)
    ]


def _is_held(qualifications: Sequence[str], held: str | None) -> bool:
    """Whether one certificate, or none, is enough."""
    return held is None or set(qualifications) <= {held} - {NO_QUALIFICATION}


def _is_free(slots: Sequence[Sequence[int]], free: Sequence[str]) -> bool:
    """Whether one of the free parts of the week holds enough of one asked time."""
    if not free or not slots:
        return True
    wanted = [part.partition("-") for part in free]
    return any(
        day == int(weekday) - 1
        and min(end, PARTS[part][1]) - max(start, PARTS[part][0]) >= FITTING_MINUTES
        for day, start, end in slots
        for weekday, _dash, part in wanted
    )


def _sorted(needs: list[_Light], asked: NeedFilter) -> list[_Light]:
    oldest_first = sorted(needs, key=lambda one: (one.opened_at is None, one.opened_at, one.id))
    if asked.near is not None:
        oldest_first = _measured(oldest_first, asked.near)
    if asked.sort == "near" and asked.near is not None:
        return sorted(oldest_first, key=lambda one: one.km or 0.0)
    return oldest_first if asked.sort == "waiting" else oldest_first[::-1]


def _measured(needs: list[_Light], near: Near) -> list[_Light]:
    """With whole kilometres: to the village for a vetted provider, else to the town's middle."""
    if not needs:
        return needs
    points = [(one.lat, one.lon) if near.is_vetted else _middle(one.town_code) for one in needs]
    lat, lon = np.array(points).T
    kilometres = np.maximum(
        np.rint(haversine_km(lat, lon, other_lat=near.lat, other_lon=near.lon)), 1.0
    )
    return [
        _Light(**{**_fields(one), "km": float(km)})
        for one, km in zip(needs, kilometres, strict=True)
    ]


def _fields(one: _Light) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _Light.__slots__}


def _middle(town_code: str) -> tuple[float, float]:
    town = places.place(town_code)
    return town.lat, town.lon

"""Writing what strangers read of a need: as fine as the county's children allow, later only coarser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbelow

from sqlalchemy import ColumnElement, case, func, literal, or_, select

from app.children.ages import born_by
from app.children.models import Child, Guardian
from app.kernel import clock, weeks
from app.kernel.db import db
from app.kernel.disclosure import age_on
from app.kernel.lists import holds
from app.needs import gate
from app.needs.categories import Traits, tells
from app.needs.gate import NARROW, Counted, Rung, Shared
from app.needs.models import KEPT_COARSE, LISTED, Need, NeedNotice

LOTS = 2**31
OLDEST = NARROW[-1][1]
SAME = (
    "category",
    "aid_form",
    "helper_sex",
    "direct_contact",
    "per_week",
    "minutes",
    "weeks",
    "urgency",
)
"""Columns of a need that its notice repeats as they are."""


class Registry:
    """Counts who could be meant, once for each kind of need that is asked about."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._known: dict[tuple[frozenset[Traits], str | None], Shared] = {}
        self._families: Shared | None = None

    def shared(self, need: Need) -> Shared:
        """What enough of those share who could be meant by such a need."""
        if need.is_employment:
            if self._families is None:
                self._families = gate.shared(_families(self.today))
            return self._families
        asked = (tells(need.category, need.qualifications), need.helper_sex)
        if asked not in self._known:
            self._known[asked] = gate.shared(_children(*asked, today=self.today))
        return self._known[asked]


@dataclass(frozen=True, slots=True)
class Told:
    """A need, the age of its child (an adult's wish for work has none), and its notice so far."""

    need: Need
    age: int | None
    notice: NeedNotice | None

    def rung(self, registry: Registry) -> Rung:
        """The finest that enough could be meant by, and no finer than lately."""
        before = self._remembered()
        least = Rung.TOWN_NARROW if before is None else Rung(before.rung)
        enough = registry.shared(self.need)
        return gate.first_rung(self.need.town_code, self.told_age, enough, least=least)

    @property
    def told_age(self) -> int | None:
        """The age, within those that were told: whoever reads both notices learns no birthday."""
        before = self._remembered()
        if before is None or before.ages is None or self.age is None:
            return self.age
        low, high = before.ages
        return min(max(self.age, low), high)

    def _remembered(self) -> NeedNotice | None:
        """The notice that somebody may still remember."""
        one = self.notice
        if one is None or one.is_listed or one.left_at is None:
            return one
        return one if clock.now() - one.left_at < KEPT_COARSE else None


def publish(need: Need) -> None:
    """Write the notice of a need that is about to open: once it moves, its notice is on the lists."""
    _keep(Need.id == need.id)
    db.session.flush()


def due() -> Sequence[int]:
    """Needs on the lists whose notice is missing, or tells more than it may today."""
    registry = Registry(clock.today())
    return [
        one.need.id
        for one in _told(Need.state.in_(LISTED))
        if one.notice is None or one.rung(registry) > one.notice.rung
    ]


def keep(need_ids: Sequence[int]) -> None:
    """Write the notices of these needs anew; none becomes finer."""
    _keep(Need.id.in_(need_ids))


def _keep(which: ColumnElement[bool]) -> None:
    registry = Registry(clock.today())
    for one in list(_told(which)):
        tell(one, one.rung(registry))


def _told(which: ColumnElement[bool]) -> Iterator[Told]:
    rows = (
        select(Need, Child.born_on, NeedNotice)
        .outerjoin(Child, Child.id == Need.child_id)
        .outerjoin(NeedNotice, NeedNotice.need_id == Need.id)
        .where(which)
        .order_by(Need.id)
    )
    today = clock.today()
    for need, born_on, notice in db.session.execute(rows):
        yield Told(need, None if born_on is None else min(age_on(born_on, today), OLDEST), notice)


def tell(one: Told, rung: Rung) -> None:
    """Write the notice as a rung allows."""
    need, now = one.need, clock.now()
    notice = one.notice or NeedNotice(need_id=need.id, tie=randbelow(LOTS))
    notice.visibility = need.visibility
    for name in SAME:
        setattr(notice, name, getattr(need, name))
    notice.modes, notice.qualifications = list(need.modes), list(need.qualifications)
    notice.parts = weeks.parts_of(need.slots)
    opened = clock.local(need.opened_at or now).date()
    notice.opened_week = opened - timedelta(days=opened.weekday())
    notice.places_left = need.places_left
    notice.is_listed = need.state in LISTED
    area = gate.area_of(rung, need.town_code).code
    notice.tell(rung, area=area, ages=gate.ages_of(rung, one.told_age))
    db.session.add(notice)


def _children(told: frozenset[Traits], sex: str | None, *, today: date) -> Counted:
    """Active children under 18, of the sex and with one of each traits, where they are told."""
    band = case(
        *(
            (Child.born_on > born_by(today, high + 1), literal(at))
            for at, (_low, high) in enumerate(NARROW)
        )
    )
    rows = select(Child.village_code, band, func.count()).where(
        Child.is_active, Child.born_on > born_by(today, OLDEST + 1)
    )
    if sex is not None:
        rows = rows.where(Child.sex == sex)
    for traits in told:
        held = [holds(column, one) for column in (Child.categories, Child.flags) for one in traits]
        rows = rows.where(or_(*held))
    grouped = rows.group_by(Child.village_code, band)
    return Counter({(village, at): count for village, at, count in db.session.execute(grouped)})


def _families(today: date) -> Counted:
    """Families with a child in the file, each where its guardian lives."""
    with_child = select(Child.guardian_id).where(
        Child.is_active, Child.born_on > born_by(today, OLDEST + 1)
    )
    rows = (
        select(Guardian.village_code, func.count())
        .where(Guardian.id.in_(with_child))
        .group_by(Guardian.village_code)
    )
    return Counter({(village, None): count for village, count in db.session.execute(rows)})

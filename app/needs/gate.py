"""How finely a need may be told: so that at least five children, in two villages, could be meant.

Pure: how many children there are is handed in. A need that tells a town and three years of age is
tried first; each further rung tells less; on the last one nobody lists it, and only a round or an
officer finds somebody.

    >>> counted = Counter({("330483100203", 3): 3, ("330483100204", 3): 2})
    >>> first_rung("330483100", 10, counted).name
    'TOWN_NARROW'
    >>> first_rung("330483100", 10, Counter({("330483100203", 3): 5})).name
    'NOBODY'
"""

from __future__ import annotations

from collections import Counter
from enum import IntEnum

from app.places import areas

LEAST, LEAST_VILLAGES = 5, 2
NARROW = ((0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 17))
"""Ages in years, both ends within; children are counted by the place of theirs in this list."""
WIDE = ((0, 5), (6, 11), (12, 17))

Ages = tuple[int, int]
Counted = Counter[tuple[str, int | None]]
"""(village, band of `NARROW`) → children who could be meant; families have no band."""


class Rung(IntEnum):
    """From what tells most to what nobody reads."""

    TOWN_NARROW = 0
    TOWN_WIDE = 1
    TOWN = 2
    AREA_WIDE = 3
    COUNTY_WIDE = 4
    COUNTY = 5
    NOBODY = 6


BANDED = {
    Rung.TOWN_NARROW: NARROW,
    Rung.TOWN_WIDE: WIDE,
    Rung.AREA_WIDE: WIDE,
    Rung.COUNTY_WIDE: WIDE,
}


def first_rung(
    town: str, age: int | None, counted: Counted, *, least: Rung = Rung.TOWN_NARROW
) -> Rung:
    """The first rung from `least` on that enough children share; an adult's need has no age."""
    for rung in Rung:
        if rung >= least and (rung is Rung.NOBODY or _is_shared(rung, town, age, counted)):
            return rung
    return Rung.NOBODY


def area_of(rung: Rung, town: str) -> areas.Area:
    """What is told of where: nobody reads more than the county of what nobody lists."""
    if rung <= Rung.TOWN:
        return areas.town_area(town)
    return areas.wider(town) if rung is Rung.AREA_WIDE else areas.whole()


def ages_of(rung: Rung, age: int | None) -> Ages | None:
    """What is told of how old; None: nothing."""
    if age is None or rung not in BANDED:
        return None
    return next((low, high) for low, high in BANDED[rung] if low <= age <= high)


def band_of(age: int) -> int:
    """The place of an age under 18 in `NARROW`."""
    return next(at for at, (_low, high) in enumerate(NARROW) if age <= high)


def _is_shared(rung: Rung, town: str, age: int | None, counted: Counted) -> bool:
    towns = {one.code for one in area_of(rung, town).towns}
    ages = ages_of(rung, age)
    villages: Counter[str] = Counter()
    for (village, band), count in counted.items():
        if village[:9] in towns and (ages is None or _lies_in(band, ages)):
            villages[village] += count
    return (
        villages.total() >= LEAST
        and sum(count > 0 for count in villages.values()) >= LEAST_VILLAGES
    )


def _lies_in(band: int | None, ages: Ages) -> bool:
    return band is not None and ages[0] <= NARROW[band][0] and NARROW[band][1] <= ages[1]

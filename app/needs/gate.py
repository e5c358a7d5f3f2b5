"""How finely a need may be told: so that at least five children, in two villages, could be meant.

Pure: how many children there are is handed in. A need that tells a town and three years of age is
tried first; each further rung tells less; on the last one nobody lists it, and only a round or an
officer finds somebody.

Whoever knows these rules knows that a notice of a whole neighbourhood is of no child whose town
would have done. So on each rung only those count whom no finer one tells.

    >>> enough = shared(Counter({("330483100203", 3): 3, ("330483100204", 3): 2}))
    >>> first_rung("330483100", 10, enough).name
    'TOWN_NARROW'
    >>> first_rung("330483100", 10, shared(Counter({("330483100203", 3): 5}))).name
    'NOBODY'
"""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import IntEnum

from app.places import areas

LEAST, LEAST_VILLAGES = 5, 2
NARROW = ((0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 17))
"""Ages in years, both ends within; children are counted by the place of theirs in this list."""
WIDE = ((0, 5), (6, 11), (12, 17))

Ages = tuple[int, int]
Counted = Counter[tuple[str, int | None]]
"""(village, band of `NARROW`) → children who could be meant; families have no band."""
Said = tuple[str, Ages | None]
"""Area and ages, as a notice tells them."""


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


Shared = dict[Rung, frozenset[Said]]
"""What enough children share on each rung who share nothing finer."""


def shared(counted: Counted) -> Shared:
    """From the finest rung on: who is told there is not counted on those after it."""
    left, found = counted, {}
    for rung in Rung:
        villages: defaultdict[Said, Counter[str]] = defaultdict(Counter)
        for (village, band), count in left.items():
            villages[_said(rung, village[:9], _lowest(band))][village] += count
        found[rung] = frozenset(said for said, here in villages.items() if _is_enough(here))
        left = Counter(
            {
                (village, band): count
                for (village, band), count in left.items()
                if _said(rung, village[:9], _lowest(band)) not in found[rung]
            }
        )
    return found


def first_rung(
    town: str, age: int | None, enough: Shared, *, least: Rung = Rung.TOWN_NARROW
) -> Rung:
    """The first rung that enough children share and that tells nothing `least` has not told.

    An adult's need has no age. Who lies on a finer rung than `least` may be told as coarsely as that.
    """
    is_finer = False
    for rung in Rung:
        is_finer = is_finer or _said(rung, town, age) in enough[rung]
        if is_finer and _tells_no_more(rung, least):
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


def _tells_no_more(rung: Rung, least: Rung) -> bool:
    """A town that was told without ages does not become a neighbourhood with them."""
    return rung >= least and (least in BANDED or rung not in BANDED)


def _said(rung: Rung, town: str, age: int | None) -> Said:
    return area_of(rung, town).code, ages_of(rung, age)


def _lowest(band: int | None) -> int | None:
    return None if band is None else NARROW[band][0]


def _is_enough(villages: Counter[str]) -> bool:
    lived_in = sum(count > 0 for count in villages.values())
    return villages.total() >= LEAST and lived_in >= LEAST_VILLAGES

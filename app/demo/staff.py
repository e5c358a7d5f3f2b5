"""Those who sign in for a place: directors, supervisors, the bureau, auditors, administration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from app.demo import names
from app.demo.identifiers import STAFF, demo_mobile
from app.demo.seeds import ChildSeed, StaffSeed
from app.demo.towns import COUNTY_CODE, towns, villages_of

DIRECTORS = 236
MAIL_DOMAIN = "tongqiao.example"


@dataclass(slots=True)
class _Roll:
    """Numbers people as they are taken on."""

    rng: Random
    count: int = 0

    def add(
        self, role: str, letter: str, number: int, *, place: str | None, is_deputy: bool = False
    ) -> StaffSeed:
        self.count += 1
        sex = "female" if self.rng.random() < 0.62 else "male"
        key = f"{letter}{number:03d}"
        return StaffSeed(
            key=key,
            role=role,
            full_name=names.adult_name(self.rng, sex),
            sex=sex,
            mobile=demo_mobile(STAFF, self.count),
            email=f"{key.lower()}@{MAIL_DOMAIN}",
            place_code=place,
            is_deputy=is_deputy,
        )


def make_staff(children: Iterable[ChildSeed], rng: Random) -> tuple[StaffSeed, ...]:
    """Everybody the county and its villages employ for children."""
    roll = _Roll(rng)
    staff = [
        roll.add("child_director", "D", number, place=village)
        for number, village in enumerate(_director_posts(children), start=1)
    ]
    for number, town in enumerate(towns(), start=1):
        staff.append(roll.add("child_supervisor", "S", number, place=town.code))
        staff.append(
            roll.add("child_supervisor", "S", number + 100, place=town.code, is_deputy=True)
        )
    for number in range(1, 9):
        staff.append(roll.add("civil_affairs", "C", number, place=COUNTY_CODE))
    for number in range(1, 3):
        staff.append(roll.add("auditor", "A", number, place=COUNTY_CODE))
    staff.append(roll.add("system_administrator", "Y", 1, place=None))
    return tuple(staff)


def _director_posts(children: Iterable[ChildSeed]) -> list[str]:
    """One for each village, and a second where the most children are."""
    villages = [village.code for town in towns() for village in villages_of(town.code)]
    count = Counter(child.village_code for child in children)
    largest = sorted(villages, key=lambda code: (-count[code], code))
    return villages + sorted(largest[: DIRECTORS - len(villages)])

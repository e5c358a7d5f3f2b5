"""420 volunteers: the samples' six individuals first, then people of twenty kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo import arithmetic, names
from app.demo.children import TOWN_WEIGHTS
from app.demo.gaps import leaves_the_gap
from app.demo.identifiers import VOLUNTEERS, IdNumbers, demo_mobile
from app.demo.sample_terms import OFFERS
from app.demo.seeds import VolunteerSeed
from app.demo.staff import MAIL_DOMAIN
from app.demo.texts import Sample, sample_name, samples, templates
from app.demo.towns import near, town_named
from app.places.datum import Point

STATES = {"active": 294, "vetting": 60, "new": 25, "lapsed": 25, "suspended": 10}
LANGUAGES = {
    ("mandarin",): 12,
    ("mandarin", "local_dialect"): 30,
    ("mandarin", "local_dialect", "english"): 4,
    ("mandarin", "english"): 4,
    ("mandarin", "local_dialect", "sign_language"): 1,
}
RADII_KM = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0)


@dataclass(frozen=True, slots=True)
class _Record:
    invited: int
    accepted: int
    completed: int
    ended_early: int


def make_volunteers(today: date, rng: Random, ids: IdNumbers) -> tuple[VolunteerSeed, ...]:
    """The whole list; the first active one after the samples is checked until tomorrow only."""
    volunteers = [
        _sample(row, number=number, today=today, rng=rng, ids=ids)
        for number, row in enumerate(_individuals(), start=1)
    ]
    kinds = templates("volunteers")
    cards = arithmetic.deck({name: kind["share"] for name, kind in kinds.items()}, used=(), rng=rng)
    states = arithmetic.deck(STATES, used=("active",), rng=rng)
    for name, state in zip(cards, ["active", *states], strict=True):
        number = len(volunteers) + 1
        volunteers.append(_chance(kinds[name], state, number=number, today=today, rng=rng, ids=ids))
    return tuple(volunteers)


def expiring_tomorrow(volunteers: tuple[VolunteerSeed, ...], today: date) -> VolunteerSeed:
    """The volunteer whose record check ends tomorrow."""
    tomorrow = today + timedelta(days=1)
    return next(v for v in volunteers if v.record_check_until == tomorrow)


def _individuals() -> list[Sample]:
    return [row for row in samples("offers") if row["provider_type"] == "individual"]


def _sample(row: Sample, *, number: int, today: date, rng: Random, ids: IdNumbers) -> VolunteerSeed:
    terms = OFFERS[row["no"]]
    sex = terms.sex or "female"
    born_on = arithmetic.birthday_for(terms.born_years_ago, today, rng)
    town = town_named(terms.towns[0] if terms.towns else "梧桐")
    record = _record(rng, is_active=True)
    low, high = terms.ages or (None, None)
    return VolunteerSeed(
        key=f"V{number:03d}",
        sample_no=row["no"],
        full_name=sample_name(row["provider"]).split()[-1],
        sex=sex,
        born_on=born_on,
        id_number=ids.issue(born_on, sex),
        mobile=demo_mobile(VOLUNTEERS, number),
        email=f"v{number:03d}@{MAIL_DOMAIN}",
        town_code=town.code,
        point=town.point,
        # Wide enough for any place in the county: the towns decide, not the radius.
        radius_km=45.0,
        areas=tuple(town_named(name).code for name in terms.towns),
        modes=terms.modes,
        categories=(row["category"],),
        qualifications=tuple(row["qualification_held"]),
        slots=terms.slots,
        languages=terms.languages,
        serves_sex=terms.serves_sex,
        age_low=low,
        age_high=high,
        capacity=terms.capacity,
        load=0,
        title=row["title"],
        about=row["description"],
        occupation=terms.occupation,
        state="active",
        record_check_until=today + timedelta(days=330),
        applied_on=today - timedelta(days=rng.randint(60, 700)),
        completed=record.completed,
        ended_early=record.ended_early,
        invited=record.invited,
        accepted=record.accepted,
    )


def _chance(
    kind: Sample, state: str, *, number: int, today: date, rng: Random, ids: IdNumbers
) -> VolunteerSeed:
    sex = "female" if rng.random() < kind["women"] else "male"
    born_on = arithmetic.birthday_for(rng.randint(*kind["ages"]), today, rng)
    town_code, point, radius_km, categories = _place(kind, rng)
    capacity = rng.choice((1, 1, 2, 2, 3))
    load = rng.choice((0, 0, 0, 1)) if state == "active" and capacity > 1 else 0
    record = _record(rng, is_active=state not in ("new", "vetting"))
    stretches = rng.sample(kind["times"], min(len(kind["times"]), rng.choice((1, 2, 2))))
    return VolunteerSeed(
        key=f"V{number:03d}",
        sample_no=None,
        full_name=names.adult_name(rng, sex),
        sex=sex,
        born_on=born_on,
        id_number=ids.issue(born_on, sex),
        mobile=demo_mobile(VOLUNTEERS, number),
        email=f"v{number:03d}@{MAIL_DOMAIN}",
        town_code=town_code,
        point=point,
        radius_km=radius_km,
        areas=(),
        modes=_modes(kind, rng),
        categories=categories,
        qualifications=tuple(kind["quals"]),
        slots=arithmetic.week(*stretches),
        languages=rng.choices(list(LANGUAGES), weights=list(LANGUAGES.values()))[0],
        serves_sex=None,
        age_low=None,
        age_high=None,
        capacity=capacity,
        load=load,
        title="",
        about=rng.choice(kind["about"]),
        occupation=rng.choice(kind["occupations"]),
        state=state,
        record_check_until=_checked_until(state, number, today, rng),
        applied_on=today - timedelta(days=_days_here(state, rng)),
        completed=record.completed,
        ended_early=record.ended_early,
        invited=record.invited,
        accepted=record.accepted,
    )


def _place(kind: Sample, rng: Random) -> tuple[str, Point, float, tuple[str, ...]]:
    """A home, a radius and what is offered there, such that the county's gaps stay open."""
    while True:
        town = town_named(rng.choices(list(TOWN_WEIGHTS), weights=list(TOWN_WEIGHTS.values()))[0])
        point, radius_km = near(town.point, rng, within_km=3.5), rng.choice(RADII_KM)
        extra = [category for category in kind["extra"] if rng.random() < 0.4]
        wanted = [*kind["categories"], *extra]
        categories = tuple(c for c in wanted if leaves_the_gap(c, point, radius_km))
        if categories:
            return town.code, point, radius_km, categories


def _modes(kind: Sample, rng: Random) -> tuple[str, ...]:
    """The kind's first mode always, the others mostly."""
    first, *others = kind["modes"]
    return (first, *(mode for mode in others if rng.random() < 0.6))


def _checked_until(state: str, number: int, today: date, rng: Random) -> date | None:
    if state in ("new", "vetting"):
        return None
    if state == "lapsed":
        return today - timedelta(days=rng.randint(1, 120))
    if number == len(_individuals()) + 1:
        return today + timedelta(days=1)
    return today + timedelta(days=rng.randint(20, 364))


def _days_here(state: str, rng: Random) -> int:
    if state == "new":
        return rng.randint(0, 6)
    if state == "vetting":
        return rng.randint(3, 30)
    return rng.randint(40, 900)


def _record(rng: Random, *, is_active: bool) -> _Record:
    """What the past says of somebody: most accept most, and finish what they began."""
    if not is_active:
        return _Record(0, 0, 0, 0)
    invited = rng.choice((0, 0, 1, 2, 3, 5, 8, 12))
    accepted = sum(rng.random() < 0.8 for _ in range(invited))
    ended_early = sum(rng.random() < 0.06 for _ in range(accepted))
    return _Record(invited, accepted, accepted - ended_early, ended_early)

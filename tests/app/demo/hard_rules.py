"""The field's hard rules in plain Python: which of them a pair breaks first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.demo.seeds import JobSeed, NeedSeed, OfferSeed, Slot, VolunteerSeed
from app.places.datum import Point
from app.places.distance import road_km_between

NOBODY_TRAVELS = {"online", "goods_drop"}


@dataclass(frozen=True)
class Help:
    """An offer, a volunteer or a job, as one thing that can be held against a need."""

    key: str
    categories: tuple[str, ...]
    areas: tuple[str, ...]
    qualifications: tuple[str, ...]
    modes: tuple[str, ...]
    slots: tuple[Slot, ...]
    starts_on: date | None
    ends_on: date | None
    items: tuple[str, ...]
    helper_sex: str | None
    serves_sex: str | None
    ages: tuple[int, int]
    languages: tuple[str, ...]
    point: Point | None
    radius_km: float | None


def from_offer(offer: OfferSeed) -> Help:
    return Help(
        offer.key,
        (offer.category,),
        offer.areas,
        offer.qualifications,
        offer.modes,
        offer.slots,
        offer.starts_on,
        offer.ends_on,
        offer.items,
        offer.helper_sex,
        offer.serves_sex,
        (offer.age_low or 0, offer.age_high or 17),
        offer.languages,
        None,
        None,
    )


def from_volunteer(volunteer: VolunteerSeed) -> Help:
    return Help(
        volunteer.sample_no or volunteer.key,
        volunteer.categories,
        volunteer.areas,
        volunteer.qualifications,
        volunteer.modes,
        volunteer.slots,
        None,
        None,
        (),
        volunteer.sex,
        volunteer.serves_sex,
        (volunteer.age_low or 0, volunteer.age_high or 17),
        volunteer.languages,
        volunteer.point,
        volunteer.radius_km,
    )


def first_broken(need: NeedSeed, helper: Help, child_sex: str) -> str | None:
    """The first rule that keeps the two apart; None when they may meet."""
    checks = {
        "category": need.category in helper.categories,
        "designation": need.designated is None or helper.key in need.designated,
        "area": not helper.areas or need.town_code in helper.areas,
        "qualification": set(need.qualifications) <= set(helper.qualifications),
        "mode": bool(set(need.modes) & set(helper.modes)),
        "time": has_time(need, helper.slots),
        "dates": _overlap(need.starts_on, need.ends_on, helper.starts_on, helper.ends_on),
        "items": set(need.items) <= set(helper.items),
        "sex": _sexes_fit(need, helper, child_sex),
        "age": helper.ages[0] <= need.age_high and need.age_low <= helper.ages[1],
        "language": not need.languages or bool(set(need.languages) & set(helper.languages)),
        "radius": _is_near(need, helper),
    }
    return next((rule for rule, holds in checks.items() if not holds), None)


def first_broken_by_job(need: NeedSeed, job: JobSeed) -> str | None:
    """A job fits when it is within reach, by day as wished, and in a mode that is wanted."""
    if not set(need.modes) & set(job.modes):
        return "mode"
    if need.max_km is not None and road_km_between(need.point, job.point) > need.max_km:
        return "radius"
    inside = all(
        any(s.weekday == n.weekday and n.start <= s.start and s.end <= n.end for n in need.slots)
        for s in job.slots
    )
    return None if inside else "shift"


def has_time(need: NeedSeed, slots: tuple[Slot, ...]) -> bool:
    """Enough different hours of the week that suit both, each as long as one meeting."""
    per_week, minutes, _ = need.frequency
    if per_week is None or minutes is None or not need.slots or not slots:
        return True
    days = {
        wanted.weekday
        for wanted in need.slots
        for given in slots
        if wanted.weekday == given.weekday
        and min(wanted.end, given.end) - max(wanted.start, given.start) >= minutes
    }
    return len(days) >= per_week


def _overlap(a0: date, a1: date | None, b0: date | None, b1: date | None) -> bool:
    return (a1 is None or b0 is None or b0 <= a1) and (b1 is None or a0 <= b1)


def _sexes_fit(need: NeedSeed, helper: Help, child_sex: str) -> bool:
    return need.helper_sex in (None, helper.helper_sex) and helper.serves_sex in (None, child_sex)


def _is_near(need: NeedSeed, helper: Help) -> bool:
    if helper.point is None or helper.radius_km is None:
        return True
    if set(need.modes) & set(helper.modes) & NOBODY_TRAVELS:
        return True
    return road_km_between(need.point, helper.point) <= helper.radius_km

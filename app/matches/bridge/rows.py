"""Rows of the house as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import singledispatch
from typing import Any

import matching
from app.kernel import clock, weeks
from app.needs.models import EMPLOYMENT, Need, NeedNotice, Urgency, Visibility
from app.offers.models import JobPosting, Offer
from app.places import areas
from app.providers.models import Organization, Qualification, Volunteer
from app.providers.supply import Supply

EngineNeed = matching.Need
EngineSupply = matching.Supply

COURSES = ("training", "course")
VETTED_AHEAD_DAYS = 180
"""How far ahead a record check is asked to be valid. It is renewed every year, so a service of a year
could otherwise never begin; while it runs, a lapsed check closes what was shared."""


def need_key(need_id: int) -> str:
    return f"n{need_id}"


def need_id_of(key: str) -> int:
    return int(key[1:])


def to_need(
    need: Need,
    *,
    on: date,
    child: tuple[int, str] | None,
    excluded: Iterable[str] = (),
    familiar: Iterable[str] = (),
) -> EngineNeed:
    """A need as the engine knows it. `child` is age in whole years and sex; a job has no child."""
    age, sex = child or (None, None)
    return matching.Need(
        need_key(need.id),
        need.category,
        skills=frozenset(need.qualifications),
        lat=need.lat,
        lon=need.lon,
        max_km=need.max_km,
        modes=frozenset(need.modes),
        slots=_slots(need.slots),
        minutes=(need.per_week or 0) * (need.minutes or 0) if need.slots else 0,
        start=need.starts_on,
        until=_until(need, on),
        opened_at=clock.local(need.opened_at).date() if need.opened_at else None,
        closes_at=need.need_by,
        helper_sex=need.helper_sex,
        child_sex=sex,
        child_age=age,
        languages=frozenset(need.languages),
        priority=Urgency(need.urgency).tier,
        places=max(1, need.openings - need.filled),
        area=need.town_code,
        items=frozenset(need.items),
        direct_contact=need.direct_contact,
        designated=_designated(need),
        excluded=frozenset(need.excluded) | frozenset(excluded),
        familiar=frozenset(familiar),
        text=need.own_text,
        groups={"town": need.town_code, "category": need.category},
    )


def of_notice(notice: NeedNotice, *, on: date) -> EngineNeed:
    """A need as strangers know it: whoever applies is judged by this, and learns no more from a no."""
    end = None if notice.weeks is None else on + timedelta(weeks=notice.weeks)
    return matching.Need(
        need_key(notice.need_id),
        notice.category,
        skills=frozenset(notice.qualifications),
        modes=frozenset(notice.modes),
        slots=_slots(weeks.slots_of(notice.parts)),
        minutes=(notice.per_week or 0) * (notice.minutes or 0) if notice.parts else 0,
        until=None if end is None else min(end, on + timedelta(days=VETTED_AHEAD_DAYS)),
        helper_sex=notice.helper_sex,
        area=notice.area if areas.is_town(notice.area) else None,
        direct_contact=notice.direct_contact,
    )


@singledispatch
def to_supply(row: Supply, *, on: date) -> EngineSupply:
    """A supply as the engine knows it on this day."""
    raise NotImplementedError(f"the engine knows no {row.supply_kind}, asked for {on}")


@to_supply.register
def _of_volunteer(volunteer: Volunteer, *, on: date) -> EngineSupply:
    """A volunteer, with the certificates that are held on this day."""
    return matching.Supply(
        volunteer.key,
        "volunteer",
        categories=frozenset(volunteer.categories),
        skills=_held(volunteer.qualifications, on),
        lat=volunteer.lat,
        lon=volunteer.lon,
        radius_km=volunteer.radius_km,
        areas=frozenset(volunteer.areas),
        modes=frozenset(volunteer.modes),
        slots=_slots(volunteer.slots),
        sex=volunteer.sex,
        serves_sex=volunteer.serves_sex,
        ages=_ages(volunteer.age_low, volunteer.age_high),
        languages=frozenset(volunteer.languages),
        capacity=volunteer.capacity,
        load=volunteer.load,
        vetted_until=volunteer.record_check_until,
        direct_contact=True,
        text=volunteer.own_text,
        groups={"town": volunteer.town_code},
        **_record(volunteer),
    )


@to_supply.register
def _of_offer(offer: Offer, *, on: date) -> EngineSupply:
    """An offer. Of the certificates it names, those count that its organisation holds confirmed."""
    organization = offer.organization
    held = _held(organization.qualifications, on)
    return matching.Supply(
        offer.key,
        "goods" if offer.is_goods else "organization",
        categories=frozenset({offer.category}),
        skills=frozenset(offer.qualifications) & held,
        lat=organization.lat,
        lon=organization.lon,
        areas=frozenset(offer.areas),
        modes=frozenset(offer.modes),
        slots=_slots(offer.slots),
        start=offer.starts_on,
        until=offer.ends_on,
        sex=offer.helper_sex,
        serves_sex=offer.serves_sex,
        ages=_ages(offer.age_low, offer.age_high),
        languages=frozenset(offer.languages),
        items=frozenset(offer.items),
        capacity=offer.capacity,
        load=offer.load,
        vetted_until=organization.record_check_until,
        direct_contact=offer.direct_contact,
        text=offer.own_text,
        groups={"town": organization.town_code},
        **_record(organization),
    )


@to_supply.register
def _of_job(job: JobPosting, **_on: date) -> EngineSupply:
    """A job or course: only a guardian's own need of work is of its category."""
    return matching.Supply(
        job.key,
        "course" if job.kind in COURSES else "job",
        categories=frozenset({EMPLOYMENT}),
        lat=job.lat,
        lon=job.lon,
        modes=frozenset(job.modes),
        slots=_slots(job.slots),
        start=job.starts_on,
        until=job.ends_on,
        capacity=job.capacity,
        load=job.load,
        text=job.own_text,
        groups={"town": job.town_code},
        **_record(job.organization),
    )


def _slots(slots: Iterable[Iterable[int]]) -> tuple[matching.Slot, ...]:
    return tuple(matching.Slot(*slot) for slot in slots)


def _until(need: Need, on: date) -> date | None:
    """The last day of the service, as written or counted from its weeks, within the vetted time ahead."""
    end = need.ends_on
    if end is None and need.weeks is not None and not need.is_employment:
        end = max(need.starts_on or on, on) + timedelta(weeks=need.weeks)
    return None if end is None else min(end, on + timedelta(days=VETTED_AHEAD_DAYS))


def _designated(need: Need) -> frozenset[str] | None:
    """A restricted need nobody was named for is for nobody yet."""
    if need.designated is not None:
        return frozenset(need.designated)
    return frozenset() if need.visibility == Visibility.RESTRICTED else None


def _held(qualifications: Iterable[Qualification], on: date) -> frozenset[str]:
    return frozenset(one.kind for one in qualifications if one.is_held(on))


def _ages(low: int | None, high: int | None) -> tuple[int, int] | None:
    if low is None and high is None:
        return None
    return (low or 0, 17 if high is None else high)


def _record(provider: Volunteer | Organization) -> dict[str, Any]:
    """Shares of services completed and invitations accepted, smoothed as scorecards learn them."""
    return matching.smoothed(
        accepted=provider.accepted,
        # Who applies accepts what nobody invited her to.
        answered=max(provider.invited, provider.accepted),
        completed=provider.completed,
        ended=provider.completed + provider.ended_early,
    )._asdict()

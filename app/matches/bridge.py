"""The only door to `matching`: rows of the house go in, plans come back as plain values."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import matching
from app.kernel import clock
from app.matches.held import Broken, Fit, Held, LeftOut, Proposal
from app.needs.models import EMPLOYMENT, Need, Urgency, Visibility
from app.offers.models import Job, Offer
from app.providers.models import Organization, Qualification, Volunteer

EngineNeed = matching.Need
EngineSupply = matching.Supply
Progress = Callable[[str, int, int], None]

SETTINGS = matching.Settings(remote_modes=frozenset({"online", "goods_drop"}))

RELIABILITY_PRIOR = (4, 1)
"""A newcomer counts as four services completed and one ended early: 80 %."""
ACCEPTANCE_PRIOR = (3, 2)
"""A newcomer counts as three invitations accepted and two declined: 60 %."""
PLAIN_MARGIN = 3.0
"""Points by which a plain proposal is ahead of the next best; of a hundred."""
COURSES = ("training", "course")
VETTED_AHEAD_DAYS = 180
"""How far ahead a record check is asked to be valid. It is renewed every year, so a service of a year
could otherwise never begin; while it runs, a lapsed check closes what was shared."""


@dataclass(frozen=True, slots=True)
class Market:
    """Everything a round looks at, on one day."""

    on: date
    needs: tuple[EngineNeed, ...]
    supplies: tuple[EngineSupply, ...]


RULES: tuple[str, ...] = tuple(rule.code for rule in matching.RULES)


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
        places=max(1, need.places - need.filled),
        area=need.town_code,
        items=frozenset(need.items),
        direct_contact=need.direct_contact,
        designated=_designated(need),
        excluded=frozenset(need.excluded) | frozenset(excluded),
        familiar=frozenset(familiar),
        text=f"{need.title} {need.summary}".strip(),
        groups={"town": need.town_code, "category": need.category},
    )


def from_volunteer(volunteer: Volunteer, *, on: date) -> EngineSupply:
    """A volunteer, with the certificates that are held on this day."""
    return matching.Supply(
        f"v{volunteer.id}",
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
        text=f"{volunteer.occupation} {volunteer.about}".strip(),
        groups={"town": volunteer.town_code},
        **_record(volunteer),
    )


def from_offer(offer: Offer, *, on: date) -> EngineSupply:
    """An offer. Of the certificates it names, those count that its organisation holds confirmed."""
    organization = offer.organization
    held = _held(organization.qualifications, on)
    return matching.Supply(
        f"o{offer.id}",
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
        text=f"{offer.title} {offer.description}".strip(),
        groups={"town": organization.town_code},
        **_record(organization),
    )


def from_job(job: Job, *, on: date) -> EngineSupply:  # noqa: ARG001 — the shape of its sisters
    """A job or course: only a guardian's own need of work is of its category."""
    return matching.Supply(
        f"j{job.id}",
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
        text=f"{job.title} {job.description}".strip(),
        groups={"town": job.town_code},
        **_record(job.organization),
    )


def hold(market: Market, *, progress: Progress | None = None) -> Held:
    """Run the engine over a market; nothing is read or written beside it."""
    card = matching.expert()
    plan = matching.run_round(
        market.needs,
        market.supplies,
        on=market.on,
        settings=SETTINGS,
        scorecard=card,
        progress=progress,
    )
    needs = {need.id: need for need in market.needs}
    return Held(
        on=market.on,
        inputs=_pack(market, card),
        inputs_digest=plan.inputs_digest,
        plan_digest=plan.digest,
        version=matching.__version__,
        scorecard=json.loads(matching.to_json(card)),
        rules={"order": list(RULES), "settings": json.loads(matching.to_json(SETTINGS))},
        needs=len(market.needs),
        supplies=len(market.supplies),
        proposals=tuple(_proposal(match, needs[match.need_id]) for match in plan.matches),
        unmet=tuple(_left_out(one) for one in plan.unmatched),
    )


def held_again(inputs: bytes) -> tuple[str, str]:
    """Run a stored round once more; the digests of what went in and of what came out."""
    told = matching.from_json(zlib.decompress(inputs).decode())
    plan = matching.run_round(
        told["needs"],
        told["supplies"],
        on=told["on"],
        settings=told["settings"],
        scorecard=told["scorecard"],
    )
    return plan.inputs_digest, plan.digest


def broken(need: EngineNeed, supply: EngineSupply, *, on: date) -> tuple[Broken, ...]:
    """Every hard rule the pair breaks, in the order in which the rules are asked."""
    refused = matching.why_not(need, supply, on=on, settings=SETTINGS)
    return tuple(Broken(one.rule, _jsonable(one.detail)) for one in refused)


def fit(need: EngineNeed, supply: EngineSupply, *, on: date) -> Fit:
    """The score of one pair and its parts."""
    return _fit(matching.explain(need, supply, on=on, settings=SETTINGS))


def ranked(need: EngineNeed, supplies: Iterable[EngineSupply], *, on: date, most: int) -> list[Fit]:
    """The feasible supplies of one need, best first; nobody else competes for them."""
    settings = matching.Settings(remote_modes=SETTINGS.remote_modes, alternatives=most, changes=0)
    plan = matching.run_round([need], supplies, on=on, settings=settings)
    found = [_fit(match) for match in plan.matches]
    if plan.matches:
        found += [_fit(other) for other in plan.matches[0].alternatives]
    return sorted(found, key=lambda one: one.rank)[:most]


def is_plain(match: matching.Match, need: EngineNeed, *, is_restricted: bool) -> bool:
    """Whether nothing about a proposal asks for a closer look.

    It is the need's first choice, ahead of the next by `PLAIN_MARGIN` points or alone; the need is
    neither an emergency nor restricted; times and place are known where they matter.
    """
    if match.rank != 1 or is_restricted or need.priority == Urgency.EMERGENCY.tier:
        return False
    if need.slots and match.overlap_minutes is None:
        return False
    travels = bool(need.modes - SETTINGS.remote_modes)
    if travels and match.distance_km is None:
        return False
    others = [other.score for other in match.alternatives]
    return not others or match.score - max(others) >= PLAIN_MARGIN


def _proposal(match: matching.Match, need: EngineNeed) -> Proposal:
    return Proposal(
        need_id=need_id_of(match.need_id),
        fit=_fit(match),
        alternatives=[_fit(other).as_alternative() for other in match.alternatives],
        is_plain=is_plain(match, need, is_restricted=need.designated is not None),
    )


def _fit(match: matching.Match) -> Fit:
    return Fit(
        supply_key=match.supply_id,
        score=match.score,
        probability=match.probability,
        parts=[
            {"feature": p.feature, "points": p.points, "value": p.value, "unit": p.unit}
            for p in match.parts
        ],
        distance_km=match.distance_km,
        overlap_minutes=match.overlap_minutes,
        rank=match.rank,
    )


def _left_out(one: matching.Unmatched) -> LeftOut:
    return LeftOut(
        need_id=need_id_of(one.need_id),
        reason=one.reason,
        feasible=one.feasible,
        changes=[
            {
                "rule": change.rule,
                "supply": change.supply_id,
                "side": change.side,
                "detail": _jsonable(change.detail),
                "fields": _jsonable(change.fields),
            }
            for change in one.changes
        ],
    )


def _pack(market: Market, card: matching.Scorecard) -> bytes:
    told = matching.to_json(
        {
            "needs": market.needs,
            "supplies": market.supplies,
            "on": market.on,
            "settings": SETTINGS,
            "scorecard": card,
        }
    )
    return zlib.compress(told.encode())


def _jsonable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for words: days as ISO text, sets as sorted lists, slots as number triples."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, matching.Slot):
        return [value.weekday, value.start, value.end]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value


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
    """Shares of services completed and invitations accepted, smoothed towards a newcomer's."""
    done, ended = RELIABILITY_PRIOR
    yes, no = ACCEPTANCE_PRIOR
    ran = provider.completed + provider.ended_early
    return {
        "reliability": (provider.completed + done) / (ran + done + ended),
        "acceptance": min(1.0, (provider.accepted + yes) / (provider.invited + yes + no)),
    }

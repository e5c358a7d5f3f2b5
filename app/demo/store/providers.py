"""Organisations and volunteers, each with certificates the bureau has looked at."""

from __future__ import annotations

from datetime import timedelta

from app.demo.seeds import Cast, VolunteerSeed
from app.demo.store.rows import Rows
from app.kernel.access import Role
from app.providers.models import (
    Organization,
    ProviderState,
    Qualification,
    QualificationState,
    Volunteer,
)

PAUSE_EVERY = 75
"""So many volunteers to one who has exams at the moment."""
STATES = {
    "active": ProviderState.ACTIVE,
    "lapsed": ProviderState.ACTIVE,
    "vetting": ProviderState.APPLIED,
    "new": ProviderState.APPLIED,
    "suspended": ProviderState.SUSPENDED,
}


def store_organizations(rows: Rows, cast: Cast) -> None:
    rows.add(
        {
            seed.key: Organization(
                name=seed.name,
                kind=seed.kind,
                uscc=seed.uscc,
                town_code=seed.town_code,
                lat=seed.point.lat,
                lon=seed.point.lon,
                about=seed.about,
                contact_name=seed.contact_name,
                contact_mobile=seed.contact_mobile,
                state=ProviderState.ACTIVE,
                applied_at=rows.moment(cast.today - timedelta(days=400)),
                decided_at=rows.moment(cast.today - timedelta(days=390)),
                record_check_until=seed.record_check_until,
                completed=seed.completed,
                ended_early=seed.ended_early,
                invited=seed.invited,
                accepted=seed.accepted,
                qualifications=[_held(rows, kind) for kind in seed.qualifications],
            )
            for seed in (*cast.organizations, *cast.employers)
        }
    )


def store_volunteers(rows: Rows, cast: Cast) -> None:
    volunteers = {seed.key: _volunteer(rows, seed) for seed in cast.volunteers}
    drawn = [seed.key for seed in cast.volunteers if not seed.sample_no]
    for one in (volunteers[key] for key in drawn[::PAUSE_EVERY]):
        one.pause_from_on = cast.today - timedelta(days=5)
        one.pause_last_day = cast.today + timedelta(days=16)
    rows.add(volunteers)
    accounts = {}
    for number, seed in enumerate(cast.volunteers, 1):
        account = rows.account(
            f"volunteer{number}",
            seed.full_name,
            email=seed.email,
            mobile=seed.mobile,
            mobile_index=seed.mobile,
        )
        rows.appoint(account, Role.VOLUNTEER, volunteer_id=rows.ids[seed.key])
        accounts[f"account:{seed.key}"] = account
    rows.add(accounts)


def _volunteer(rows: Rows, seed: VolunteerSeed) -> Volunteer:
    applied = rows.moment(seed.applied_on)
    is_checked = seed.state in ("active", "lapsed", "suspended")
    state = QualificationState.CONFIRMED if is_checked else QualificationState.CLAIMED
    return Volunteer(
        code=_code(rows),
        full_name=seed.full_name,
        mobile=seed.mobile,
        sex=seed.sex,
        birth_year=seed.born_on.year,
        town_code=seed.town_code,
        lat=seed.point.lat,
        lon=seed.point.lon,
        radius_km=seed.radius_km,
        areas=list(seed.areas),
        modes=list(seed.modes),
        categories=list(seed.categories),
        slots=[list(slot) for slot in seed.slots],
        languages=list(seed.languages),
        serves_sex=seed.serves_sex,
        age_low=seed.age_low,
        age_high=seed.age_high,
        capacity=seed.capacity,
        load=seed.load,
        about=seed.about,
        occupation=seed.occupation,
        pledge_signed_at=None if seed.state == "new" else applied,
        record_check_until=seed.record_check_until,
        state=STATES[seed.state],
        applied_at=applied,
        decided_at=applied if is_checked else None,
        completed=seed.completed,
        ended_early=seed.ended_early,
        invited=seed.invited,
        accepted=seed.accepted,
        qualifications=[_held(rows, kind, state=state) for kind in seed.qualifications],
    )


def _code(rows: Rows) -> str:
    count = rows.counts["V"] = rows.counts.get("V", 0) + 1
    return f"V{rows.today:%y}-{count:06d}"


def _held(
    rows: Rows, kind: str, *, state: QualificationState = QualificationState.CONFIRMED
) -> Qualification:
    is_confirmed = state is QualificationState.CONFIRMED
    return Qualification(
        kind=kind,
        issuer="发证机关（示例）",
        state=state,
        checked_at=rows.moment(rows.today - timedelta(days=300)) if is_confirmed else None,
    )

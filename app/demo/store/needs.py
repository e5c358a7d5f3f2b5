"""Needs, from drafts to open ones."""

from __future__ import annotations

from datetime import timedelta

from app.demo.seeds import Cast, NeedSeed
from app.demo.store.rows import Rows
from app.needs.models import EMPLOYMENT, Need, NeedState, NeedStep, Urgency, Visibility

PAST_SUBMISSION = {
    NeedState.SUBMITTED,
    NeedState.ENDORSED,
    NeedState.OPEN,
    NeedState.RETURNED,
    NeedState.REJECTED,
    NeedState.EXPIRED,
}
PAST_ENDORSEMENT = {NeedState.ENDORSED, NeedState.OPEN, NeedState.REJECTED, NeedState.EXPIRED}


def store_needs(rows: Rows, cast: Cast) -> None:
    supervisors = {
        seed.place_code: rows.ids[seed.key]
        for seed in reversed(cast.staff)
        if seed.role == "child_supervisor"
    }
    officer = next(rows.ids[seed.key] for seed in cast.staff if seed.role == "civil_affairs")
    rows.add({seed.key: _need(rows, seed, supervisors, officer) for seed in cast.needs})


def _need(rows: Rows, seed: NeedSeed, supervisors: dict[str | None, int], officer: int) -> Need:
    state = NeedState(seed.state)
    is_employment = seed.category == EMPLOYMENT
    raised = rows.moment(seed.raised_on)
    endorsed = rows.moment(min(seed.raised_on + timedelta(days=2), rows.today))
    submitted = raised if state in PAST_SUBMISSION else None
    opened = rows.moment(seed.opened_on) if seed.opened_on else None
    is_endorsed = state in PAST_ENDORSEMENT
    return Need(
        code=rows.code("X"),
        child_id=None if is_employment else rows.ids[seed.child_key],
        guardian_id=rows.ids[seed.guardian_key],
        village_code=seed.village_code,
        town_code=seed.town_code,
        lat=seed.point.lat,
        lon=seed.point.lon,
        category=seed.category,
        aid_form=seed.aid_form,
        title=seed.title,
        summary=seed.summary,
        note=seed.note,
        meeting_place=seed.meeting_place,
        age_low=seed.age_low,
        age_high=seed.age_high,
        qualifications=list(seed.qualifications),
        modes=list(seed.modes),
        slots=[list(slot) for slot in seed.slots],
        per_week=seed.frequency.per_week,
        minutes=seed.frequency.minutes,
        weeks=seed.frequency.weeks,
        starts_on=seed.starts_on,
        ends_on=seed.ends_on,
        helper_sex=seed.helper_sex,
        languages=list(seed.languages),
        items=list(seed.items),
        max_km=seed.max_km,
        direct_contact=seed.direct_contact,
        urgency=Urgency(seed.urgency),
        visibility=Visibility(seed.visibility),
        designated=_designated(rows, seed),
        openings=seed.openings,
        state=state,
        state_reason=seed.state_reason,
        raised_by=rows.ids[seed.director_key],
        created_at=raised,
        submitted_at=submitted,
        endorsed_at=endorsed if is_endorsed else None,
        endorsed_by=supervisors[seed.town_code] if is_endorsed else None,
        opened_at=opened,
        approved_by=officer if opened else None,
        steps=[
            NeedStep(state=reached, at=at, account_id=by)
            for reached, at, by in (
                (NeedState.DRAFT, raised, rows.ids[seed.director_key]),
                (NeedState.SUBMITTED, submitted, rows.ids[seed.director_key]),
                (NeedState.ENDORSED, is_endorsed and endorsed, supervisors[seed.town_code]),
                (NeedState.OPEN, opened, officer),
            )
            if at
        ],
    )


def _designated(rows: Rows, seed: NeedSeed) -> list[str] | None:
    """Keys of offers as the rest of the house writes them: o12."""
    if seed.designated is None:
        return None
    return [f"o{rows.ids[key]}" for key in seed.designated]

"""Offers and jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.demo.seeds import Cast, JobSeed, OfferSeed
from app.demo.store.rows import Rows
from app.offers.models import JobPosting, Offer, OfferState


def _common(rows: Rows, seed: OfferSeed | JobSeed) -> dict[str, Any]:
    posted = rows.moment(rows.today - timedelta(days=60))
    return {
        "organization_id": rows.ids[seed.organization_key],
        "posted_by": rows.ids[f"poster:{seed.organization_key}"],
        "title": seed.title,
        "description": seed.description,
        "capacity": seed.capacity,
        "load": seed.load,
        "modes": list(seed.modes),
        "slots": [list(slot) for slot in seed.slots],
        "starts_on": seed.starts_on,
        "ends_on": seed.ends_on,
        "state": OfferState(seed.state),
        "created_at": posted,
        "published_at": posted if seed.state == OfferState.PUBLISHED else None,
    }


def store_offers(rows: Rows, cast: Cast) -> None:
    rows.add(
        {
            seed.key: Offer(
                code=rows.code("O"),
                category=seed.category,
                is_goods=seed.is_goods,
                unit=seed.unit,
                areas=list(seed.areas),
                qualifications=list(seed.qualifications),
                languages=list(seed.languages),
                items=list(seed.items),
                serves_sex=seed.serves_sex,
                helper_sex=seed.helper_sex,
                age_low=seed.age_low,
                age_high=seed.age_high,
                direct_contact=seed.direct_contact,
                **_common(rows, seed),
            )
            for seed in cast.offers
        }
    )


def store_jobs(rows: Rows, cast: Cast) -> None:
    rows.add(
        {
            seed.key: JobPosting(
                code=rows.code("J"),
                kind=seed.kind,
                town_code=seed.town_code,
                lat=seed.point.lat,
                lon=seed.point.lon,
                shift=seed.shift,
                pay=seed.pay,
                pay_low=seed.pay_low,
                pay_high=seed.pay_high,
                guarantees=list(seed.guarantees),
                requirements=list(seed.requirements),
                training_days=seed.training_days,
                kindnesses=list(seed.kindnesses),
                **_common(rows, seed),
            )
            for seed in cast.jobs
        }
    )

"""What the first page lays out: the latest needs and jobs, as cards."""

from __future__ import annotations

from dataclasses import dataclass

from app.needs.queries import latest_public
from app.needs.wording import NeedCard, card
from app.offers.queries import JobFilter
from app.offers.queries import jobs as open_jobs
from app.places import queries as places

NEEDS, JOBS = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCard:
    id: int
    title: str
    employer: str
    town: str
    pay: str


def latest_needs() -> list[NeedCard]:
    """Open needs that everyone may read, the newest first."""
    return [card(notice) for notice in latest_public(NEEDS)]


def latest_jobs() -> list[JobCard]:
    """Jobs that somebody may still take, the newest first."""
    return [
        JobCard(
            id=job.id,
            title=job.title,
            employer=job.organization.name if job.organization else "",
            town=places.name(job.town_code),
            pay=job.pay,
        )
        for job in open_jobs(JobFilter(), 1).items[:JOBS]
    ]

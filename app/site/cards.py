"""What the first page lays out: the latest needs and jobs, as cards."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel import weeks, words
from app.needs.categories import icon
from app.needs.models import Urgency
from app.needs.queries import latest_public
from app.offers.queries import JobFilter
from app.offers.queries import jobs as open_jobs
from app.places import queries as places

NEEDS, JOBS = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCard:
    id: int
    title: str
    summary: str
    category: str
    icon: str
    town: str
    when: str
    is_urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCard:
    id: int
    title: str
    employer: str
    town: str
    pay: str


def latest_needs() -> list[NeedCard]:
    """Open needs that everyone may read, the newest first."""
    return [
        NeedCard(
            id=need.id,
            title=need.title,
            summary=need.summary,
            category=words.label("service_category", need.category),
            icon=icon(need.category),
            town=places.name(need.town_code),
            when=weeks.in_short(need.slots),
            is_urgent=Urgency(need.urgency).tier >= Urgency.URGENT.tier,
        )
        for need in latest_public(NEEDS)
    ]


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

"""The public lists and counts: what is shown, to whom, in which order, at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.kernel import clock
from app.kernel.access import SYSTEM, VISITOR, Role
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.scope import act_as, unscoped
from app.offers import queries
from app.offers.models import JobPosting, Offer, OfferState
from app.offers.queries import JobFilter, OfferFilter
from app.providers.models import ProviderState
from tests import builders

NEAR = (30.745, 120.485)


def titles(page: Any) -> list[str]:
    return [row.title for row in page.items]


@pytest.fixture
def visitor(app: Flask) -> None:
    act_as(VISITOR)


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("state", [state for state in OfferState if state != "published"])
def test_strangers_see_only_what_is_published(visitor: None, state: OfferState):
    builders.offer(title="公开的")
    builders.offer(title="没公开的", state=state)
    builders.job(title="没公开的", state=state)
    assert titles(queries.offers(OfferFilter(), 1)) == ["公开的"]
    assert titles(queries.jobs(JobFilter(), 1)) == []


def test_what_is_full_or_over_is_not_listed(visitor: None):
    builders.job(title="招满了", capacity=2, load=2)
    builders.job(title="过期了", ends_on=clock.today() - timedelta(days=1))
    builders.job(title="今天最后一天", ends_on=clock.today())
    assert titles(queries.jobs(JobFilter(), 1)) == ["今天最后一天"]
    assert queries.open_jobs_count() == 1


@pytest.mark.parametrize("state", [ProviderState.SUSPENDED, ProviderState.BARRED])
def test_an_organisation_that_is_not_active_gives_nothing(app: Flask, state: ProviderState):
    organization = builders.organization(state=state)
    offer = builders.offer(organization_id=organization)
    builders.job(organization_id=organization)
    with app.app_context():
        act_as(VISITOR)
        assert titles(queries.offers(OfferFilter(), 1)) == []
        assert titles(queries.jobs(JobFilter(), 1)) == []
        with pytest.raises(NotFound):
            queries.posting(Offer, offer)
    with app.app_context():
        act_as(builders.actor(Role.CIVIL_AFFAIRS))
        assert queries.published(Offer) == []
        assert queries.published(JobPosting) == []
        assert queries.posting(Offer, offer).organization.id == organization


def test_offers_by_category_town_and_what_they_are(visitor: None):
    builders.offer(title="全市的辅导")
    builders.offer(title="乌镇的陪伴", category="companionship", areas=["330483100"])
    builders.offer(title="书包", category="living_support", is_goods=True, areas=["330483107"])
    assert titles(queries.offers(OfferFilter(category="companionship"), 1)) == ["乌镇的陪伴"]
    assert set(titles(queries.offers(OfferFilter(town="330483107"), 1))) == {"全市的辅导", "书包"}
    assert titles(queries.offers(OfferFilter(goods=True), 1)) == ["书包"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (JobFilter(town="330483107"), "别镇"),
        (JobFilter(shift="half_day"), "半天"),
        (JobFilter(seated=True), "坐着做"),
        (JobFilter(training=True), "有培训"),
        (JobFilter(child_friendly=True), "顾孩子"),
    ],
)
def test_each_filter_of_jobs_leaves_what_it_names(visitor: None, wanted: JobFilter, found: str):
    builders.job(title="别镇", town_code="330483107")
    builders.job(title="半天", shift="half_day")
    builders.job(title="坐着做", requirements=["seated", "自己的话"])
    builders.job(title="有培训", training_days=3)
    builders.job(title="顾孩子", kindnesses=["可带老人同岗"])
    assert titles(queries.jobs(wanted, 1)) == [found]


def test_jobs_within_a_distance_nearest_first(visitor: None):
    builders.job(title="五公里外", lat=30.790, lon=120.485)
    builders.job(title="一公里外", lat=30.754, lon=120.485)
    builders.job(title="三十公里外", lat=31.015, lon=120.485)
    wanted = JobFilter(near=NEAR, within_km=10, sort="near")
    assert titles(queries.jobs(wanted, 1)) == ["一公里外", "五公里外"]


def test_jobs_by_pay_put_those_without_a_figure_last(visitor: None):
    builders.job(title="没写", pay_low=None)
    builders.job(title="四千", pay_low=4000)
    builders.job(title="五千", pay_low=5000)
    assert titles(queries.jobs(JobFilter(sort="pay"), 1)) == ["五千", "四千", "没写"]


def test_a_list_costs_the_same_questions_however_long(visitor: None):
    builders.job()
    with counted() as few:
        rows = queries.jobs(JobFilter(), 1).items
        assert [row.organization.name for row in rows]
    for _number in range(12):
        builders.job()
    with counted() as many:
        rows = queries.jobs(JobFilter(), 1).items
        assert len([row.organization.name for row in rows]) == 13
    assert len(few) == len(many) == 3


def test_a_round_gets_every_published_posting_with_what_its_organisation_holds(app: Flask):
    for _number in range(3):
        builders.offer(organization_id=builders.organization(held=("teacher_cert",)))
        builders.job()
    builders.offer(state=OfferState.PAUSED)
    with app.app_context():
        act_as(SYSTEM)
        with counted() as asked, unscoped("a round reads"):
            offers, jobs = queries.published(Offer), queries.published(JobPosting)
            held = [one.kind for offer in offers for one in offer.organization.qualifications]
            assert all(job.organization.qualifications == [] for job in jobs)
    assert held == ["teacher_cert"] * 3
    assert len(jobs) == 3
    assert len(asked) == 6


def test_an_organisation_lists_its_own_and_what_was_returned_first(app: Flask):
    own = builders.organization()
    builders.offer(title="已发布的", organization_id=own, created_at=builders.days_ago(1))
    builders.offer(
        title="退回的",
        organization_id=own,
        state=OfferState.RETURNED,
        created_at=builders.days_ago(9),
    )
    builders.offer(title="别人的")
    who = builders.member(own)
    with app.app_context():
        act_as(who)
        assert titles(queries.mine(who, 1)) == ["退回的", "已发布的"]
        assert queries.awaiting(who) == 1


def test_an_officer_waits_for_what_was_handed_in(app: Flask):
    builders.offer(state=OfferState.SUBMITTED)
    builders.job(state=OfferState.SUBMITTED)
    builders.job()
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    with app.app_context():
        act_as(officer)
        assert queries.awaiting(officer) == 2
        assert queries.desk_counts()[("offer", "submitted")] == 1
        assert len(db.session.scalars(queries.desk("job", OfferState.SUBMITTED)).all()) == 1

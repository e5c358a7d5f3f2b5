"""The only file that knows every room: blueprints, subscriptions, the schedule, commands."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from app import cli
from app.children import jobs as child_jobs
from app.children.models import Guardian
from app.children.views import blueprint as children
from app.demo.commands import group as demo
from app.kernel import audit, countersign, listing_views, pages, pruning, site_mark, web
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.draft_views import blueprint as drafts
from app.kernel.events import Subscription
from app.kernel.handlers import Lane
from app.kernel.metrics import GAUGES
from app.kernel.rhythm import EACH_MINUTE, Daily
from app.kernel.schedule import Entry
from app.kernel.scope import find
from app.matches import jobs as match_jobs
from app.matches import models as _matches  # noqa: F401 — every table is known at start
from app.matches.views import blueprint as matches
from app.needs import jobs as need_jobs
from app.needs import provided as need_provided
from app.needs.inputs import Designatable
from app.needs.views import blueprint as needs
from app.offers import jobs as offer_jobs
from app.offers.models import Offer
from app.offers.queries import published
from app.offers.views import blueprint as offers
from app.people import jobs as people_jobs
from app.people import provided as people_provided
from app.people import session
from app.people.models import Appointment
from app.people.provided import Holder
from app.people.views import blueprint as people
from app.places import queries as places
from app.post import jobs as post_jobs
from app.post import models as _post  # noqa: F401 — every table is known at start
from app.post.views import blueprint as post
from app.providers import jobs as provider_jobs
from app.providers.models import Organization, ProviderState, Volunteer
from app.providers.queries import complete_actor
from app.providers.views import blueprint as providers
from app.site.figures import ROUNDS
from app.site.navigation import navigation
from app.site.views import blueprint as site
from app.system import jobs as system_jobs
from app.system.countersigned import COUNTERSIGNED
from app.system.views import blueprint as system

lists = listing_views.blueprint
ROOMS = (site, people, post, providers, children, needs, offers, matches, system, drafts, lists)

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    *post_jobs.SUBSCRIPTIONS,
    *people_jobs.SUBSCRIPTIONS,
    *provider_jobs.SUBSCRIPTIONS,
    *child_jobs.SUBSCRIPTIONS,
    *need_jobs.SUBSCRIPTIONS,
    *offer_jobs.SUBSCRIPTIONS,
    *match_jobs.SUBSCRIPTIONS,
    *system_jobs.SUBSCRIPTIONS,
)

SCHEDULE: tuple[Entry, ...] = (
    Entry(name="kernel.seal", when=EACH_MINUTE, do=lambda _due_at: audit.seal()),
    *post_jobs.SCHEDULE,
    *people_jobs.SCHEDULE,
    *match_jobs.SCHEDULE,
    *need_jobs.SCHEDULE,
    *child_jobs.SCHEDULE,
    *system_jobs.SCHEDULE,
    Entry(name=pruning.NAME, when=Daily(2, 30), do=pruning.prune, lane=Lane.ROUNDS),
)
"""What is due by the hour, on a clock in China."""


def wire(app: Flask) -> None:
    """Put the rooms together; the order of `before_request` is the order of these lines."""
    app.extensions["subscriptions"] = SUBSCRIPTIONS
    app.extensions["schedule"] = SCHEDULE
    app.extensions[countersign.EXTENSION] = {one.verb: one for one in COUNTERSIGNED}
    site_mark.init_app(app)
    app.extensions["gauges"] = (*GAUGES, ROUNDS)
    session.init_app(app, complete=complete_actor)
    app.extensions[need_provided.DESIGNATABLE] = _designatable
    app.extensions[people_provided.HOLDERS] = _holder
    web.init_app(app)
    pages.init_app(app)
    listing_views.init_app(app)
    Migrate(app, db, directory="migrations", render_as_batch=True)
    for room in ROOMS:
        app.register_blueprint(room)
    app.context_processor(navigation)
    app.jinja_env.globals["place_name"] = places.full_name
    cli.init_app(app)
    app.cli.add_command(demo)


def _designatable() -> list[Designatable]:
    """What a restricted need may be kept for: the needs ask, the offers know."""
    return [
        Designatable(
            key=f"o{offer.id}",
            organization=offer.organization.name,
            title=offer.title,
            category=offer.category,
        )
        for offer in published(Offer)
        if offer.organization.state == ProviderState.ACTIVE
    ]


def _holder(hat: Appointment) -> Holder | None:
    """Whose telephone a hat leads to: letters are the business of people, numbers of their rooms."""
    if hat.guardian_id is not None:
        family = find(Guardian, hat.guardian_id)
        by = Role.CHILD_DIRECTOR
        return Holder(mobile=family.mobile, rung_by=by, village_code=family.village_code)
    if hat.volunteer_id is not None:
        return Holder(mobile=find(Volunteer, hat.volunteer_id).mobile, rung_by=Role.CIVIL_AFFAIRS)
    if hat.organization_id is not None:
        row = find(Organization, hat.organization_id)
        return Holder(mobile=row.contact_mobile, rung_by=Role.CIVIL_AFFAIRS)
    return None

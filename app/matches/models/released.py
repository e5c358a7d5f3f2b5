"""Rows of a family that a helper may read: while a consented match runs, and only of what was agreed."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import PROVIDERS, Actor, Role
from app.kernel.lists import holds
from app.kernel.scope import bare, may_read
from app.matches.models.consent import Consent, ConsentState
from app.matches.models.match import Match, MatchState
from app.matches.models.releasable import RELEASABLE
from app.needs.models import Need
from app.offers.models import Offer
from app.providers.models import Organization, ProviderState, Volunteer

consent, match = bare(Consent, "running"), bare(Match, "running_match")
need, offer = bare(Need, "running_need"), bare(Offer, "running_offer")
volunteer = bare(Volunteer, "running_volunteer")
organization = bare(Organization, "running_organization")

FAMILY: dict[type[Any], Any] = {Child: consent.c.child_id, Guardian: consent.c.guardian_id}


@may_read(Consent)
def consent_that_runs(actor: Actor) -> ColumnElement[bool] | None:
    """A provider reads the consent that names it, as long as it holds."""
    return _running(actor, Consent.id, consent.c.id)


def _agreed_row(model: type[Any], actor: Actor) -> ColumnElement[bool] | None:
    """A child or guardian of whom something was agreed to."""
    items = {one.item for one in RELEASABLE if one.model is model}
    return _running(actor, model.id, FAMILY[model], or_(false(), *map(_agrees_to, sorted(items))))


for _model in FAMILY:
    may_read(_model)(partial(_agreed_row, _model))


def _running(
    actor: Actor, key: Any, column: Any, *more: ColumnElement[bool]
) -> ColumnElement[bool] | None:
    if actor.role not in PROVIDERS:
        return None
    today = clock.today()
    joined = consent.join(match, match.c.id == consent.c.match_id)
    joined = joined.join(need, need.c.id == match.c.need_id)
    joined = joined.outerjoin(offer, offer.c.id == match.c.offer_id)
    rows = select(column).select_from(joined)
    found: ColumnElement[bool] = key.in_(
        rows.where(
            match.c.state == MatchState.CONSENTED,
            consent.c.state == ConsentState.GIVEN,
            consent.c.valid_from <= today,
            consent.c.valid_until >= today,
            _helper_stands(actor, today),
            column.is_not(None),
            *more,
        ).correlate(None)
    )
    return found


def _helper_stands(actor: Actor, today: Any) -> ColumnElement[bool]:
    """The match is the actor's, who may still meet the child today: as `Supply.may_meet`."""
    if actor.role is Role.VOLUNTEER:
        vetted = select(volunteer.c.id).where(
            volunteer.c.id == (actor.volunteer_id or 0),
            volunteer.c.state == ProviderState.ACTIVE,
            volunteer.c.pledge_signed_at.is_not(None),
            volunteer.c.record_check_until >= today,
        )
        its_own: ColumnElement[bool] = match.c.volunteer_id.in_(vetted)
        return its_own
    meets = or_(need.c.direct_contact, func.coalesce(offer.c.direct_contact, false()))
    active = select(organization.c.id).where(
        organization.c.id == (actor.organization_id or 0),
        organization.c.state == ProviderState.ACTIVE,
    )
    checked = active.where(organization.c.record_check_until >= today)
    without_contact = or_(match.c.job_id.is_not(None), not_(meets))
    return or_(
        match.c.organization_id.in_(checked),
        and_(without_contact, match.c.organization_id.in_(active)),
    )


def _agrees_to(item: str) -> ColumnElement[bool]:
    return holds(consent.c["items"], item)

"""Who is brought together by a match: the supply, its provider, and the columns they fill in."""

from __future__ import annotations

from typing import Any

from app.matches.models import Match
from app.matches.queries import market
from app.matches.queries.market import SupplyRow
from app.needs.models import Need
from app.offers.models import JobPosting, Offer
from app.providers.models import Organization, Volunteer


def supply_of(match: Match) -> SupplyRow:
    return market.supply_row(match.supply_key)


def provider_of(row: SupplyRow) -> Volunteer | Organization:
    """Who keeps the record of services and invitations."""
    return row if isinstance(row, Volunteer) else row.organization


def provider_name(row: SupplyRow) -> str:
    """The name a family is shown: an organisation's, or a volunteer's display name."""
    if not isinstance(row, Volunteer):
        return row.organization.name
    return market.volunteer_names([row.id])[row.id]


def parties(need: Need, row: SupplyRow) -> dict[str, Any]:
    """Who is brought together, and where that is, for the scope."""
    return {
        "need_id": need.id,
        "volunteer_id": row.id if isinstance(row, Volunteer) else None,
        "offer_id": row.id if isinstance(row, Offer) else None,
        "job_id": row.id if isinstance(row, JobPosting) else None,
        "organization_id": None if isinstance(row, Volunteer) else row.organization_id,
        "guardian_id": need.guardian_id,
        "village_code": need.village_code,
        "town_code": need.town_code,
    }

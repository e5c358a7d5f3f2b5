"""Who is brought together by a match: the supply, its provider, and the columns they fill in."""

from __future__ import annotations

from typing import Any

from app.matches.models import Match
from app.matches.queries import market
from app.needs.models import Need
from app.providers.supply import Supply


def supply_of(match: Match) -> Supply:
    return market.supply_row(match.supply_key)


def provider_name(row: Supply) -> str:
    """The name a family is shown."""
    return market.provider_names([row.provider])[row.provider]


def parties(need: Need, row: Supply) -> dict[str, Any]:
    """Who is brought together, and where that is, for the scope."""
    return {
        "need_id": need.id,
        **row.holder,
        **row.supply_kind.columns(row.id),
        "guardian_id": need.guardian_id,
        "village_code": need.village_code,
        "town_code": need.town_code,
    }

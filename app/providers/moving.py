"""Starting from another town: at once when it is near and rare, else once an officer has looked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db
from app.places import areas
from app.places import queries as places
from app.providers.models import HomeMove, MoveState, ProviderState, Volunteer

FREE_KM, FREE_AGAIN = 10.0, timedelta(days=180)
"""So near, and so long after the last one, a move asks nobody."""


def move(own: Volunteer, town_code: str) -> HomeMove | None:
    """Start from another town, or ask to; None while nobody is invited anyway."""
    asked = open_move(own.id)
    if town_code == own.town_code:
        if asked is not None:
            db.session.delete(asked)
        return None
    if own.state == ProviderState.APPLIED:
        settle(own, town_code)
        return None
    found = asked or HomeMove(volunteer_id=own.id, from_town=own.town_code)
    found.to_town, found.asked_at = town_code, clock.now()
    if _is_free(own, town_code):
        settle(own, town_code)
        found.begin(MoveState.MADE)
        found.decided_at = clock.now()
    else:
        found.begin(MoveState.ASKED)
    db.session.add(found)
    return found


def settle(own: Volunteer, town_code: str) -> None:
    town = places.place(town_code)
    own.town_code, own.lat, own.lon = town.code, town.lat, town.lon


def open_move(volunteer_id: int) -> HomeMove | None:
    """What waits for an officer."""
    wanted = select(HomeMove).where(
        HomeMove.volunteer_id == volunteer_id, HomeMove.state == MoveState.ASKED
    )
    return db.session.scalars(wanted).one_or_none()


def _is_free(own: Volunteer, town_code: str) -> bool:
    town = places.place(town_code)
    if areas.town_area(own.town_code).km_from(town.lat, town.lon) > FREE_KM:
        return False
    lately = select(HomeMove.id).where(
        HomeMove.volunteer_id == own.id,
        HomeMove.state == MoveState.MADE,
        HomeMove.decided_at > clock.now() - FREE_AGAIN,
    )
    return db.session.scalars(lately).first() is None

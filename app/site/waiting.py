"""How many things wait for somebody: one question each, scoped to the person by the session."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.events import Job as OwedJob
from app.kernel.web import current_actor
from app.matches.models import Consent, ConsentState, Match, MatchState
from app.matches.queries import witnessing
from app.providers.models import HomeMove, MoveState, Organization, ProviderState, Volunteer


def proposals() -> int:
    """Proposed matches to decide on."""
    return _count(select(Match.id).where(Match.state == MatchState.PROPOSED))


def to_vet() -> int:
    """Volunteers and organisations that applied, and volunteers who start from another town."""
    moved = _count(select(HomeMove.id).where(HomeMove.state == MoveState.ASKED))
    return moved + sum(
        _count(select(model.id).where(model.state == ProviderState.APPLIED))
        for model in (Volunteer, Organization)
    )


def invitations() -> int:
    """Invitations this provider has not answered."""
    return _count(select(Match.id).where(Match.state == MatchState.INVITED))


def consents() -> int:
    """Questions to a guardian that are still open: the guardian's own, or those of the village."""
    return _count(
        select(Consent.id).where(
            Consent.state == ConsentState.WAITING, Consent.expires_at > clock.now()
        )
    )


def to_ring() -> int:
    """Families that the town's supervisor rings."""
    return witnessing.count(current_actor())


def under_way() -> int:
    """Matches that wait for a provider's or a guardian's answer."""
    waiting = (MatchState.INVITED, MatchState.ACCEPTED)
    return _count(select(Match.id).where(Match.state.in_(waiting)))


def failed_jobs() -> int:
    """Jobs that met an error and are not done."""
    return _count(select(OwedJob.id).where(OwedJob.done_at.is_(None), OwedJob.error.is_not(None)))


def _count(keys: Select[tuple[int]]) -> int:
    return db.session.scalar(select(func.count()).select_from(keys.subquery())) or 0

"""What follows for matches when a need is withdrawn or a provider loses its standing."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.matches.actions import close_need, suspend_provider
from app.matches.models import Match, MatchState
from app.needs.events import NeedWithdrawn
from app.providers.events import ProviderDecided
from app.providers.models import ProviderState

OUT = (ProviderState.SUSPENDED, ProviderState.BARRED, ProviderState.LEFT)
HELD = (MatchState.APPROVED, MatchState.INVITED, MatchState.ACCEPTED, MatchState.CONSENTED)


@job("matches.end_with_need")
def end_with_need(event: NeedWithdrawn) -> None:
    close_need(SYSTEM, event.need_id, reason="need_withdrawn")


@job("matches.follow_provider")
def follow_provider(event: ProviderDecided) -> None:
    if event.state not in OUT:
        return
    side = (
        Match.volunteer_id == event.volunteer_id
        if event.volunteer_id is not None
        else Match.organization_id == event.organization_id
    )
    keys = db.session.scalars(select(Match.id).where(side, Match.state.in_(HELD))).all()
    for key in keys:
        try:
            suspend_provider(SYSTEM, key)
        except Refused:
            continue  # it ended in the meantime


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (NeedWithdrawn, end_with_need),
    (ProviderDecided, follow_provider),
)

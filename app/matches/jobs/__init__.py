"""What follows committed events of this room, and its lines of the schedule."""

from __future__ import annotations

from app.kernel.events import Subscription
from app.matches.jobs import consents, invitations, letters, rounds, standing, texts
from app.matches.jobs.lapse import SCHEDULE

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    *texts.SUBSCRIPTIONS,
    *rounds.SUBSCRIPTIONS,
    *invitations.SUBSCRIPTIONS,
    *consents.SUBSCRIPTIONS,
    *standing.SUBSCRIPTIONS,
    *letters.SUBSCRIPTIONS,
)

__all__ = ["SCHEDULE", "SUBSCRIPTIONS"]

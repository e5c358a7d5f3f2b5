"""What follows a committed event of this room."""

from __future__ import annotations

from app.kernel.events import Subscription

SUBSCRIPTIONS: tuple[Subscription, ...] = ()

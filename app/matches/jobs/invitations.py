"""Inviting, when the seconds in which an approval can be taken back are over."""

from __future__ import annotations

from datetime import timedelta

from app.kernel.access import SYSTEM
from app.kernel.errors import Refused
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.matches.actions import invite
from app.matches.events import MatchApproved, MatchesApproved

UNDO = timedelta(seconds=10)


@job("matches.invite", after=UNDO)
def invite_one(event: MatchApproved) -> None:
    _invite(event.match_id)


@job("matches.invite_many", after=UNDO)
def invite_many(event: MatchesApproved) -> None:
    for match_id in event.match_ids:
        _invite(match_id)


def _invite(match_id: int) -> None:
    try:
        invite(SYSTEM, match_id)
    except Refused:
        return  # taken back, ended, or invited already: there is nothing left to do


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (MatchApproved, invite_one),
    (MatchesApproved, invite_many),
)

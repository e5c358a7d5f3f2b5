"""The chore of each minute: invitations and questions whose time is over."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import act_as
from app.matches.actions import lapse_consent, lapse_invitation
from app.matches.models import Consent, ConsentState, Match, MatchState


def lapse_due() -> None:
    """Let lapse what nobody answered in time; each in a transaction of its own."""
    act_as(SYSTEM)
    now = clock.now()
    invitations = db.session.scalars(
        select(Match.id).where(Match.state == MatchState.INVITED, Match.answer_by <= now)
    ).all()
    consents = db.session.scalars(
        select(Consent.id).where(Consent.state == ConsentState.WAITING, Consent.expires_at <= now)
    ).all()
    for key in invitations:
        _unless_answered(lapse_invitation, key)
    for key in consents:
        _unless_answered(lapse_consent, key)


def _unless_answered(lapse: Callable[[Actor, int], object], key: int) -> None:
    try:
        lapse(SYSTEM, key)
    except Refused:
        return  # answered in this very moment: there is nothing left to do

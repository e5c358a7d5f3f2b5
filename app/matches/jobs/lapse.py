"""The schedule of this room: invitations and questions whose time is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.rhythm import EACH_MINUTE, Daily
from app.kernel.schedule import Entry, OneByOne
from app.matches.actions import lapse_consent, lapse_invitation
from app.matches.jobs.letters import remind
from app.matches.models import Consent, ConsentState, Match, MatchState

DAY = timedelta(days=1)


def _unanswered_invitations() -> Sequence[int]:
    is_over = Match.answer_by <= clock.now()
    return db.session.scalars(
        select(Match.id).where(Match.state == MatchState.INVITED, is_over).order_by(Match.id)
    ).all()


def _unanswered_consents() -> Sequence[int]:
    is_over = Consent.expires_at <= clock.now()
    return db.session.scalars(
        select(Consent.id)
        .where(Consent.state == ConsentState.WAITING, is_over)
        .order_by(Consent.id)
    ).all()


def _unless_answered(lapse: Callable[[Actor, int], object]) -> Callable[[int], bool]:
    def settle(key: int) -> bool:
        try:
            lapse(SYSTEM, key)
        except Refused:
            return False  # answered in this very moment: there is nothing left to do
        return True

    return settle


def remind_of_invitations(_due_at: datetime) -> int:
    """Write to whoever has a day left to answer; how many invitations that were.

    An invitation of less than a day is not reminded of: its letter is still fresh.
    """
    now = clock.now()
    keys = db.session.scalars(
        select(Match.id)
        .where(Match.state == MatchState.INVITED, Match.decided_at < now - DAY)
        .where(Match.answer_by > now, Match.answer_by <= now + DAY)
        .order_by(Match.id)
    ).all()
    for key in keys:
        remind(key)
    return len(keys)


lapse_invitations = OneByOne(_unanswered_invitations, _unless_answered(lapse_invitation))
lapse_consents = OneByOne(_unanswered_consents, _unless_answered(lapse_consent))

SCHEDULE: tuple[Entry, ...] = (
    Entry(name="matches.lapse_invitations", when=EACH_MINUTE, do=lapse_invitations),
    Entry(name="matches.lapse_consents", when=EACH_MINUTE, do=lapse_consents),
    Entry(name="matches.remind_of_invitations", when=Daily(9), do=remind_of_invitations),
)

"""Open deadlines counted in working days, worked out again when the calendar has changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.kernel import calendar, clock, options
from app.kernel.db import db
from app.matches.models import Match, MatchState


def recompute(year: int) -> int:
    """Move the open invitations whose time touches this year; how many have moved.

    A day that a provider was told is never taken back for an earlier one.
    """
    begins = datetime(year, 1, 1, tzinfo=clock.LOCAL)
    ends = datetime(year + 1, 1, 1, tzinfo=clock.LOCAL)
    touched = select(Match).where(
        Match.state == MatchState.INVITED, Match.answer_by >= begins, Match.decided_at < ends
    )
    moved = 0
    for match in db.session.scalars(touched.order_by(Match.id)):
        after = _answer_by(match)
        if match.answer_by is not None and after > match.answer_by:
            match.answer_by = after
            moved += 1
    return moved


def _answer_by(match: Match) -> datetime:
    """As it would be told today, with the days that counted when the provider was invited."""
    invited = match.decided_at or clock.now()
    days = options.value("answer_working_days", on=clock.local(invited).date())
    return calendar.add_working_days(invited, days)

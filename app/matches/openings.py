"""Places of a need and of a supply: given back, and whom the last one taken overtakes."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.db import db
from app.matches.models import Match, MatchState
from app.needs.models import Need, NeedState
from app.providers.supply import Supply


def give_back(row: Supply, need: Need) -> None:
    """Return both places, so that somebody else may be found; written while the match still stands,
    through which who says no may write them.
    """
    row.release()
    need.vacate()
    db.session.flush()


def overtake_others(need: Need, *, kept: Match) -> None:
    """Once the last place is taken, the need's other proposals need no decision."""
    if need.state == NeedState.OPEN:
        return
    others = select(Match).where(
        Match.need_id == need.id, Match.state == MatchState.PROPOSED, Match.id != kept.id
    )
    for other in db.session.scalars(others):
        other.move(MatchState.OVERTAKEN)

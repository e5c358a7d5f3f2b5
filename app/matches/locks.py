"""A match and all that its next step changes, held until the transaction ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.matches.models import SUPPLIES, Match
from app.needs.models import Need
from app.providers.models import Organization

HELD: dict[type[Any], InstrumentedAttribute[Any]] = {
    Organization: Match.organization_id,
    **SUPPLIES,
    Need: Match.need_id,
}
"""What an approval or an ending changes beside the match, in the order in which it is held."""


def locked(match_id: int) -> Match:
    """The match, held until the transaction ends, so that the second of two sees what the first did."""
    return locked_all([match_id])[0]


def locked_all(match_ids: Iterable[int]) -> list[Match]:
    """Matches with all that they change, held until the transaction ends, in the order of numbers.

    Everybody takes them in one order: organisations and volunteers, then postings, then needs, then
    the matches. Whoever comes second waits, reads what the first has written, and goes on.
    """
    ids = sorted(set(match_ids))
    parties = db.session.execute(select(*HELD.values()).where(Match.id.in_(ids))).all()
    for at, model in enumerate(HELD):
        keys = {row[at] for row in parties} - {None}
        if keys:
            _hold(model, keys)
    found = _hold(Match, ids)
    if len(found) != len(ids):
        raise NotFound(f"Match {ids}")
    return found


def _hold(model: type[Any], keys: Collection[int]) -> list[Any]:
    wanted = select(model).where(model.id.in_(keys)).order_by(model.id)
    # Their keys stay free: a round may write proposals for them meanwhile.
    rows = wanted.with_for_update(key_share=True)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def need_of(match: Match) -> Need:
    """The need of a match, held until the transaction ends, whether or not a list shows it."""
    wanted = select(Need).where(Need.id == match.need_id)
    return db.session.scalars(wanted.with_for_update(key_share=True)).one()

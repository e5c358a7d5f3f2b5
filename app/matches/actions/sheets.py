"""The signed sheet: photographed by the director and kept with the question it answers."""

from __future__ import annotations

from app.kernel import files
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.errors import Refused
from app.kernel.received import Received
from app.kernel.scope import find
from app.matches import locks
from app.matches.events import SheetKept
from app.matches.models import SHEET_OF, ConsentState, Match
from app.matches.queries.consents import consent_of

SIGNED_SHEET = "signed_sheet"
MOST_SHEETS = 6
"""Of one question: two pages, and each taken anew twice."""
STILL_WANTED = (ConsentState.WAITING, ConsentState.GIVEN)


@action(Can.KEEP_SHEET)
def keep_sheet(actor: Actor, match_id: int, *, received: Received) -> SheetKept:
    """Hang a signed sheet on the question. It counts once somebody else has rung the family."""
    consent = consent_of(match_id)
    if consent.state not in STILL_WANTED:
        raise Refused("consent.sheet_too_late")
    if len(consent.sheets) >= MOST_SHEETS:
        raise Refused("consent.sheets_full", most=MOST_SHEETS)
    kept = files.attach(
        actor, owner=SHEET_OF, owner_id=consent.id, kind=SIGNED_SHEET, received=received
    )
    need = locks.need_of(find(Match, match_id))
    return SheetKept(
        match_id=match_id,
        need_id=need.id,
        child_id=need.child_id,
        consent_id=consent.id,
        attachment_id=kept.id,
    )

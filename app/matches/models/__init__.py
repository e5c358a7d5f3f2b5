"""Tables of the room: rounds and who they left out, matches, consents, what texts mean.

`parties` adds to the scope of the rooms below what a match shows to its parties.
"""

from app.matches.models.consent import Consent, ConsentState
from app.matches.models.match import (
    ACTIVE_STATES,
    ANSWERABLE,
    MATCH_MOVES,
    Match,
    MatchState,
    Origin,
    SupplyKind,
)
from app.matches.models.parties import SHOWN
from app.matches.models.round import Round, RoundState, Unmet
from app.matches.models.vector import TextVector

__all__ = [
    "ACTIVE_STATES",
    "ANSWERABLE",
    "MATCH_MOVES",
    "SHOWN",
    "Consent",
    "ConsentState",
    "Match",
    "MatchState",
    "Origin",
    "Round",
    "RoundState",
    "SupplyKind",
    "TextVector",
    "Unmet",
]

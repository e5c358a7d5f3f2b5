"""Tables of the room: rounds and who they left out, matches, consents, what texts mean."""

from app.matches.models.consent import Consent, ConsentState
from app.matches.models.match import (
    ACTIVE_STATES,
    ANSWERABLE,
    MATCH_MOVES,
    Match,
    MatchState,
    MatchStep,
    Origin,
    SupplyKind,
)
from app.matches.models.round import Round, RoundState, Unmet
from app.matches.models.vector import TextVector

__all__ = [
    "ACTIVE_STATES",
    "ANSWERABLE",
    "MATCH_MOVES",
    "Consent",
    "ConsentState",
    "Match",
    "MatchState",
    "MatchStep",
    "Origin",
    "Round",
    "RoundState",
    "SupplyKind",
    "TextVector",
    "Unmet",
]

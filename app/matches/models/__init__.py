"""Tables of the room: rounds and who they left out, matches, consents, what texts mean.

`parties` and `released` add to the scope what a match, and a consent that runs, show to its parties.
"""

from app.matches.models.consent import SHEET_OF, Consent, ConsentState
from app.matches.models.match import (
    ACTIVE_STATES,
    ANSWERABLE,
    MATCH_MOVES,
    SUPPLIES,
    Match,
    MatchState,
    MatchStep,
    Origin,
)
from app.matches.models.parties import SHOWN
from app.matches.models.released import consent_that_runs
from app.matches.models.round import UNDER_WAY, Round, RoundState, Unmet
from app.matches.models.vector import TextVector

__all__ = [
    "ACTIVE_STATES",
    "ANSWERABLE",
    "MATCH_MOVES",
    "SHEET_OF",
    "SHOWN",
    "SUPPLIES",
    "UNDER_WAY",
    "Consent",
    "ConsentState",
    "Match",
    "MatchState",
    "MatchStep",
    "Origin",
    "Round",
    "RoundState",
    "TextVector",
    "Unmet",
    "consent_that_runs",
]

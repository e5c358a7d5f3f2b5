"""Who fits whom: hard rules, a published scorecard, and the provably best plan."""

from matching.plan import Change, Match, Part, Plan, Proof, Refusal, Unmatched
from matching.settings import Settings
from matching.slots import Slot, parse_slots, show_slots
from matching.types import KINDS, Need, Supply

__version__ = "1.0.0"

__all__ = [
    "KINDS",
    "Change",
    "Match",
    "Need",
    "Part",
    "Plan",
    "Proof",
    "Refusal",
    "Settings",
    "Slot",
    "Supply",
    "Unmatched",
    "parse_slots",
    "show_slots",
]

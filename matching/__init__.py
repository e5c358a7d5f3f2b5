"""Who fits whom: hard rules, a published scorecard, and the provably best plan."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.categories import adjacent
from matching.plan import Change, Match, Part, Plan, Proof, Refusal, Unmatched
from matching.settings import Settings
from matching.slots import Slot, parse_slots, show_slots
from matching.types import KINDS, Need, Supply
from matching.version import __version__

if TYPE_CHECKING:
    from matching.codec import from_json, to_json
    from matching.counterfactual import what_would_change
    from matching.learning.rates import smoothed
    from matching.proof import check
    from matching.round import run_round
    from matching.rules import RULES
    from matching.score.prior import expert
    from matching.score.scorecard import Scorecard
    from matching.tell.telling import explain
    from matching.tell.why import why_not
    from matching.text.ngrams import Ngrams
    from matching.text.remembered import Remembered, Stored, text_key
    from matching.text.sentences import Sentences, default_embedder

# Loaded when first asked for: a web process that only shows plans never loads the solver.
_LATER = {
    "RULES": "matching.rules",
    "Ngrams": "matching.text.ngrams",
    "Remembered": "matching.text.remembered",
    "Scorecard": "matching.score.scorecard",
    "Sentences": "matching.text.sentences",
    "Stored": "matching.text.remembered",
    "check": "matching.proof",
    "default_embedder": "matching.text.sentences",
    "expert": "matching.score.prior",
    "explain": "matching.tell.telling",
    "from_json": "matching.codec",
    "run_round": "matching.round",
    "smoothed": "matching.learning.rates",
    "text_key": "matching.text.remembered",
    "to_json": "matching.codec",
    "what_would_change": "matching.counterfactual",
    "why_not": "matching.tell.why",
}

__all__ = [
    "KINDS",
    "RULES",
    "Change",
    "Match",
    "Need",
    "Ngrams",
    "Part",
    "Plan",
    "Proof",
    "Refusal",
    "Remembered",
    "Scorecard",
    "Sentences",
    "Settings",
    "Slot",
    "Stored",
    "Supply",
    "Unmatched",
    "__version__",
    "adjacent",
    "check",
    "default_embedder",
    "expert",
    "explain",
    "from_json",
    "parse_slots",
    "run_round",
    "show_slots",
    "smoothed",
    "text_key",
    "to_json",
    "what_would_change",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'matching' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)

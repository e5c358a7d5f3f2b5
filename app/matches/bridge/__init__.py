"""The only door to `matching`: rows of the house go in, plans come back as plain values."""

from app.matches.bridge.rows import (
    VETTED_AHEAD_DAYS,
    EngineNeed,
    EngineSupply,
    need_key,
    of_notice,
    to_need,
    to_supply,
)
from app.matches.bridge.running import (
    RULES,
    Kept,
    Market,
    broken,
    fit,
    held_again,
    hold,
    ranked,
    unpack,
)
from app.matches.bridge.texts import (
    Vectors,
    model,
    read,
    vector_key,
)

__all__ = [
    "RULES",
    "VETTED_AHEAD_DAYS",
    "EngineNeed",
    "EngineSupply",
    "Kept",
    "Market",
    "Vectors",
    "broken",
    "fit",
    "held_again",
    "hold",
    "model",
    "need_key",
    "of_notice",
    "ranked",
    "read",
    "to_need",
    "to_supply",
    "unpack",
    "vector_key",
]

"""The only door to `matching`: rows of the house go in, plans come back as plain values."""

from app.matches.bridge.rows import (
    VETTED_AHEAD_DAYS,
    EngineNeed,
    EngineSupply,
    from_job,
    from_offer,
    from_volunteer,
    need_key,
    text_of,
    to_need,
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
    "from_job",
    "from_offer",
    "from_volunteer",
    "held_again",
    "hold",
    "model",
    "need_key",
    "ranked",
    "read",
    "text_of",
    "to_need",
    "unpack",
    "vector_key",
]

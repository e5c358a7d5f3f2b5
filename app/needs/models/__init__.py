"""The tables of the room: needs, and what strangers read of them."""

from app.needs.models.need import (
    EMPLOYMENT,
    LISTED,
    NEED_MOVES,
    Need,
    NeedState,
    NeedStep,
    Urgency,
    Visibility,
)
from app.needs.models.notice import KEPT_COARSE, NeedNotice

__all__ = [
    "EMPLOYMENT",
    "KEPT_COARSE",
    "LISTED",
    "NEED_MOVES",
    "Need",
    "NeedNotice",
    "NeedState",
    "NeedStep",
    "Urgency",
    "Visibility",
]

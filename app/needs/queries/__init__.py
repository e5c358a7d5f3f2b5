"""Reading needs. The session leaves what the actor may see."""

from app.needs.queries.desk import (
    Desk,
    awaiting,
    desk,
    desk_counts,
    due_to_expire,
    mine,
    need,
    needs_of_child,
    open_needs,
    own_work,
)
from app.needs.queries.public import (
    Listed,
    Near,
    NeedFilter,
    latest_public,
    listed,
    open_by_town,
    open_count,
)

__all__ = [
    "Desk",
    "Listed",
    "Near",
    "NeedFilter",
    "awaiting",
    "desk",
    "desk_counts",
    "due_to_expire",
    "latest_public",
    "listed",
    "mine",
    "need",
    "needs_of_child",
    "open_by_town",
    "open_count",
    "open_needs",
    "own_work",
]

"""Pages of the room: the officer's desk, rounds, providers' answers, families, the village."""

from app.matches.views import (
    applications,
    desk,
    families,
    invitations,
    rounds,
    sheets,
    village,
    witnessing,
)
from app.matches.views.blueprint import blueprint

__all__ = [
    "applications",
    "blueprint",
    "desk",
    "families",
    "invitations",
    "rounds",
    "sheets",
    "village",
    "witnessing",
]

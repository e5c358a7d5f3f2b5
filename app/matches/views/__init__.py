"""Pages of the room: the officer's desk, rounds, providers' answers, families, the village."""

from app.matches.views import applications, desk, families, invitations, rounds, village
from app.matches.views.room import room

__all__ = ["applications", "desk", "families", "invitations", "room", "rounds", "village"]

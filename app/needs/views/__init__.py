"""Pages of the room: the public list, a village's needs, a guardian's, the desk."""

from app.needs.views import desk, family, public, village
from app.needs.views.room import room

__all__ = ["desk", "family", "public", "room", "village"]

"""Pages of the room."""

from app.people.views import account, desk, door
from app.people.views.room import room

__all__ = ["account", "desk", "door", "room"]

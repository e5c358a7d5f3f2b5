"""Pages of the room."""

from app.providers.views import joining, profile, vetting
from app.providers.views.room import room

__all__ = ["joining", "profile", "room", "vetting"]

"""Pages of the room."""

from app.providers.views import joining, profile, vetting
from app.providers.views.blueprint import blueprint

__all__ = ["blueprint", "joining", "profile", "vetting"]

"""Pages of the room."""

from app.system.views import calendar, countersign, options, watch
from app.system.views.blueprint import blueprint

__all__ = ["blueprint", "calendar", "countersign", "options", "watch"]

"""Pages of the room."""

from app.people.views import account, desk, door, links
from app.people.views.blueprint import blueprint

__all__ = ["account", "blueprint", "desk", "door", "links"]

"""Pages of the room: the public list, a village's needs, a guardian's, the desk."""

from app.needs.views import desk, family, public, village
from app.needs.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "family", "public", "village"]

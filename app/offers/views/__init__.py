"""Pages of the room: the public lists, an organisation's postings, an officer's desk."""

from app.offers.views import desk, own, public
from app.offers.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "own", "public"]

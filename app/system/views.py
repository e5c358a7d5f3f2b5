"""Pages of the room."""

from __future__ import annotations

from app.kernel.web import Room

room = Room("system", __name__)

"""The blueprint of the room."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.kernel.web import RoomBlueprint

blueprint = RoomBlueprint("providers", __name__)

Answer = Response | tuple[str, int]

"""The blueprint of the room."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.wrappers import Response

from app.kernel.web import RoomBlueprint, attempt, tell

blueprint = RoomBlueprint("system", __name__)

Answer = Response | tuple[str, int]


def done_or_refused(act: Callable[[], str]) -> None:
    """Do one press of a page without a form, and say on the next page how it went."""
    sentence = attempt(act)
    if sentence is not None:
        tell(sentence)

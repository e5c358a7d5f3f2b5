"""The names of what follows events: a stored job finds its function by a name that never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

Handler = Callable[[Any], None]
F = TypeVar("F", bound=Handler)


class Lane(StrEnum):
    """What is carried side by side: whatever is slow or hangs in one lane stops no other."""

    STEPS = "steps"
    """What follows a step in the database itself, in milliseconds."""
    LETTERS = "letters"
    """Mail, at the speed of the mail server."""
    TEXTS = "texts"
    """Text messages, at the speed of their carrier."""
    ROUNDS = "rounds"
    """Rounds, texts that are read, and the long work of the night."""
    CLOCK = "clock"
    """What is due by the hour; no job waits here."""


@dataclass(frozen=True, slots=True)
class Named:
    """One handler: the name its jobs are stored under, the lane that carries them, and how long they
    rest before it."""

    name: str
    lane: Lane
    function: Handler
    after: timedelta


HANDLERS: dict[str, Named] = {}
_BY_FUNCTION: dict[Handler, Named] = {}


def job(name: str, *, lane: Lane = Lane.STEPS, after: timedelta = timedelta(0)) -> Callable[[F], F]:
    """Name a handler, `room.verb_noun`, for ever: jobs of older versions are found by it."""

    def decorate(function: F) -> F:
        if name in HANDLERS:
            raise ValueError(f"Two handlers are called {name}.")
        HANDLERS[name] = _BY_FUNCTION[function] = Named(name, lane, function, after)
        return function

    return decorate


def named(handler: Handler) -> Named:
    """The entry of a function that was given a name."""
    return _BY_FUNCTION[handler]

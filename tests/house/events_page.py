"""docs/events.md, written from the events and subscriptions themselves.

Run as `python -m tests.house.events_page`, which is `make events`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from inspect import unwrap
from typing import get_args, get_type_hints

from app.kernel import words
from app.kernel.action import ACTIONS
from app.kernel.events import Event
from app.kernel.handlers import Named, named
from app.wiring import SUBSCRIPTIONS
from tests.house.source import ROOT, modules

PAGE = ROOT / "docs/events.md"
HEAD = """# Events

Written by `make events` from `Event.REGISTRY`, the actions and the subscriptions of
`app/wiring.py`; a house test compares. Do not edit it by hand.

Each action returns one event. It is written to the trail (`audit_line`) in the action's own
transaction, with the jobs that follow it. Names are for ever. A look at a protected field is a line
of the trail as well, `child.field_read`, and no event: nothing follows it.

**By** is the action, **follows** the job and the lane that carries it.
"""


def events() -> dict[str, type[Event]]:
    """Name → event, of the house and not of its tests, by room and then by name."""
    assert modules("events")
    return {
        name: kind
        for name, kind in sorted(Event.REGISTRY.items())
        if kind.__module__.startswith("app.")
    }


def page() -> str:
    """The whole page as it should stand."""
    parts, room = [HEAD], ""
    by = _actions()
    for name, kind in events().items():
        if name.partition(".")[0] != room:
            room = name.partition(".")[0]
            parts.append(f"\n## {room}\n")
        parts.append("\n".join(_entry(name, kind, by.get(kind, []))))
    return "\n".join(parts) + "\n"


def _entry(name: str, kind: type[Event], by: list[str]) -> Iterator[str]:
    given = ", ".join(f"`{one.name}`" for one in fields(kind)) or "nothing but itself"
    yield f"* **`{name}`**: {given}"
    actions = ", ".join(f"`{one}`" for one in sorted(by))
    yield f"    * by {actions}" if by else "    * never by itself: what the others have in common"
    for job in followers(kind):
        says = words.label("job", job.name, language=words.ENGLISH)
        yield f"    * follows `{job.name}` ({job.lane}): {says[0].lower()}{says[1:]}"


def followers(kind: type[Event]) -> list[Named]:
    """The jobs that an event of this kind is followed by."""
    return [named(handler) for one, handler in SUBSCRIPTIONS if issubclass(kind, one)]


def _actions() -> dict[type[Event], list[str]]:
    """Event → the actions that return it, as `room.verb`."""
    found: dict[type[Event], list[str]] = {}
    for name in ACTIONS:
        module, _, verb = name.rpartition(".")
        if not module.startswith("app."):
            continue
        returned = get_type_hints(unwrap(getattr(import_module(module), verb)))["return"]
        for kind in get_args(returned) or (returned,):
            found.setdefault(kind, []).append(f"{module.split('.')[1]}.{verb}")
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

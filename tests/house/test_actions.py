"""Every write is a granted verb that returns an event."""

from __future__ import annotations

import inspect
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.kernel.access import GRANTS, Can
from app.kernel.action import ACTIONS
from app.kernel.events import Event
from tests.house.source import modules, told


def _public() -> list[Any]:
    return [
        function
        for module in modules("actions")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    ]


def _full_name(function: Any) -> str:
    return f"{function.__module__}.{function.__name__}"


def test_every_public_function_of_actions_is_an_action() -> None:
    faults = [_full_name(one) for one in _public() if _full_name(one) not in ACTIONS]
    told(faults, "Decorate it with @action(Can.X), or begin its name with an underscore.")


def test_every_action_returns_an_event() -> None:
    faults = [
        _full_name(one)
        for one in _public()
        if not _are_events(get_type_hints(inspect.unwrap(one)).get("return"))
    ]
    told(faults, "An action tells what happened: annotate the Event it returns.")


def _are_events(returned: Any) -> bool:
    if get_origin(returned) in (Union, types.UnionType):
        return all(_are_events(one) for one in get_args(returned))
    return inspect.isclass(returned) and issubclass(returned, Event)


def test_every_action_names_who_acts_first() -> None:
    faults = [
        _full_name(one)
        for one in _public()
        if next(iter(inspect.signature(inspect.unwrap(one)).parameters), "") != "actor"
    ]
    told(faults, "The first parameter of an action is `actor`.")


def test_every_verb_is_granted_to_somebody() -> None:
    told([can for can in Can if not GRANTS.get(can)], "Grant the verb in GRANTS or delete it.")


def test_every_verb_is_used_by_an_action() -> None:
    assert _public()
    unused = set(Can) - set(ACTIONS.values())
    told(sorted(unused), "No action asks for this verb: write the action or delete the verb.")


def test_event_names_say_their_room_and_what_happened() -> None:
    assert modules("events")
    faults = [
        name
        for name, kind in Event.REGISTRY.items()
        if kind.__module__.startswith("app.")
        and (name.count(".") != 1 or name.partition(".")[0] != kind.__module__.split(".")[1])
    ]
    told(faults, "An event is called `<room>.<past_tense>`; its name is kept forever.")

"""Changing a number of the bureau: at once, or once a second person has agreed."""

from __future__ import annotations

from datetime import date

from app.kernel import clock, countersign, options
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.countersign import CountersignProposed
from app.kernel.errors import Refused
from app.system.countersigned import SET_OPTION
from app.system.events import OptionSet


@action(Can.SET_OPTION)
def set_option(
    actor: Actor, name: str, *, value: int, from_on: date, reason: str
) -> OptionSet | CountersignProposed:
    """Set a number from a day on; one that makes children less safe is proposed to a second person."""
    option = options.option(name)
    option.require(value)
    if from_on < clock.today():
        raise Refused("option.past", field="from_on")
    before = options.value(name, on=from_on)
    if value == before:
        raise Refused("option.same", field="value")
    if option.needs_second(before, value):
        payload = {"name": name, "value": value, "from_on": from_on.isoformat()}
        return countersign.propose(actor, SET_OPTION, payload=payload, reason=reason)
    options.store(name, value, from_on=from_on, set_by=actor.account_id, second=None)
    return OptionSet(name=name, value=value, from_on=from_on.isoformat(), second=None)

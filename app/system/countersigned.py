"""The verbs of this room that ask for two people, and what confirming them does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.kernel import clock, options, words
from app.kernel.access import KEEPERS, Actor
from app.kernel.countersign import Countersign, Countersigned
from app.kernel.pages import show_date
from app.system.events import OptionSet

SET_OPTION = "system.set_option"


def amount(name: str, number: int) -> str:
    """`30 minutes`, in the reader's language."""
    unit = options.option(name).unit.value
    return words.label("option_unit", unit).format(number=number)


def _set_option(row: Countersign, second: Actor) -> OptionSet:
    """Never backwards: what was confirmed late counts from the day it was confirmed."""
    name, value = row.payload["name"], row.payload["value"]
    options.option(name).require(value)
    from_on = max(date.fromisoformat(row.payload["from_on"]), clock.today())
    options.store(name, value, from_on=from_on, set_by=row.proposed_by, second=second.account_id)
    return OptionSet(name=name, value=value, from_on=from_on.isoformat(), second=second.account_id)


def _tell_option(payload: Mapping[str, Any]) -> str:
    name, from_on = payload["name"], date.fromisoformat(payload["from_on"])
    return str(
        _(
            "%(option)s: %(after)s instead of %(before)s, from %(day)s",
            option=words.label("option", name),
            before=amount(name, options.value(name, on=from_on)),
            after=amount(name, payload["value"]),
            day=show_date(from_on),
        )
    )


COUNTERSIGNED: tuple[Countersigned, ...] = (
    Countersigned(
        verb=SET_OPTION,
        proposed_by=KEEPERS,
        confirmed_by=KEEPERS,
        run=_set_option,
        tell=_tell_option,
    ),
)

"""Who may open which page and do which verb, read from the tables that decide it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from app.kernel.access import GRANTS, Role
from app.kernel.web import AUDIENCES


@dataclass(frozen=True, slots=True)
class Line:
    """One page or verb: its name, where it is found, and a yes or no for each role."""

    name: str
    place: str
    allowed: tuple[bool, ...]


def roles() -> tuple[Role, ...]:
    """The columns. The platform itself opens no page but does some of the verbs."""
    return tuple(Role)


def verbs() -> tuple[Line, ...]:
    """Every verb of `GRANTS`."""
    return tuple(Line(can.value, "", _row(granted)) for can, granted in GRANTS.items())


def pages() -> tuple[Line, ...]:
    """Every route with its audience, by address."""
    found = (
        Line(
            f"{'POST' if 'POST' in (rule.methods or ()) else 'GET'} {rule.rule}",
            rule.endpoint,
            _row(AUDIENCES[rule.endpoint]),
        )
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint in AUDIENCES
    )
    return tuple(sorted(found, key=lambda line: line.name.partition(" ")[2]))


def _row(allowed: frozenset[Role]) -> tuple[bool, ...]:
    return tuple(role in allowed for role in roles())

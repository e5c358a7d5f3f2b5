"""What pages show of children: frozen values, each opened through the disclosure table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from app.children.inputs import ChildInput
from app.children.models import Child, Guardian
from app.children.names import is_sought
from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.disclosure import Audience, Revealed, Why, age_on, opened_to_search, reveal
from app.places import queries as places

AUDIENCES = {
    Role.CHILD_DIRECTOR: (Audience.CHILD_DIRECTOR, Why.DUTY),
    Role.CHILD_SUPERVISOR: (Audience.CHILD_SUPERVISOR, Why.DUTY),
    Role.CIVIL_AFFAIRS: (Audience.CIVIL_AFFAIRS, Why.DECISION),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildCard:
    """A child in a list."""

    id: int
    name: str
    age: int
    categories: tuple[str, ...]
    risk_level: str
    village: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianCard:
    name: str
    relation: str
    mobile: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFile:
    """A child's file at its minimum; the identity number is masked."""

    id: int
    code: str
    full_name: str
    given_name: str
    nickname: str | None
    sex: str
    born_on: date
    age: int
    id_number: str | None
    village: str
    address: str | None
    categories: tuple[str, ...]
    flags: tuple[str, ...]
    risk_level: str
    care_arrangement: str
    guardian: GuardianCard
    registered_at: datetime
    version: int


def _columns(shape: type[ChildFile | ChildInput]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(shape) if one.name in Child.DISCLOSURE)


FILED = _columns(ChildFile)
EDITED = tuple(name for name in _columns(ChildInput) if name != "id_number")
"""What is typed and stored; an identity number is never shown to be typed over."""


def is_named(actor: Actor, sought: str) -> Callable[[Child], bool]:
    """Whether a child of the own place bears a name; only those that are then shown leave a line."""
    audience, _why = AUDIENCES[actor.role]
    return lambda child: is_sought(opened_to_search(child, "full_name", audience=audience), sought)


def cards(actor: Actor, children: Iterable[Child]) -> list[ChildCard]:
    return [_card(actor, child) for child in children]


def _card(actor: Actor, child: Child) -> ChildCard:
    audience, why = AUDIENCES[actor.role]
    fields = ("full_name", "born_on", "categories", "risk_level")
    seen = reveal(actor, child, *fields, audience=audience, why=why)
    return ChildCard(
        id=child.id,
        name=seen.full_name,
        age=age_on(seen.born_on, clock.today()),
        categories=tuple(seen.categories),
        risk_level=seen.risk_level,
        village=places.name(child.village_code),
    )


def file(actor: Actor, child: Child) -> ChildFile:
    """The whole file: its look is a line for the child and one for the guardian."""
    audience, why = AUDIENCES[actor.role]
    seen = reveal(actor, child, *FILED, audience=audience, why=why)
    adult = reveal(actor, child.guardian, "full_name", "mobile", audience=audience, why=why)
    values = seen.as_dict()
    return ChildFile(
        **{**values, "categories": tuple(seen.categories), "flags": tuple(seen.flags)},
        id=child.id,
        age=age_on(seen.born_on, clock.today()),
        village=places.full_name(child.village_code),
        guardian=GuardianCard(name=adult.full_name, relation=child.relation, mobile=adult.mobile),
        registered_at=child.registered_at,
        version=child.version,
    )


def editable(actor: Actor, child: Child) -> Revealed:
    """What the form of the file is filled with."""
    audience, why = AUDIENCES[actor.role]
    return reveal(actor, child, *EDITED, audience=audience, why=why)


def guardian_names(actor: Actor, guardians: Iterable[Guardian]) -> list[tuple[int, str]]:
    """(key, name) of each, to choose from."""
    audience, why = AUDIENCES[actor.role]
    return [
        (one.id, reveal(actor, one, "full_name", audience=audience, why=why).full_name)
        for one in guardians
    ]

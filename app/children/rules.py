"""What must be true of a child's file before it is stored."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from app.children.ages import ADULT
from app.children.identity import read_identity
from app.children.inputs import ChildInput
from app.children.models import Child
from app.kernel import cleaning, clock
from app.kernel.access import Actor, Role
from app.kernel.disclosure import age_on
from app.kernel.errors import Refused
from app.kernel.secrets import Sealed, SealedText
from app.places import queries as places

FOUND_OUT = ("guardian", "guardian_id")
TYPED = tuple(
    one.name for one in fields(ChildInput) if hasattr(Child, one.name) and one.name not in FOUND_OUT
)
"""What is kept under the name it is typed under."""


def require_village_of(actor: Actor, village_code: str) -> None:
    """A director registers in the own village, a supervisor in a village of the own town."""
    is_village = places.is_place(village_code) and places.place(village_code).town_code not in (
        "",
        village_code,
    )
    own = village_code if actor.role is Role.CHILD_DIRECTOR else village_code[:9]
    if not is_village or own != actor.place:
        raise Refused("child.village_unknown", field="village")


def checked(given: ChildInput, *, is_demo: bool) -> dict[str, Any]:
    """The columns of a child, after every rule about the child alone."""
    _require_minor(given)
    number = _number(given, is_demo=is_demo)
    return {
        **{name: _stored(name, getattr(given, name)) for name in TYPED},
        "given_name": Sealed(_given_name(given)),
        "id_number": _sealed(number),
        "id_index": number,
    }


def _stored(name: str, value: Any) -> Any:
    """A typed value as its column keeps it: names sealed, lists as lists."""
    if isinstance(getattr(Child, name).type, SealedText):
        return _sealed(value)
    return list(value) if isinstance(value, tuple) else value


def _require_minor(given: ChildInput) -> None:
    today = clock.today()
    if given.born_on > today:
        raise Refused("child.not_born", field="born_on")
    if age_on(given.born_on, today) >= ADULT:
        raise Refused("child.grown_up", field="born_on")


def _number(given: ChildInput, *, is_demo: bool) -> str | None:
    if given.id_number is None:
        return None
    identity = read_identity(given.id_number, is_demo=is_demo)
    if given.is_checked:
        return identity.number
    if identity.born_on != given.born_on:
        raise Refused("child.birth_differs", field="born_on")
    if identity.sex != given.sex:
        raise Refused("child.sex_differs", field="sex")
    return identity.number


def _given_name(given: ChildInput) -> str:
    """What a helper is told: never with the family's or the father's name in it."""
    whole = cleaning.name(given.full_name)
    derived = cleaning.given_name_of(whole)
    if given.given_name is None:
        if derived is None:
            raise Refused("child.given_name_unsure", field="given_name")
        return derived
    name = cleaning.name(given.given_name)
    is_too_much = cleaning.DOT in name or (derived is not None and len(name) > len(derived))
    if name not in whole or is_too_much:
        raise Refused("child.given_name_not_in_name", field="given_name")
    return name


def _sealed(text: str | None) -> Sealed | None:
    return Sealed(text) if text else None

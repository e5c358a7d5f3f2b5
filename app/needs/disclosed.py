"""What pages show of a need beyond its words for a helper: opened through the disclosure table."""

from __future__ import annotations

from dataclasses import dataclass

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.disclosure import Audience, Revealed, Why, age_on, reveal
from app.kernel.scope import find
from app.needs import harm
from app.needs.models import Need
from app.places import queries as places

AUDIENCES = {
    Role.CHILD_DIRECTOR: (Audience.CHILD_DIRECTOR, Why.DUTY),
    Role.CHILD_SUPERVISOR: (Audience.CHILD_SUPERVISOR, Why.DUTY),
    Role.CIVIL_AFFAIRS: (Audience.CIVIL_AFFAIRS, Why.DECISION),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The child of a need, or the guardian who looks for work; `child_id` opens the file."""

    name: str
    age: int | None
    risk_level: str | None
    village: str
    child_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What only the staff of the place and the bureau read of a need."""

    person: Person
    note: str | None
    meeting_place: str | None
    signs: tuple[str, ...]
    """Words of the note or the words for a helper that sound like harm."""


def is_staff_of(actor: Actor, need: Need) -> bool:
    """Whether this is the need's director, supervisor, or an officer."""
    if actor.role is Role.CIVIL_AFFAIRS:
        return True
    return actor.role in AUDIENCES and actor.place in (need.village_code, need.town_code)


def private(actor: Actor, need: Need) -> Private:
    audience, why = AUDIENCES[actor.role]
    seen = reveal(actor, need, "note", "meeting_place", audience=audience, why=why)
    return Private(
        person=person(actor, need),
        note=seen.note,
        meeting_place=seen.meeting_place,
        signs=harm.signs(seen.note, need.title, need.summary),
    )


def editable(actor: Actor, need: Need) -> Revealed:
    """The private fields that the form of a need is filled with."""
    audience, why = AUDIENCES[actor.role]
    return reveal(actor, need, "note", "meeting_place", audience=audience, why=why)


def person(actor: Actor, need: Need) -> Person:
    """Whose need it is."""
    audience, why = AUDIENCES[actor.role]
    village = places.full_name(need.village_code)
    if need.child_id is None:
        adult = find(Guardian, need.guardian_id)
        seen = reveal(actor, adult, "full_name", audience=audience, why=why)
        return Person(
            name=seen.full_name, age=None, risk_level=None, village=village, child_id=None
        )
    return of_child(actor, need.child_id)


def of_child(actor: Actor, child_id: int) -> Person:
    audience, why = AUDIENCES[actor.role]
    child = find(Child, child_id)
    seen = reveal(actor, child, "full_name", "born_on", "risk_level", audience=audience, why=why)
    return Person(
        name=seen.full_name,
        age=age_on(seen.born_on, clock.today()),
        risk_level=seen.risk_level,
        village=places.full_name(child.village_code),
        child_id=child.id,
    )

"""Registering a child and changing its file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from app.children import ages, rules
from app.children.events import AgeNoticed, ChildChanged, ChildRegistered, NumberVerified
from app.children.inputs import ChildInput
from app.children.models import Child, Guardian
from app.children.names import is_alike
from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.numbering import next_number
from app.kernel.scope import find, unscoped
from app.kernel.secrets import Sealed, unseal
from app.places import queries as places


@action(Can.REGISTER_CHILD)
def register_child(
    actor: Actor, village_code: str, *, given: ChildInput, is_demo: bool
) -> ChildRegistered:
    """Open a child's file in a village of the actor's place."""
    rules.require_village_of(actor, village_code)
    values = rules.checked(given, is_demo=is_demo)
    _require_unregistered(values, village_code)
    _require_another(given)
    guardian_id = _guardian_id(actor, given, village_code)
    now, place = clock.now(), places.place(village_code)
    year = clock.local(now).year
    child = Child(
        **values,
        code=f"C{year}-{next_number('child', year):05d}",
        village_code=village_code,
        town_code=place.town_code,
        lat=place.lat,
        lon=place.lon,
        guardian_id=guardian_id,
        registered_at=now,
    )
    db.session.add(child)
    db.session.flush()
    return ChildRegistered(child_id=child.id, village_code=village_code)


@action(Can.EDIT_CHILD)
def edit_child(
    actor: Actor,
    child_id: int,
    *,
    given: ChildInput,
    version: int,
    is_demo: bool,
) -> ChildChanged:
    """Change a file. `version` is the one the form was opened on; no number keeps the old one."""
    child = find(Child, child_id)
    if child.version != version:
        raise Refused("kernel.changed_meanwhile")
    values = rules.checked(given, is_demo=is_demo)
    if given.id_number is None:
        values.pop("id_number")
        values.pop("id_index")
    _require_unregistered(values, child.village_code, Child.id != child_id)
    values["guardian_id"] = _guardian_id(actor, given, child.village_code)
    changed = tuple(sorted(name for name in values if _differs(child, name, values[name])))
    for name, value in values.items():
        setattr(child, name, value)
    return ChildChanged(child_id=child_id, fields=changed)


@action(Can.EDIT_CHILD)
def change_guardian_mobile(
    actor: Actor,
    child_id: int,
    *,
    mobile: str | None,
) -> ChildChanged:
    """The number that the question for consent is texted to, once somebody else has rung it; None
    when there is no phone.
    """
    guardian = find(Guardian, find(Child, child_id).guardian_id)
    guardian.claim_number(mobile, by=actor.account_id)
    return ChildChanged(child_id=child_id, fields=("guardian.mobile",))


@action(Can.VERIFY_NUMBER)
def verify_number(actor: Actor, guardian_id: int) -> NumberVerified:
    """Somebody who did not type the number has rung it, and spoke with the guardian."""
    guardian = find(Guardian, guardian_id)
    if guardian.mobile is None or guardian.has_usable_number:
        raise Refused("guardian.number_not_waiting")
    if guardian.number_claimed_by == actor.account_id:
        raise Refused("guardian.own_number")
    guardian.number_verified_by = actor.account_id
    return NumberVerified(guardian_id=guardian_id)


@action(Can.NOTICE_AGE)
def notice_age(actor: Actor, child_id: int) -> AgeNoticed:
    """Note that a birthday comes which changes what the child is owed; each age once."""
    child = find(Child, child_id)
    coming = ages.turning(child.born_on, child.categories, clock.today())
    if coming is None or coming.age == child.noticed_age or not child.is_active:
        raise Refused("child.no_age_coming")
    child.noticed_age = coming.age
    return AgeNoticed(child_id=child_id, age=coming.age, on=coming.on.isoformat())


def _require_unregistered(
    values: dict[str, Any], village_code: str, *others: ColumnElement[bool]
) -> None:
    """One child never twice, in whichever village; another village's name is not told."""
    if values.get("id_index") is None:
        return
    same = select(Child.village_code).where(Child.id_index == values["id_index"], *others)
    with unscoped("a child is registered once in the whole county"):
        held_by = db.session.scalars(same).first()
    if held_by == village_code:
        raise Refused("child.already_here", field="id_number")
    if held_by is not None:
        raise Refused("child.already_elsewhere", field="id_number")


def _require_another(given: ChildInput) -> None:
    """Ask before one child gets a second file: same birthday, a name that reads or sounds the same."""
    if given.is_another:
        return
    same_day = select(Child).where(Child.is_active, Child.born_on == given.born_on)
    # Not a look at a protected field: the names are compared, and shown to nobody.
    names = [unseal(child.full_name) for child in db.session.scalars(same_day)]
    if any(is_alike(name, given.full_name) for name in names):
        raise Refused("child.same_name_and_birthday", field="full_name")


def _guardian_id(actor: Actor, given: ChildInput, village_code: str) -> int:
    """The chosen guardian of this village, or the one that is written down now."""
    if given.guardian_id is not None:
        chosen = select(Guardian.id).where(
            Guardian.id == given.guardian_id, Guardian.village_code == village_code
        )
        if db.session.scalars(chosen).first() is None:
            raise Refused("child.guardian_unknown", field="guardian")
        return given.guardian_id
    if given.guardian is None or not given.guardian.full_name:
        raise Refused("child.guardian_name_missing", field="guardian_name")
    guardian = Guardian(
        full_name=Sealed(given.guardian.full_name),
        address=Sealed(given.address) if given.address else None,
        village_code=village_code,
        town_code=places.place(village_code).town_code,
    )
    guardian.claim_number(given.guardian.mobile, by=actor.account_id)
    db.session.add(guardian)
    db.session.flush()
    return guardian.id


def _differs(child: Child, name: str, value: Any) -> bool:
    """Whether a field is changed; the index follows its number and is not told apart."""
    return name != "id_index" and bool(getattr(child, name) != value)

"""What must be true of a child's file before it is stored."""

from __future__ import annotations

from typing import Any

from app.children.drafts import ChildDraft
from app.children.identity import read_identity
from app.children.names import given_name_of
from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.disclosure import age_on
from app.kernel.errors import Refused
from app.kernel.secrets import Sealed
from app.places import queries as places

ADULT = 18


def require_village_of(actor: Actor, village_code: str) -> None:
    """A director registers in the own village, a supervisor in a village of the own town."""
    is_village = places.is_place(village_code) and places.place(village_code).town_code not in (
        "",
        village_code,
    )
    own = village_code if actor.role is Role.CHILD_DIRECTOR else village_code[:9]
    if not is_village or own != actor.place:
        raise Refused("child.village_unknown", field="village")


def checked(draft: ChildDraft, *, is_demo: bool) -> dict[str, Any]:
    """The columns of a child, after every rule about the child alone."""
    _require_minor(draft)
    number = _number(draft, is_demo=is_demo)
    return {
        "full_name": Sealed(draft.full_name),
        "given_name": Sealed(_given_name(draft)),
        "nickname": _sealed(draft.nickname),
        "sex": draft.sex,
        "born_on": draft.born_on,
        "id_number": _sealed(number),
        "id_index": number,
        "address": _sealed(draft.address),
        "categories": list(draft.categories),
        "flags": list(draft.flags),
        "risk_level": draft.risk_level,
        "care_arrangement": draft.care_arrangement,
        "relation": draft.relation,
    }


def _require_minor(draft: ChildDraft) -> None:
    today = clock.today()
    if draft.born_on > today:
        raise Refused("child.not_born", field="born_on")
    if age_on(draft.born_on, today) >= ADULT:
        raise Refused("child.grown_up", field="born_on")


def _number(draft: ChildDraft, *, is_demo: bool) -> str | None:
    if draft.id_number is None:
        return None
    identity = read_identity(draft.id_number, is_demo=is_demo)
    if draft.is_checked:
        return identity.number
    if identity.born_on != draft.born_on:
        raise Refused("child.birth_differs", field="born_on")
    if identity.sex != draft.sex:
        raise Refused("child.sex_differs", field="sex")
    return identity.number


def _given_name(draft: ChildDraft) -> str:
    given = draft.given_name or given_name_of(draft.full_name)
    if given not in draft.full_name:
        raise Refused("child.given_name_not_in_name", field="given_name")
    return given


def _sealed(text: str | None) -> Sealed | None:
    return Sealed(text) if text else None

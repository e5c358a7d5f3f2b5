"""Raising a need, changing it, and handing it in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.disclosure import age_band, age_on
from app.kernel.errors import NotFound, Refused
from app.kernel.numbering import next_number
from app.kernel.scope import find
from app.needs import rules
from app.needs.categories import needs_restriction, usual
from app.needs.events import NeedEdited, NeedRaised, NeedSubmitted
from app.needs.inputs import NeedInput, WorkInput
from app.needs.models import EMPLOYMENT, Need, NeedState, Urgency, Visibility
from app.places import queries as places

WORK_MODES = ("workplace", "home")


@action(Can.RAISE_NEED)
def raise_need(
    actor: Actor,
    child_id: int,
    *,
    category: str,
    given: NeedInput,
    is_submitted: bool,
    is_another: bool = False,
) -> NeedRaised:
    """Save a need of a child of the actor's place, as a draft or handed in at once.

    `is_another`: it stands beside one of the same kind that is under way, and is not that one.
    """
    if category not in usual():
        raise Refused("need.category_unknown", field="category")
    child = find(Child, child_id)
    rules.require_minor(child)
    if not is_another:
        rules.require_another(child, category, starts_on=given.starts_on, ends_on=given.ends_on)
    place = places.place(child.village_code)
    need = Need(
        **_values(given, category, child),
        code=_next_code(),
        child_id=child.id,
        guardian_id=child.guardian_id,
        village_code=child.village_code,
        town_code=child.town_code,
        lat=place.lat,
        lon=place.lon,
        category=category,
        aid_form=usual()[category].aid_form,
        direct_contact=usual()[category].direct_contact,
    )
    return _store(actor, need, child, find(Guardian, child.guardian_id), is_submitted=is_submitted)


@action(Can.RAISE_NEED)
def edit_need(actor: Actor, need_id: int, *, given: NeedInput, version: int) -> NeedEdited:
    """Change a draft or a returned need. `version` is the one the form was opened on."""
    need = _own(actor, need_id, version=version)
    child = find(Child, need.child_id or 0)
    for name, value in _values(given, need.category, child).items():
        setattr(need, name, value)
    return NeedEdited(need_id=need.id, child_id=need.child_id)


@action(Can.RAISE_NEED)
def submit_need(actor: Actor, need_id: int) -> NeedSubmitted:
    """Hand a draft, or a corrected need, to the town's supervisor."""
    need = find(Need, need_id)
    rules.require_of_place(actor, need)
    child = find(Child, need.child_id) if need.child_id else None
    if child is not None:
        rules.require_minor(child)
    _submit(need, child, find(Guardian, need.guardian_id))
    return NeedSubmitted(need_id=need.id, child_id=need.child_id)


@action(Can.RAISE_OWN_NEED)
def raise_work(actor: Actor, given: WorkInput) -> NeedRaised:
    """A guardian asks for work near home; the town checks it before anything else happens."""
    guardian = find(Guardian, actor.guardian_id or 0)
    place = places.place(guardian.village_code)
    need = Need(
        **_work_values(given),
        code=_next_code(),
        guardian_id=guardian.id,
        village_code=guardian.village_code,
        town_code=guardian.town_code,
        lat=place.lat,
        lon=place.lon,
        category=EMPLOYMENT,
        aid_form="job",
        modes=list(WORK_MODES),
        direct_contact=False,
        urgency=Urgency.NORMAL,
        visibility=Visibility.VETTED_PARTNER,
    )
    return _store(actor, need, None, guardian, is_submitted=True)


@action(Can.RAISE_OWN_NEED)
def edit_work(actor: Actor, need_id: int, *, given: WorkInput, version: int) -> NeedSubmitted:
    """Change a returned wish for work and hand it in again."""
    need = _own(actor, need_id, version=version)
    for name, value in _work_values(given).items():
        setattr(need, name, value)
    _submit(need, None, find(Guardian, need.guardian_id))
    return NeedSubmitted(need_id=need.id, child_id=None)


def _own(actor: Actor, need_id: int, *, version: int) -> Need:
    need = find(Need, need_id)
    if actor.role is Role.GUARDIAN:
        is_own = need.is_employment and need.guardian_id == actor.guardian_id
    else:
        is_own = not need.is_employment and actor.place in (need.village_code, need.town_code)
    if not is_own:
        raise NotFound(f"Need {need_id}")
    need.require("edit")
    if need.version != version:
        raise Refused("kernel.changed_meanwhile")
    return need


def _store(
    actor: Actor, need: Need, child: Child | None, guardian: Guardian, *, is_submitted: bool
) -> NeedRaised:
    need.begin(NeedState.DRAFT)
    need.raised_by = actor.account_id or 0
    need.created_at = clock.now()
    if is_submitted:
        _submit(need, child, guardian)
    db.session.add(need)
    db.session.flush()
    return NeedRaised(need_id=need.id, child_id=need.child_id, is_submitted=is_submitted)


def _submit(need: Need, child: Child | None, guardian: Guardian) -> None:
    need.move(NeedState.SUBMITTED)
    rules.require_public_words(need.title, need.summary, rules.known_of(child, guardian))
    rules.require_ahead(need)
    need.submitted_at = clock.now()
    need.endorsed_at = need.endorsed_by = None
    need.state_reason = None


def _next_code() -> str:
    year = clock.local(clock.now()).year
    return f"X{year}-{next_number('need', year):05d}"


def _values(given: NeedInput, category: str, child: Child) -> dict[str, Any]:
    """The columns of a child's need. Some needs are never wider than restricted."""
    values = _listed(asdict(given))
    if needs_restriction(category, given.urgency, child.categories):
        values["visibility"] = Visibility.RESTRICTED
    values["note"] = rules.sealed(given.note)
    values["meeting_place"] = rules.sealed(given.meeting_place)
    low, high = age_band(age_on(child.born_on, clock.today()))
    return {**values, "age_low": low, "age_high": high}


def _work_values(given: WorkInput) -> dict[str, Any]:
    values = _listed(asdict(given))
    values["items"] = values.pop("wishes")
    return values


def _listed(values: dict[str, Any]) -> dict[str, Any]:
    """Tuples as lists, which is how JSON columns give them back."""
    values["slots"] = [list(slot) for slot in values["slots"]]
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }

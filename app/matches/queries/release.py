"""What the accepting provider may know of a family, after consent, for the time of the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import PROVIDERS, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import Audience, Why, reveal
from app.kernel.errors import Forbidden, Refused
from app.kernel.scope import find, unscoped
from app.kernel.secrets import unseal
from app.matches import rules
from app.matches.models import Consent, ConsentState, Match, MatchState
from app.needs.models import Need
from app.people.models import Account
from app.people.queries import accounts_in_role

RELEASED = Audience.PROVIDER_AFTER_CONSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Field by field what the guardian agreed to; None where nothing was agreed."""

    until: date
    given_name: str | None = None
    sex: str | None = None
    age_band: tuple[int, int] | None = None
    meeting_place: str | None = None
    contact_name: str | None = None
    contact_mobile: str | None = None
    guardian_name: str | None = None
    guardian_mobile: str | None = None


def release_for(actor: Actor, match_id: int) -> Release:
    """Open what the consent names, to the provider it names, while it holds.

    Raises
    ------
    NotFound
        The match is not the actor's.
    Forbidden
        The actor is not the provider.
    Refused
        `release.not_now`: no consent, outside its time, or the provider is not vetted any more.
    """
    match = find(Match, match_id)
    if not _is_provider(actor, match):
        raise Forbidden("release.not_provider")
    with unscoped("a provider reads what a guardian has agreed to"):
        consent = _holding_consent(match)
        row, need = rules.supply_of(match), find(Need, match.need_id)
        if consent is None or not rules.is_vetted_still(match, row, need):
            raise Refused("release.not_now")
        opened: dict[str, Any] = {}
        for item in consent.items:
            opened |= _OPENERS[item](actor, match, need)
        return Release(until=consent.valid_until, **opened)


def is_released(actor: Actor, match: Match) -> bool:
    """Whether `release_for` would open anything; nothing is read of the family."""
    if not _is_provider(actor, match):
        return False
    with unscoped("a provider is told whether a guardian has agreed"):
        if _holding_consent(match) is None:
            return False
        return rules.is_vetted_still(match, rules.supply_of(match), find(Need, match.need_id))


def _is_provider(actor: Actor, match: Match) -> bool:
    if actor.role not in PROVIDERS:
        return False
    if actor.role is Role.VOLUNTEER:
        return match.volunteer_id is not None and match.volunteer_id == actor.volunteer_id
    return match.organization_id is not None and match.organization_id == actor.organization_id


def _holding_consent(match: Match) -> Consent | None:
    if match.state != MatchState.CONSENTED:
        return None
    consent = db.session.scalars(select(Consent).where(Consent.match_id == match.id)).one_or_none()
    if consent is None or consent.state != ConsentState.GIVEN:
        return None
    return consent if consent.valid_from <= clock.today() <= consent.valid_until else None


def _child(actor: Actor, need: Need, *fields: str) -> dict[str, Any]:
    if need.child_id is None:
        return {}
    child = find(Child, need.child_id)
    return reveal(actor, child, *fields, audience=RELEASED, why=Why.SERVICE).as_dict()


def _given_name(actor: Actor, _match: Match, need: Need) -> dict[str, Any]:
    return _child(actor, need, "given_name")


def _sex_and_age(actor: Actor, _match: Match, need: Need) -> dict[str, Any]:
    opened = _child(actor, need, "sex", "born_on")
    return {"sex": opened["sex"], "age_band": opened["born_on"]} if opened else {}


def _meeting_place(actor: Actor, _match: Match, need: Need) -> dict[str, Any]:
    opened = reveal(actor, need, "meeting_place", audience=RELEASED, why=Why.SERVICE)
    return opened.as_dict()


def _contact(_actor: Actor, match: Match, _need: Need) -> dict[str, Any]:
    """The village's child director, by the name and telephone of the account: no family's data."""
    directors = accounts_in_role(Role.CHILD_DIRECTOR, place=match.village_code)
    if not directors:
        return {}
    account = find(Account, directors[0])
    mobile = unseal(account.mobile) if account.mobile is not None else None
    return {"contact_name": account.display_name, "contact_mobile": mobile}


def _guardian_name(actor: Actor, match: Match, _need: Need) -> dict[str, Any]:
    return {"guardian_name": _guardian(actor, match, "full_name")}


def _guardian_mobile(actor: Actor, match: Match, _need: Need) -> dict[str, Any]:
    return {"guardian_mobile": _guardian(actor, match, "mobile")}


def _guardian(actor: Actor, match: Match, field: str) -> Any:
    guardian = find(Guardian, match.guardian_id)
    opened = reveal(actor, guardian, field, audience=RELEASED, why=Why.SERVICE)
    return opened.as_dict()[field]


_OPENERS = {
    "given_name": _given_name,
    "sex_and_age": _sex_and_age,
    "meeting_place": _meeting_place,
    "contact": _contact,
    "guardian_name": _guardian_name,
    "guardian_mobile": _guardian_mobile,
}

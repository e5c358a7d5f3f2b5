"""What the accepting provider may know of a family, after consent, for the time of the service.

Which consent runs, and whose rows it opens, is the scope's answer (`models.released`); which fields,
that of `RELEASABLE`; in which form, the disclosure's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.children.models import Child, Guardian
from app.kernel.access import PROVIDERS, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import Audience, Disclosed, Why, reveal
from app.kernel.errors import Forbidden, Refused
from app.kernel.scope import Scoped, find, unscoped
from app.kernel.secrets import Sealed, unseal
from app.matches.models import Consent, Match
from app.matches.models.releasable import Releasable, Shown, agreed
from app.needs.models import Need
from app.people.models import Account
from app.people.queries import accounts_in_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Field by field what the guardian agreed to, in the order of `RELEASABLE`."""

    until: date
    opened: Mapping[str, Any]
    fields: tuple[Releasable, ...]

    @property
    def lines(self) -> tuple[tuple[Releasable, Any], ...]:
        """What is read, and its value."""
        return self._of(is_telephone=False)

    @property
    def telephones(self) -> tuple[tuple[Releasable, Any], ...]:
        """What is dialled."""
        return self._of(is_telephone=True)

    def _of(self, *, is_telephone: bool) -> tuple[tuple[Releasable, Any], ...]:
        return tuple(
            (one, self.opened[one.field])
            for one in self.fields
            if (one.shown is Shown.TELEPHONE) is is_telephone and self.opened.get(one.field)
        )


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
    if actor.role not in PROVIDERS:
        raise Forbidden("release.not_provider")
    consent = _running_consent(match)
    if consent is None:
        raise Refused("release.not_now")
    fields = agreed(consent.items)
    opened: dict[str, Any] = {}
    for model in dict.fromkeys(one.model for one in fields):
        row = _row(model, match, consent)
        if row is not None:
            opened |= _opened(actor, row, [one for one in fields if one.model is model])
    return Release(until=consent.valid_until, opened=opened, fields=fields)


def is_released(actor: Actor, match: Match) -> bool:
    """Whether `release_for` would open anything; nothing is read of the family."""
    return actor.role in PROVIDERS and _running_consent(match) is not None


def _running_consent(match: Match) -> Consent | None:
    """A provider's scope holds a consent only while it runs."""
    return db.session.scalars(select(Consent).where(Consent.match_id == match.id)).one_or_none()


def _row(model: type[Scoped], match: Match, consent: Consent) -> Any:
    """The row behind a field; a wish for work has no child, a village may have no director."""
    if model is Account:
        return _contact(match.village_code)
    keys: dict[Any, int | None] = {
        Child: consent.child_id,
        Guardian: consent.guardian_id,
        Need: match.need_id,
    }
    key = keys[model]
    return None if key is None else find(model, key)


def _opened(actor: Actor, row: Any, fields: Iterable[Releasable]) -> dict[str, Any]:
    fields = tuple(fields)
    columns = [one.column for one in fields]
    if isinstance(row, Disclosed):
        audience, why = Audience.PROVIDER_AFTER_CONSENT, Why.SERVICE
        found = reveal(actor, row, *columns, audience=audience, why=why).as_dict()
    else:
        found = {name: _plain(getattr(row, name)) for name in columns}
    return {one.field: found[one.column] for one in fields}


def _plain(value: Any) -> Any:
    return unseal(value) if isinstance(value, Sealed) else value


def _contact(village_code: str) -> Account | None:
    """The account of the village's child director: name and telephone of an office, not a family's."""
    with unscoped("a helper learns whom to call: the director's account is nobody else's to read"):
        directors = accounts_in_role(Role.CHILD_DIRECTOR, place=village_code)
        return find(Account, directors[0]) if directors else None

"""Letters that follow each step: to the provider, the village's director, the officer, the family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.children.models import Guardian
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.kernel.scope import find
from app.matches import sides
from app.matches.events import (
    ConsentAsked,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    MatchAccepted,
    MatchDeclined,
    MatchEnded,
    MatchInvited,
    MatchLapsed,
    MatchRejected,
)
from app.matches.models import Consent, Match, Origin
from app.needs.models import Need
from app.people.models import Account, Appointment
from app.people.queries import accounts_in_role
from app.post.actions import write_letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What letters about one match name, and who reads them."""

    match_id: int
    code: str
    title: str
    """Not for a provider, who before consent reads what is told of the need and no more."""
    provider: str
    posting: str | None
    is_job: bool
    answer_by_at: str | None
    providers: list[int]
    directors: list[int]
    officer: int | None
    family: list[int]
    applicant: int | None

    @property
    def family_values(self) -> dict[str, Any]:
        return {"match_code": self.code, "title": self.title, "provider": self.provider}

    @property
    def provider_values(self) -> dict[str, Any]:
        return {"match_code": self.code, "title": self.code}


@job("matches.tell_invited")
def tell_invited(event: MatchInvited) -> None:
    facts = _facts(event.match_id)
    more = {"answer_by_at": facts.answer_by_at, "is_job": facts.is_job, "posting": facts.posting}
    _tell_provider("match_invited", facts, more)


@job("matches.tell_rejected")
def tell_rejected(event: MatchRejected) -> None:
    """Only who applied had been told of a proposal.

    A helper reads no reason: too far, not at that hour, related, all say something of a family.
    """
    facts = _facts(event.match_id)
    if facts.applicant is None:
        return
    is_family = facts.applicant in facts.family
    link = "/family" if is_family else f"/invitations/{facts.match_id}"
    own = facts.family_values if is_family else facts.provider_values
    values = {**own, "reason": event.reason if is_family else None}
    _write([facts.applicant], "application_rejected", facts, values=values, link=link)


@job("matches.tell_accepted")
def tell_accepted(event: MatchAccepted) -> None:
    facts = _facts(event.match_id)
    _tell_staff("match_accepted", facts, {"has_phone": _has_phone(event.match_id)})


@job("matches.tell_declined")
def tell_declined(event: MatchDeclined) -> None:
    _tell_staff("match_declined", _facts(event.match_id), {"reason": event.reason})


@job("matches.tell_lapsed")
def tell_lapsed(event: MatchLapsed) -> None:
    facts = _facts(event.match_id)
    waiting = {"waiting_for": event.waiting_for}
    _tell_staff("match_lapsed", facts, waiting)
    values = {**facts.provider_values, **waiting}
    _write(facts.providers, "invitation_lapsed", facts, values=values, link="/invitations")


@job("matches.tell_asked")
def tell_asked(event: ConsentAsked) -> None:
    facts = _facts(event.match_id)
    expires = find(Consent, event.consent_id).expires_at.isoformat()
    common = {**facts.family_values, "expires_at": expires}
    readers = (
        ("guardian", facts.family, "/family"),
        ("director", facts.directors, "/village-matches"),
    )
    for reader, accounts, link in readers:
        values = {**common, "channel": event.channel, "reader": reader}
        _write(accounts, "consent_asked", facts, values=values, link=link)


@job("matches.tell_given")
def tell_given(event: ConsentGiven) -> None:
    facts = _facts(event.match_id)
    until = {"until_on": find(Consent, event.consent_id).valid_until.isoformat()}
    _tell_provider("consent_given", facts, until)
    _tell_staff("consent_given_staff", facts, until)


@job("matches.tell_refused")
def tell_refused(event: ConsentRefused) -> None:
    facts = _facts(event.match_id)
    _tell_provider("consent_refused", facts, {})
    _tell_staff("consent_refused_staff", facts, {})


@job("matches.tell_withdrawn")
def tell_withdrawn(event: ConsentWithdrawn) -> None:
    facts = _facts(event.match_id)
    _tell_provider("consent_withdrawn", facts, {})
    _tell_staff("consent_withdrawn_staff", facts, {})


@job("matches.tell_ended")
def tell_ended(event: MatchEnded) -> None:
    facts = _facts(event.match_id)
    more = {"reason": event.reason, "provider": facts.provider}
    _tell_provider("match_ended", facts, more)
    values = {**facts.family_values, **more}
    _write(facts.directors, "match_ended", facts, values=values, link="/village-matches")


def remind(match_id: int) -> None:
    """An invitation lapses within a day and nobody has answered; said once."""
    facts = _facts(match_id)
    _tell_provider("invitation_lapsing", facts, {"answer_by_at": facts.answer_by_at})


def _tell_provider(event: str, facts: Facts, more: dict[str, Any]) -> None:
    link = f"/invitations/{facts.match_id}"
    _write(facts.providers, event, facts, values={**facts.provider_values, **more}, link=link)


def _tell_staff(event: str, facts: Facts, more: dict[str, Any]) -> None:
    values = {**facts.family_values, **more}
    _write(facts.directors, event, facts, values=values, link="/village-matches")
    if facts.officer is not None:
        _write([facts.officer], event, facts, values=values, link=f"/matches/{facts.match_id}")


def _write(
    accounts: Iterable[int], event: str, facts: Facts, *, values: dict[str, Any], link: str
) -> None:
    for account_id in accounts:
        write_letter(
            SYSTEM,
            account_id=account_id,
            event=event,
            key=f"{event}:{facts.match_id}:{account_id}",
            values=values,
            link=link,
        )


def _facts(match_id: int) -> Facts:
    match = find(Match, match_id)
    need, row = find(Need, match.need_id), sides.supply_of(match)
    return Facts(
        match_id=match.id,
        code=match.code,
        title=need.title,
        provider=sides.provider_name(row),
        posting=row.posting_title,
        is_job=match.job_id is not None,
        answer_by_at=match.answer_by.isoformat() if match.answer_by else None,
        providers=_providers(match),
        directors=list(accounts_in_role(Role.CHILD_DIRECTOR, place=match.village_code)),
        officer=match.decided_by,
        family=_accounts(Appointment.guardian_id == match.guardian_id),
        applicant=match.proposed_by if match.origin == Origin.APPLICATION else None,
    )


def _providers(match: Match) -> list[int]:
    if match.volunteer_id is not None:
        return _accounts(Appointment.volunteer_id == match.volunteer_id)
    role = Role.EMPLOYER if match.job_id is not None else Role.ORGANIZATION_MEMBER
    return list(accounts_in_role(role, organization_id=match.organization_id))


def _accounts(where: Any) -> list[int]:
    """Active accounts with such a hat; the hats of families and volunteers have no end."""
    rows = (
        select(Appointment.account_id)
        .join(Account, Account.id == Appointment.account_id)
        .where(where, Account.is_active)
        .order_by(Appointment.account_id)
    )
    return list(dict.fromkeys(db.session.scalars(rows)))


def _has_phone(match_id: int) -> bool:
    match = find(Match, match_id)
    return find(Guardian, match.guardian_id).has_usable_number


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (MatchInvited, tell_invited),
    (MatchRejected, tell_rejected),
    (MatchAccepted, tell_accepted),
    (MatchDeclined, tell_declined),
    (MatchLapsed, tell_lapsed),
    (ConsentAsked, tell_asked),
    (ConsentGiven, tell_given),
    (ConsentRefused, tell_refused),
    (ConsentWithdrawn, tell_withdrawn),
    (MatchEnded, tell_ended),
)

"""The guardian's consent: asked, answered by a link that works once, withdrawn, or never answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.children.models import Child, Guardian
from app.kernel import clock, options
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.disclosure import age_on
from app.kernel.errors import NotFound, Refused
from app.kernel.scope import find
from app.kernel.shown import show_once
from app.matches import locks, openings, rules, sides
from app.matches.events import (
    ConsentAsked,
    ConsentGiven,
    ConsentLinkMade,
    ConsentRefused,
    ConsentWithdrawn,
    MatchLapsed,
)
from app.matches.models import Consent, ConsentState, Match, MatchState
from app.matches.models.releasable import Help, items_for
from app.matches.queries.consents import behind_link, consent_of, digest_of, is_open
from app.needs.models import Need, NeedState

FRESH_LINK = "matches.consent_link"
"""What the director is shown once, to hand over."""
SERVICE_DAYS, JOB_DAYS = 180, 60
"""How long names stay open when the need has no end of its own."""


@action(Can.INVITE)
def ask_consent(actor: Actor, match_id: int) -> ConsentAsked:
    """Write down what the guardian is asked: who would know what, what for, until when."""
    match = locks.locked(match_id)
    match.require("ask")
    need, now = locks.need_of(match), clock.now()
    consent = Consent(
        match_id=match.id,
        guardian_id=match.guardian_id,
        child_id=need.child_id,
        village_code=match.village_code,
        recipient=sides.provider_name(sides.supply_of(match))[:80],
        items=list(items_for(Help.of(need))),
        purpose=need.category,
        valid_from=clock.today(),
        valid_until=_until(need),
        expires_at=now + timedelta(days=options.value("consent_days")),
        asked_at=now,
        state=ConsentState.WAITING,
    )
    db.session.add(consent)
    db.session.flush()
    has_phone = find(Guardian, match.guardian_id).mobile is not None
    return ConsentAsked(
        **_of(match, need),
        consent_id=consent.id,
        channel="text" if has_phone else "director",
    )


@action(Can.INVITE)
def make_consent_link(actor: Actor, consent_id: int, *, token: str) -> ConsentLinkMade:
    """Let this token answer, for the text message that carries it."""
    return _link(find(Consent, consent_id), token, channel="text")


@action(Can.HAND_OVER_CONSENT_LINK)
def hand_over_consent_link(actor: Actor, match_id: int, *, token: str) -> ConsentLinkMade:
    """A fresh link for a guardian without a phone; the one sent before stops working."""
    show_once(actor, FRESH_LINK, match_id, secret=token)
    return _link(consent_of(match_id), token, channel="director")


@action(Can.ANSWER_CONSENT)
def answer_consent(
    actor: Actor, token: str, *, agrees: bool, child_view: str | None = None
) -> ConsentGiven | ConsentRefused:
    """The holder of the link says yes or no, once."""
    with behind_link(token) as consent:
        return _answer(actor, consent, agrees=agrees, child_view=child_view)


@action(Can.ANSWER_CONSENT)
def answer_own_consent(
    actor: Actor, match_id: int, *, agrees: bool, child_view: str | None = None
) -> ConsentGiven | ConsentRefused:
    """A guardian who is signed in says yes or no without a link."""
    consent = consent_of(match_id)
    if consent.guardian_id != actor.guardian_id:
        raise NotFound(f"consent of match {match_id}")
    consent.channel = "account"
    return _answer(actor, consent, agrees=agrees, child_view=child_view)


@action(Can.WITHDRAW_CONSENT)
def withdraw_consent(actor: Actor, match_id: int) -> ConsentWithdrawn:
    """Take the consent back: from this moment the provider sees nothing more of the family."""
    consent = consent_of(match_id)
    if consent.state != ConsentState.GIVEN:
        raise Refused("consent.not_given")
    match, need = _locked(consent)
    if match.allows("withdraw_consent"):
        _end(match, need, MatchState.REFUSED)
    consent.state, consent.withdrawn_at = ConsentState.WITHDRAWN, clock.now()
    return ConsentWithdrawn(**_of(match, need), consent_id=consent.id)


@action(Can.LAPSE)
def lapse_consent(actor: Actor, consent_id: int) -> MatchLapsed:
    """The time to answer is over."""
    consent = find(Consent, consent_id)
    if consent.state != ConsentState.WAITING or consent.expires_at > clock.now():
        raise Refused("consent.not_waiting")
    match, need = _locked(consent)
    if match.allows("ask"):
        _end(match, need, MatchState.LAPSED)
    consent.state = ConsentState.LAPSED
    return MatchLapsed(**_of(match, need), waiting_for="guardian")


def _link(consent: Consent, token: str, *, channel: str) -> ConsentLinkMade:
    if not is_open(consent):
        raise Refused("consent.not_waiting")
    consent.token_digest, consent.channel = digest_of(token), channel
    match = find(Match, consent.match_id)
    return ConsentLinkMade(
        **_of(match, locks.need_of(match)), consent_id=consent.id, channel=channel
    )


def _answer(
    actor: Actor,
    consent: Consent,
    *,
    agrees: bool,
    child_view: str | None,
) -> ConsentGiven | ConsentRefused:
    match, need = _locked(consent)
    if not is_open(consent) or not match.allows("ask"):
        raise Refused("consent.over")
    if agrees:
        _require_childs_word(consent, child_view)
    consent.child_view, consent.answered_at = child_view, clock.now()
    if not agrees:
        consent.state = ConsentState.REFUSED
        _end(match, need, MatchState.REFUSED)
        return ConsentRefused(**_of(match, need), consent_id=consent.id)
    consent.state = ConsentState.GIVEN
    match.move(MatchState.CONSENTED)
    match.consented_at, match.ends_on = clock.now(), consent.valid_until
    match.starts_on = max(need.starts_on or clock.today(), clock.today())
    if need.state == NeedState.MATCHED and not _others_pending(match):
        need.move(NeedState.IN_SERVICE)
    return ConsentGiven(**_of(match, need), consent_id=consent.id)


def _require_childs_word(consent: Consent, child_view: str | None) -> None:
    """The child was asked; from fourteen the child has to be willing too."""
    if consent.child_id is None:
        return
    if child_view is None:
        raise Refused("consent.view_missing", field="child_view")
    age = age_on(find(Child, consent.child_id).born_on, clock.today())
    if age >= rules.OWN_WORD_FROM and child_view != "willing":
        raise Refused("consent.child_must_agree", field="child_view")


def _others_pending(match: Match) -> bool:
    pending = select(Match.id).where(
        Match.need_id == match.need_id,
        Match.id != match.id,
        Match.state.in_((MatchState.INVITED, MatchState.ACCEPTED)),
    )
    return db.session.scalars(pending).first() is not None


def _locked(consent: Consent) -> tuple[Match, Need]:
    match = locks.locked(consent.match_id)
    return match, locks.need_of(match)


def _end(match: Match, need: Need, after: MatchState) -> None:
    openings.give_back(sides.supply_of(match), need)
    match.move(after)  # last: once the match is over, nobody acts through it


def _until(need: Need) -> date:
    if need.ends_on is not None:
        return need.ends_on
    if need.is_employment:
        return clock.today() + timedelta(days=JOB_DAYS)
    if need.weeks is not None:
        begins = max(need.starts_on or clock.today(), clock.today())
        return begins + timedelta(weeks=need.weeks)
    return clock.today() + timedelta(days=SERVICE_DAYS)


def _of(match: Match, need: Need) -> dict[str, Any]:
    return {"match_id": match.id, "need_id": need.id, "child_id": need.child_id}

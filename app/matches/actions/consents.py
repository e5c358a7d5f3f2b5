"""The guardian's consent: asked, answered, withdrawn, or never answered.

Nobody but the guardian answers alone: the link goes to the guardian's own number and nowhere else,
and a signed sheet counts once somebody who neither took it, nor raised the need, nor typed the
number has rung the family.
"""

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
from app.matches import locks, openings, rules, sides
from app.matches.events import (
    ConsentAsked,
    ConsentAskedAgain,
    ConsentGiven,
    ConsentKnocked,
    ConsentLinkMade,
    ConsentRefused,
    ConsentWithdrawn,
    MatchLapsed,
)
from app.matches.models import Consent, ConsentState, Match, MatchState
from app.matches.models.releasable import Help, items_for
from app.matches.queries.consents import (
    behind_link,
    birthdays_of,
    consent_of,
    digest_of,
    is_open,
)
from app.needs.models import Need, NeedState

MOST_MISSES = 5
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
    can_be_texted = find(Guardian, match.guardian_id).has_usable_number
    return ConsentAsked(
        **_of(match, need),
        consent_id=consent.id,
        channel="text" if can_be_texted else "paper",
    )


@action(Can.INVITE)
def make_consent_link(actor: Actor, consent_id: int, *, token: str) -> ConsentLinkMade:
    """Let this token answer, for the text message that carries it; one sent before stops working."""
    consent = find(Consent, consent_id)
    if not is_open(consent):
        raise Refused("consent.not_waiting")
    consent.token_digest, consent.channel, consent.misses = digest_of(token), "text", 0
    match = find(Match, consent.match_id)
    return ConsentLinkMade(**_of(match, locks.need_of(match)), consent_id=consent.id)


@action(Can.SEND_CONSENT_AGAIN)
def send_again(actor: Actor, match_id: int) -> ConsentAskedAgain:
    """Text the guardian a fresh link, to the number that somebody else has rung."""
    consent = consent_of(match_id)
    if not is_open(consent):
        raise Refused("consent.not_waiting")
    if not find(Guardian, consent.guardian_id).has_usable_number:
        raise Refused("consent.no_usable_number")
    consent.token_digest = None
    match = find(Match, match_id)
    return ConsentAskedAgain(**_of(match, locks.need_of(match)), consent_id=consent.id)


@action(Can.ANSWER_CONSENT, once=False)
def knock(actor: Actor, token: str, *, born_on: date | None) -> ConsentKnocked:
    """Answer the question before the question, which a finder of the link cannot.

    After `MOST_MISSES` wrong answers the link is closed; the director may have a fresh one sent.
    """
    with behind_link(token) as consent:
        is_right = born_on in birthdays_of(consent)
        if not is_right:
            consent.misses += 1
        if consent.misses >= MOST_MISSES:
            consent.token_digest = None
        match = find(Match, consent.match_id)
        left = MOST_MISSES - consent.misses
        return ConsentKnocked(
            **_of(match, locks.need_of(match)), consent_id=consent.id, is_right=is_right, left=left
        )


@action(Can.ANSWER_CONSENT)
def answer_consent(
    actor: Actor,
    token: str,
    *,
    born_on: date | None,
    agrees: bool,
    child_view: str | None = None,
) -> ConsentGiven | ConsentRefused:
    """The holder of the link, who knows the birthday, says yes or no, once."""
    with behind_link(token) as consent:
        if born_on not in birthdays_of(consent):
            raise Refused("consent.over")
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


@action(Can.WITNESS_CONSENT)
def witness_consent(
    actor: Actor, match_id: int, *, agrees: bool, child_view: str | None = None
) -> ConsentGiven | ConsentRefused:
    """A signed sheet is there, and the family said the same on the telephone, or face to face."""
    consent = consent_of(match_id)
    if not is_open(consent):
        raise Refused("consent.not_waiting")
    _require_another_pair_of_eyes(actor, consent)
    consent.channel, consent.witnessed_by = "paper", actor.account_id
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


def _require_another_pair_of_eyes(actor: Actor, consent: Consent) -> None:
    if not consent.sheets:
        raise Refused("consent.no_sheet")
    need = find(Need, find(Match, consent.match_id).need_id)
    guardian = find(Guardian, consent.guardian_id)
    involved = {
        need.raised_by,
        guardian.number_claimed_by,
        *(one.account_id for one in consent.sheets),
    }
    if actor.account_id in involved:
        raise Refused("consent.own_family")


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

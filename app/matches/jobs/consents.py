"""Asking the guardian once a provider has accepted: the question, then the text with the link."""

from __future__ import annotations

import secrets

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from app.children.events import NumberVerified
from app.children.models import Guardian
from app.kernel import words
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.events import Subscription
from app.kernel.handlers import job
from app.kernel.pages import show_date
from app.kernel.scope import find
from app.matches.actions import ask_consent, make_consent_link
from app.matches.events import ConsentAsked, ConsentAskedAgain, MatchAccepted
from app.matches.models import Consent, ConsentState
from app.matches.queries.consents import digest_of, is_open
from app.post.actions import Reach, send_text
from app.post.models import TextMessage


@job("matches.ask_guardian")
def ask_guardian(event: MatchAccepted) -> None:
    """Write the question down, once."""
    asked = db.session.scalars(
        select(Consent.id).where(Consent.match_id == event.match_id)
    ).one_or_none()
    if asked is None:
        ask_consent(SYSTEM, event.match_id)


@job("matches.text_guardian")
def text_guardian(event: ConsentAsked) -> None:
    """Send the link, once. If the first try stopped in between, a fresh link takes the old one's place."""
    _send(event.consent_id)


@job("matches.text_guardian_again")
def text_guardian_again(event: ConsentAskedAgain) -> None:
    """The director asked for a fresh link."""
    _send(event.consent_id)


@job("matches.text_verified_guardian")
def text_verified_guardian(event: NumberVerified) -> None:
    """Questions that waited for the number to be rung."""
    waiting = select(Consent.id).where(
        Consent.guardian_id == event.guardian_id,
        Consent.state == ConsentState.WAITING,
        Consent.token_digest.is_(None),
    )
    for consent_id in db.session.scalars(waiting.order_by(Consent.id)).all():
        _send(consent_id)


def _send(consent_id: int) -> None:
    consent = find(Consent, consent_id)
    guardian = find(Guardian, consent.guardian_id)
    is_sent = consent.token_digest is not None and _is_written(_key(consent))
    if is_sent or not is_open(consent) or guardian.mobile is None or not guardian.has_usable_number:
        return
    language = guardian.language
    to = Reach(
        name=guardian.full_name,
        mobile=guardian.mobile,
        rung_by=Role.CHILD_DIRECTOR,
        village_code=guardian.village_code,
    )
    expires, is_job = consent.expires_at, consent.child_id is None
    token = secrets.token_urlsafe(24)
    make_consent_link(SYSTEM, consent_id, token=token)
    with force_locale(language):
        body = words.label(
            "text_message", "consent_job" if is_job else "consent_service", language=language
        ).format(
            day=show_date(expires),
            link=f"{current_app.extensions['settings'].public_url}/c/{token}",
        )
    key = _key_of(consent_id, digest_of(token))
    send_text(SYSTEM, key=key, about="consent_asked", to=to, body=body)


def _key(consent: Consent) -> str:
    return _key_of(consent.id, consent.token_digest or "")


def _key_of(consent_id: int, digest: str) -> str:
    return f"consent-{consent_id}-{digest[:16]}"


def _is_written(key: str) -> bool:
    return (
        db.session.scalars(select(TextMessage.id).where(TextMessage.key == key)).one_or_none()
        is not None
    )


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (MatchAccepted, ask_guardian),
    (ConsentAsked, text_guardian),
    (ConsentAskedAgain, text_guardian_again),
    (NumberVerified, text_verified_guardian),
)

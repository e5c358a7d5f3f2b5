"""Questions to guardians: by the link that answers them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256

from sqlalchemy import select

from app.children.models import Child
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.files import Attachment
from app.kernel.scope import unscoped
from app.matches.models import SHEET_OF, Consent, ConsentState


def digest_of(token: str) -> str:
    """What is kept of a link: enough to know it again, not enough to make it."""
    return sha256(token.encode()).hexdigest()


def consent_of(match_id: int) -> Consent:
    """The question of a match, when it is the actor's to see."""
    found = db.session.scalars(select(Consent).where(Consent.match_id == match_id)).one_or_none()
    if found is None:
        raise NotFound(f"consent of match {match_id}")
    return found


def birthdays_of(consent: Consent) -> set[date]:
    """What only somebody of the family knows: the child's; of a parent who looks for work, every child's."""
    own = Child.guardian_id == consent.guardian_id
    which = own if consent.child_id is None else Child.id == consent.child_id
    # Not a look at a protected field: it is compared, and shown to nobody.
    return set(db.session.scalars(select(Child.born_on).where(which)))


def sheets_of(match_id: int) -> Sequence[Attachment]:
    """The signed sheets of a match's question, those the reader may see."""
    kept = select(Attachment).join(
        Consent, (Attachment.owner == SHEET_OF) & (Attachment.owner_id == Consent.id)
    )
    return db.session.scalars(
        kept.where(Consent.match_id == match_id).order_by(Attachment.id)
    ).all()


@contextmanager
def behind_link(token: str) -> Iterator[Consent]:
    """The open question a link belongs to, for whoever holds it; both sides follow the answer.

    Raises
    ------
    Refused
        `consent.over`: one answer for unknown, used and expired.
    """
    with unscoped("the holder of a link stands for the guardian, who may have no account"):
        yield _by_token(token)


def _by_token(token: str) -> Consent:
    consent = db.session.scalars(
        select(Consent).where(Consent.token_digest == digest_of(token))
    ).one_or_none()
    if consent is None or not is_open(consent):
        raise Refused("consent.over")
    return consent


def is_open(consent: Consent) -> bool:
    return consent.state == ConsentState.WAITING and consent.expires_at > clock.now()

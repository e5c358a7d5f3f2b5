"""Links that work once: made, found again by their digest, used up."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.people.models import OneTimeLink, Purpose

LASTS = timedelta(hours=24)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def give_link(account_id: int, purpose: Purpose, *, token: str) -> None:
    """Make the link good for a day, within the action under way; earlier ones stop working."""
    earlier = (OneTimeLink.account_id == account_id, OneTimeLink.purpose == purpose)
    db.session.execute(delete(OneTimeLink).where(*earlier, OneTimeLink.used_at.is_(None)))
    now = clock.now()
    db.session.add(
        OneTimeLink(
            digest=digest_of(token),
            purpose=purpose,
            account_id=account_id,
            created_at=now,
            expires_at=now + LASTS,
        )
    )


def use_link(purpose: Purpose, *, token: str) -> int:
    """Use the link up, within the action under way; whose account it is for.

    Raises
    ------
    Refused
        `people.link_over`: it was used, has run out, or never was; the three look the same.
    """
    wanted = select(OneTimeLink).where(
        OneTimeLink.digest == digest_of(token), OneTimeLink.purpose == purpose
    )
    link = db.session.scalars(wanted.with_for_update()).one_or_none()
    if link is None or not link.is_open(clock.now()):
        raise Refused("people.link_over")
    link.used_at = clock.now()
    return link.account_id

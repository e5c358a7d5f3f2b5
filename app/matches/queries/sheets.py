"""The sheet that a guardian signs: what stands on it, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from app.children.models import Child
from app.kernel import clock, files
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import Audience, Why, age_on, reveal
from app.kernel.errors import NotFound, Refused
from app.kernel.received import ENDINGS
from app.kernel.scope import find
from app.matches import rules
from app.matches.models import SHOWN, Consent, Match
from app.matches.queries.consents import consent_of, is_open
from app.matches.queries.parties import Question, asked_of
from app.needs.models import Need

LOOKS = {
    Role.CHILD_DIRECTOR: (Audience.CHILD_DIRECTOR, Why.DUTY),
    Role.CHILD_SUPERVISOR: (Audience.CHILD_SUPERVISOR, Why.DUTY),
    Role.CIVIL_AFFAIRS: (Audience.CIVIL_AFFAIRS, Why.DECISION),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """A question as it is printed."""

    question: Question
    code: str
    child_signs: bool
    """From fourteen on, also when the birthday comes before the last day to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A signed sheet to be looked at, under a name that says nothing of anybody."""

    name: str
    media_type: str
    size: int
    content: Iterator[bytes]


def to_sign(actor: Actor, match_id: int) -> ToSign:
    """The open question of a match, for the director who takes it to the family.

    Raises
    ------
    Refused
        `consent.not_waiting`: it was answered, or nobody is asked any more.
    """
    match = find(Match, match_id)
    if match.state not in SHOWN:
        raise NotFound(f"match {match_id} for its village")
    consent = consent_of(match_id)
    if not is_open(consent) or not match.allows("ask"):
        raise Refused("consent.not_waiting")
    need = find(Need, match.need_id)
    return ToSign(
        question=asked_of(actor, consent, need),
        code=match.code,
        child_signs=need.child_id is not None and _signs(need.child_id, consent),
    )


def _signs(child_id: int, consent: Consent) -> bool:
    last_day = clock.local(consent.expires_at).date()
    return age_on(find(Child, child_id).born_on, last_day) >= rules.OWN_WORD_FROM


def sheet(actor: Actor, attachment_id: int) -> Sheet:
    """One signed sheet, for the director of the village and for the officer; the look is written down."""
    found = db.session.scalars(
        select(Consent).join(Consent.sheets).where(files.Attachment.id == attachment_id)
    ).one_or_none()
    if found is None:
        raise NotFound(f"signed sheet {attachment_id}")
    audience, why = LOOKS[actor.role]
    sheets = reveal(actor, found, "sheets", audience=audience, why=why).sheets
    row = next(one for one in sheets if one.id == attachment_id)
    return Sheet(
        name=f"sheet-{row.id}.{ENDINGS[row.media_type]}",
        media_type=row.media_type,
        size=row.size,
        content=files.open_whole(row),
    )

"""The guardian's answer, asked by a link that works once."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, and_, false, select, true
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.disclosure import Audience, Disclosed, FieldTable, Form
from app.kernel.files import Attachment
from app.kernel.scope import Scoped, condition, may_change, may_read
from app.matches.models.match import Match


class ConsentState(StrEnum):
    WAITING = "waiting"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


SHEET_OF = "consent"
"""The owner of a signed sheet, as `Attachment` names it."""


class Consent(Model, Scoped, Disclosed):
    """Names the recipient, what is shared, why and until when. Only the link's digest is kept."""

    __tablename__ = "consent"
    DISCLOSURE: ClassVar[FieldTable] = {
        "sheets": {
            Audience.CHILD_DIRECTOR: Form.WHOLE,
            Audience.CHILD_SUPERVISOR: Form.WHOLE,
            Audience.CIVIL_AFFAIRS: Form.WHOLE,
        }
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), unique=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(12))
    recipient: Mapped[str] = mapped_column(String(80))
    """Who will know, by the name the guardian was shown."""
    items: Mapped[list[str]] = mapped_column(JSON)
    purpose: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[ConsentState] = mapped_column(String(20))
    channel: Mapped[str | None] = mapped_column(String(20))
    """text: the link that was sent to the guardian's number; paper: a sheet, and somebody else's
    call; account: a guardian who is signed in.
    """
    misses: Mapped[int] = mapped_column(default=0)
    """How often the question before the question was answered wrongly, since the link was made."""
    witnessed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who rang the family about a signed sheet."""
    child_view: Mapped[str | None] = mapped_column(String(20))
    """What the child said: willing, unsure, unwilling, too_young."""
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    match: Mapped[Match] = relationship(Match)
    sheets: Mapped[list[Attachment]] = relationship(
        Attachment,
        primaryjoin=lambda: and_(
            foreign(Attachment.owner_id) == Consent.id, Attachment.owner == SHEET_OF
        ),
        order_by=Attachment.id,
        viewonly=True,
    )
    """What was signed on paper and photographed."""

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        if actor.role is Role.CHILD_DIRECTOR:
            return cls.village_code == (actor.place or "")
        if actor.role is Role.CHILD_SUPERVISOR and actor.place:
            return cls.village_code.startswith(actor.place)
        if actor.role is Role.GUARDIAN:
            return cls.guardian_id == (actor.guardian_id or 0)
        return false()

    @property
    def disclosed_child_id(self) -> int | None:
        return self.child_id


@may_change(Attachment)
def sheets_of_the_village(actor: Actor) -> ColumnElement[bool] | None:
    """Who photographs a sheet may look at it again."""
    return _sheets(actor) if actor.role is Role.CHILD_DIRECTOR else None


@may_read(Attachment)
def sheets_to_compare(actor: Actor) -> ColumnElement[bool] | None:
    """Whoever rings the family, or looks at the case."""
    return _sheets(actor) if actor.role in (Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS) else None


def _sheets(actor: Actor) -> ColumnElement[bool]:
    visible = select(Consent.id).where(condition(Consent, actor))
    return and_(Attachment.owner == SHEET_OF, Attachment.owner_id.in_(visible))

"""Letters in somebody's inbox, and text messages to phones."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, and_, false, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.disclosure import Audience, Disclosed, FieldTable, Form
from app.kernel.scope import Scoped
from app.kernel.secrets import Sealed, SealedText


class Letter(Model, Scoped):
    """One letter to one account: the event's name and the codes its words need.

    The words come from `templates/letters/<event>/`, in the reader's language, when it is read.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_inbox", "account_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """Event, thing and reader: a job that runs twice writes one letter."""
    event: Mapped[str] = mapped_column(String(80))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if actor.is_signed_in else false()


class TextState(StrEnum):
    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    """The carrier has taken it; whether it arrived is not known."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """The carrier gave it back."""
    NO_CARRIER = "no_carrier"
    """Nobody carries texts on this site."""
    NO_MOBILE = "no_mobile"
    """The number is a landline, or no number at all."""
    REACHED = "reached"
    """Somebody rang instead, and spoke with the reader."""
    NOT_ANSWERED = "not_answered"
    """Somebody rang and nobody picked up."""


TO_RING = (TextState.FAILED, TextState.NO_CARRIER, TextState.NO_MOBILE, TextState.NOT_ANSWERED)
"""Where a telephone call takes the text's place."""
RINGS = {Audience.CHILD_DIRECTOR: Form.WHOLE, Audience.CIVIL_AFFAIRS: Form.WHOLE}


class TextMessage(Model, Scoped, Disclosed):
    """A text to a phone. It carries a link that may open without a password, so all of it is sealed.

    Whoever would ring instead sees the row, never its words: the village's director for a family,
    an officer for volunteers and organisations. Staff are not rung: their work stands on Today.
    """

    __tablename__ = "text_message"
    __table_args__ = (Index("ix_text_message_to_ring", "rung_by", "state"),)
    DISCLOSURE: ClassVar[FieldTable] = {"name": RINGS, "mobile": RINGS}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[str] = mapped_column(String(80))
    """The letter's name: why somebody is written to, and rung."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """Whose letter it belongs to; nobody's when it goes to a family without an account."""
    name: Mapped[Sealed | None] = mapped_column(SealedText("text_message.name"))
    mobile: Mapped[Sealed] = mapped_column(SealedText("text_message.mobile"))
    body: Mapped[Sealed] = mapped_column(SealedText("text_message.body"))
    rung_by: Mapped[Role | None] = mapped_column(String(40))
    village_code: Mapped[str | None] = mapped_column(String(12))
    """The family's, whose director rings."""
    state: Mapped[TextState] = mapped_column(String(20), default=TextState.WAITING)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    rung_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def disclosed_child_id(self) -> int | None:
        return None

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        own = cls.account_id == actor.account_id if actor.is_signed_in else false()
        return or_(own, cls.writable_by(actor))

    @classmethod
    def writable_by(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CHILD_DIRECTOR:
            return and_(cls.rung_by == actor.role, cls.village_code == actor.place)
        return cls.rung_by == actor.role if actor.role is Role.CIVIL_AFFAIRS else false()

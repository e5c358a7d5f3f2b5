"""Letters in somebody's inbox, and text messages to people without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.access import Actor
from app.kernel.db import Model, Moment
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


class TextMessage(Model, Scoped):
    """A text to a phone. It carries a one-time link, so both ends are sealed."""

    __tablename__ = "text_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    mobile: Mapped[Sealed] = mapped_column(SealedText("text_message.mobile"))
    body: Mapped[Sealed] = mapped_column(SealedText("text_message.body"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:  # noqa: ARG003 — the same for everyone
        return false()

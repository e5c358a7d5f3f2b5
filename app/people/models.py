"""Accounts and appointments."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, and_, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.access import Actor, Role
from app.kernel.dated import Dated, in_order, one_open
from app.kernel.db import Model, Moment
from app.kernel.scope import Scoped
from app.kernel.secrets import BlindIndex, Sealed, SealedText
from app.post.channels import Wish


class Account(Model, Scoped):
    """One person's way in. `stamp` changes with the password and ends every open session."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(200))
    mobile: Mapped[Sealed | None] = mapped_column(SealedText("account.mobile"))
    mobile_index: Mapped[str | None] = mapped_column(BlindIndex("mobile"), index=True)
    language: Mapped[str] = mapped_column(String(12), default="zh_Hans_CN")
    mail_wish: Mapped[str] = mapped_column(String(10), default=Wish.DAILY)
    """When mail of letters that are not urgent comes."""
    wants_texts: Mapped[bool] = mapped_column(default=True)
    """Whether texts come that nobody waits for an answer to."""
    stamp: Mapped[str] = mapped_column(String(32))
    is_active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)

    appointments: Mapped[list[Appointment]] = relationship(
        primaryjoin=lambda: and_(Account.id == Appointment.account_id, Appointment.as_of(None)),
        back_populates="account",
        order_by="Appointment.id",
    )
    """As they are known now, the ended ones among them."""

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.SYSTEM_ADMINISTRATOR:
            return true()
        return cls.id == actor.account_id if actor.is_signed_in else false()

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and self.locked_until > now


class Appointment(Model, Scoped, Dated):
    """A hat: a role for a place, an organisation, a volunteer's profile or a guardian's family."""

    __tablename__ = "appointment"
    __table_args__ = (
        in_order(),
        one_open("appointment", "place", "account_id", "role", "place", where="place IS NOT NULL"),
        one_open(
            "appointment",
            "organization",
            "account_id",
            "role",
            "organization_id",
            where="organization_id IS NOT NULL",
        ),
        one_open(
            "appointment",
            "plain",
            "account_id",
            "role",
            where="place IS NULL AND organization_id IS NULL",
        ),
    )
    SUBJECT = ("account_id", "role", "place", "organization_id", "volunteer_id", "guardian_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(String(40), index=True)
    place: Mapped[str | None] = mapped_column(String(12), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id"))

    account: Mapped[Account] = relationship(back_populates="appointments")

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.SYSTEM_ADMINISTRATOR:
            return true()
        return cls.account_id == actor.account_id if actor.is_signed_in else false()


class Purpose(StrEnum):
    """What a one-time link is for."""

    ACTIVATE = "activate"


class OneTimeLink(Model, Scoped):
    """A link that works once and for a day. Only its digest is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return false()

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at

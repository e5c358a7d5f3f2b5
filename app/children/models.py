"""Children and guardians, with the table of who may see which field."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.disclosure import Audience, Disclosed, FieldTable, Form
from app.kernel.scope import Scoped
from app.kernel.secrets import BlindIndex, Sealed, SealedText

DIRECTOR, SUPERVISOR = Audience.CHILD_DIRECTOR, Audience.CHILD_SUPERVISOR
OFFICER, GUARDIAN = Audience.CIVIL_AFFAIRS, Audience.GUARDIAN
RELEASED = Audience.PROVIDER_AFTER_CONSENT

STAFF_WHOLE = {DIRECTOR: Form.WHOLE, SUPERVISOR: Form.WHOLE, OFFICER: Form.WHOLE}
FAMILY_WHOLE = {**STAFF_WHOLE, GUARDIAN: Form.WHOLE}
MASKED = {
    DIRECTOR: Form.LAST_FOUR,
    SUPERVISOR: Form.LAST_FOUR,
    OFFICER: Form.LAST_FOUR,
    GUARDIAN: Form.LAST_FOUR,
}


class Guardian(Model, Scoped, Disclosed):
    """A parent or other legal guardian; many are grandparents, and some have no phone."""

    __tablename__ = "guardian"
    DISCLOSURE: ClassVar[FieldTable] = {
        "full_name": {**FAMILY_WHOLE, RELEASED: Form.WHOLE},
        "id_number": MASKED,
        "mobile": {**FAMILY_WHOLE, RELEASED: Form.WHOLE},
        "address": FAMILY_WHOLE,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[Sealed] = mapped_column(SealedText("guardian.full_name"))
    id_number: Mapped[Sealed | None] = mapped_column(SealedText("guardian.id_number"))
    id_index: Mapped[str | None] = mapped_column(BlindIndex("id_number"), unique=True)
    mobile: Mapped[Sealed | None] = mapped_column(SealedText("guardian.mobile"))
    mobile_index: Mapped[str | None] = mapped_column(BlindIndex("mobile"), index=True)
    number_claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    number_claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    """Who typed the telephone number, and when; nobody, where it came from the province's file."""
    number_verified_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who rang it and reached the guardian; never who typed it."""
    address: Mapped[Sealed | None] = mapped_column(SealedText("guardian.address"))
    village_code: Mapped[str] = mapped_column(String(12), index=True)
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    language: Mapped[str] = mapped_column(String(12), default="zh_Hans_CN")

    children: Mapped[list[Child]] = relationship(back_populates="guardian")

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.GUARDIAN:
            return cls.id == (actor.guardian_id or 0)
        return in_place(cls, actor)

    @property
    def disclosed_child_id(self) -> None:
        return None

    def claim_number(self, mobile: str | None, *, by: int | None) -> None:
        """Write down a number that somebody says is the guardian's."""
        self.mobile = Sealed(mobile) if mobile else None
        self.mobile_index = mobile
        self.number_claimed_by, self.number_claimed_at = by, clock.now()
        self.number_verified_by = None

    @property
    def has_usable_number(self) -> bool:
        """Whether a text to it can carry a question: it came from a file, or somebody who did not
        type it has reached the guardian by it.
        """
        is_trusted = self.number_verified_by is not None or self.number_claimed_at is None
        return self.mobile is not None and is_trusted


class Child(Model, Scoped, Disclosed):
    """The minimum of a child's file. Everything that names the child is sealed."""

    __tablename__ = "child"
    DISCLOSURE: ClassVar[FieldTable] = {
        "code": FAMILY_WHOLE,
        "full_name": FAMILY_WHOLE,
        "given_name": {**FAMILY_WHOLE, RELEASED: Form.WHOLE},
        "nickname": FAMILY_WHOLE,
        "sex": {**FAMILY_WHOLE, RELEASED: Form.WHOLE},
        "born_on": {**FAMILY_WHOLE, RELEASED: Form.AGE_BAND},
        "id_number": MASKED,
        "address": FAMILY_WHOLE,
        "categories": FAMILY_WHOLE,
        "risk_level": STAFF_WHOLE,
        "flags": STAFF_WHOLE,
        "care_arrangement": FAMILY_WHOLE,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    full_name: Mapped[Sealed] = mapped_column(SealedText("child.full_name"))
    given_name: Mapped[Sealed] = mapped_column(SealedText("child.given_name"))
    nickname: Mapped[Sealed | None] = mapped_column(SealedText("child.nickname"))
    id_number: Mapped[Sealed | None] = mapped_column(SealedText("child.id_number"))
    id_index: Mapped[str | None] = mapped_column(BlindIndex("id_number"), unique=True)
    sex: Mapped[str] = mapped_column(String(10))
    born_on: Mapped[date]
    village_code: Mapped[str] = mapped_column(String(12), index=True)
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    address: Mapped[Sealed | None] = mapped_column(SealedText("child.address"))
    categories: Mapped[list[str]] = mapped_column(JSON)
    """The primary category first."""
    risk_level: Mapped[str] = mapped_column(String(10), index=True)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    care_arrangement: Mapped[str] = mapped_column(String(30))
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    relation: Mapped[str] = mapped_column(String(30))
    """What the guardian is to the child."""
    is_active: Mapped[bool] = mapped_column(default=True)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    noticed_age: Mapped[int | None]
    """The last age, 16 or 18, that its director and supervisor were written to about."""
    version: Mapped[int] = mapped_column(default=1)

    guardian: Mapped[Guardian] = relationship(back_populates="children")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.GUARDIAN:
            return cls.guardian_id == (actor.guardian_id or 0)
        return in_place(cls, actor)

    @property
    def disclosed_child_id(self) -> int:
        return self.id


def in_place(model: type[Child] | type[Guardian], actor: Actor) -> ColumnElement[bool]:
    """A director's own village, a supervisor's own town, an officer's county; nobody else."""
    if actor.role is Role.CHILD_DIRECTOR:
        return model.village_code == (actor.place or "")
    if actor.role is Role.CHILD_SUPERVISOR:
        return model.town_code == (actor.place or "")
    return true() if actor.role is Role.CIVIL_AFFAIRS else false()

"""What everybody reads of a need who is neither its family, nor its staff, nor invited to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    and_,
    case,
    event,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.scope import LEFT, Scoped
from app.needs.gate import Rung
from app.needs.models.need import EMPLOYMENT, LISTED, Need, Urgency, Visibility

KEPT_COARSE = timedelta(days=180)
"""So long a need that was taken off the lists is told no finer when it is there again."""


class NeedNotice(Model, Scoped):
    """A need without its child, its village and its hours: as fine as the gate allows.

    One for each need that was ever open; on the lists while `is_listed`. Nothing here may be derived
    from where the family lives, below the area that is told.
    """

    __tablename__ = "need_notice"
    __table_args__ = (
        Index("ix_need_notice_listed", "is_listed", "visibility", "opened_week", "tie"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), unique=True)
    rung: Mapped[int]
    """`Rung`: how much is told."""
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was last taken off the lists."""
    area: Mapped[str] = mapped_column(String(12))
    """Code of a town, of some neighbouring towns, or of the county."""
    age_low: Mapped[int | None]
    age_high: Mapped[int | None]
    parts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Parts of the week such as `2-afternoon`; none: any time will do."""
    category: Mapped[str] = mapped_column(String(40))
    aid_form: Mapped[str] = mapped_column(String(20))
    modes: Mapped[list[str]] = mapped_column(JSON, default=list)
    qualifications: Mapped[list[str]] = mapped_column(JSON, default=list)
    helper_sex: Mapped[str | None] = mapped_column(String(10))
    direct_contact: Mapped[bool]
    per_week: Mapped[int | None]
    minutes: Mapped[int | None]
    weeks: Mapped[int | None]
    urgency: Mapped[Urgency] = mapped_column(String(20))
    opened_week: Mapped[date]
    """The Monday of it."""
    tie: Mapped[int]
    """Drawn by lot: in which order stand those of one week, or of one distance."""
    visibility: Mapped[Visibility] = mapped_column(String(20))
    """`restricted`: on nobody's list."""
    places_left: Mapped[int]
    is_listed: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        listed = and_(cls.is_listed, cls.visibility.in_(_levels(actor)))
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        place = {
            Role.CHILD_DIRECTOR: Need.village_code,
            Role.CHILD_SUPERVISOR: Need.town_code,
        }.get(actor.role)
        if place is None:
            return listed
        return or_(listed, cls.need_id.in_(select(Need.id).where(place == (actor.place or ""))))

    @property
    def is_employment(self) -> bool:
        return self.category == EMPLOYMENT

    @property
    def ages(self) -> tuple[int, int] | None:
        if self.age_low is None or self.age_high is None:
            return None
        return self.age_low, self.age_high

    def tell(self, rung: Rung, *, area: str, ages: tuple[int, int] | None) -> None:
        """Say as much as a rung allows. What nobody may list has no list."""
        self.rung, self.area = rung, area
        self.age_low, self.age_high = ages or (None, None)
        if rung is Rung.NOBODY:
            self.visibility = Visibility.RESTRICTED


def _levels(actor: Actor) -> tuple[Visibility, ...]:
    if actor.is_vetted:
        return (Visibility.PUBLIC, Visibility.VETTED_PARTNER)
    return (Visibility.PUBLIC,)


@event.listens_for(Need, "after_update")
def _follow(_mapper: Mapper[Any], connection: Connection, need: Need) -> None:
    """A notice is on the lists as long as its need, whoever moved it, and counts the same places."""
    is_listed = need.state in LISTED
    leaves = case((NeedNotice.is_listed, literal(clock.now(), Moment())), else_=NeedNotice.left_at)
    connection.execute(
        update(NeedNotice)
        .where(NeedNotice.need_id == need.id)
        .values(
            is_listed=is_listed,
            left_at=NeedNotice.left_at if is_listed else leaves,
            places_left=need.places_left,
        )
        .execution_options(**LEFT)
    )

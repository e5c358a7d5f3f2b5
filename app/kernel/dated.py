"""Rows that hold for a time, and that remember what was known when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from sqlalchemy import CheckConstraint, ColumnElement, Index, and_, or_, select, text, true, update
from sqlalchemy.orm import Mapped, class_mapper, mapped_column

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import Moment, db
from app.kernel.errors import Refused

DAY = timedelta(days=1)
D = TypeVar("D", bound="Dated")


class Dated:
    """A row that is so from one day until another, as somebody knew it at some moment.

    No row is ever changed: a correction supersedes it and adds another, so that a question asked
    again next year with this year's moment gives this year's answer.
    """

    SUBJECT: ClassVar[tuple[str, ...]]
    """The columns that say whose time it is: no two of their rows overlap."""

    id: Any
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """The first day on which it is no longer so; open when there is none."""
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    recorded_by: Mapped[int | None]
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def as_of(cls, day: date | None, *, known: datetime | None = None) -> ColumnElement[bool]:
        """Rows that hold on `day` (on any day, if None), as they were known at a moment or now."""
        if known is None:
            # Not "superseded later than now": another machine's clock may be a second ahead.
            parts: list[ColumnElement[bool]] = [cls.superseded_at.is_(None)]
        else:
            is_valid = or_(cls.superseded_at.is_(None), cls.superseded_at > known)
            parts = [cls.recorded_at <= known, is_valid]
        if day is not None:
            parts += [cls.from_on <= day, or_(cls.until_on.is_(None), cls.until_on > day)]
        return and_(*parts)

    def is_current(self, day: date) -> bool:
        """`as_of(day)` of a row at hand."""
        is_within = self.from_on <= day and (self.until_on is None or day < self.until_on)
        return is_within and self.superseded_at is None

    @property
    def last_day(self) -> date | None:
        """The last day on which it is so, for readers: people count it in."""
        return None if self.until_on is None else self.until_on - DAY


def one_open(table: str, name: str, *columns: str, where: str = "") -> Index:
    """At most one open row of a subject. `where` leaves out rows whose subject has an empty column."""
    condition = "until_on IS NULL AND superseded_at IS NULL" + (f" AND {where}" if where else "")
    return Index(
        f"uq_{table}_open_{name}",
        *columns,
        unique=True,
        sqlite_where=text(condition),
        postgresql_where=text(condition),
    )


def in_order() -> CheckConstraint:
    """Nothing ends before it begins; what is taken back on its first day is empty."""
    return CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates_in_order")


def begin(actor: Actor, row: D) -> D:
    """Add a row to its subject's time. The caller holds the subject alone.

    Raises
    ------
    Refused
        `kernel.dates_overlap`: on one of its days the subject has another row.
    """
    model = type(row)
    subject = [
        getattr(model, name).is_not_distinct_from(getattr(row, name)) for name in row.SUBJECT
    ]
    before_end = true() if row.until_on is None else model.from_on < row.until_on
    others = select(model).where(
        *subject,
        model.as_of(None),
        before_end,
        or_(model.until_on.is_(None), model.until_on > row.from_on),
    )
    is_empty = row.until_on == row.from_on
    if not is_empty and db.session.scalars(others.limit(1)).first() is not None:
        raise Refused("kernel.dates_overlap")
    row.recorded_at, row.recorded_by = clock.now(), actor.account_id
    db.session.add(row)
    db.session.flush()
    return row


def correct(actor: Actor, row: D, **changes: Any) -> D:
    """Supersede a row and add it again with `changes`; the caller holds the subject alone.

    Raises
    ------
    Refused
        `kernel.changed_meanwhile`: somebody else has superseded it; `kernel.dates_overlap`.
    """
    columns = class_mapper(type(row)).columns
    own = ("recorded_at", "recorded_by", "superseded_at")
    kept = {
        key: getattr(row, key)
        for key, column in columns.items()
        if not column.primary_key and key not in own
    }
    claim = (
        update(type(row))
        .where(type(row).id == row.id, type(row).superseded_at.is_(None))
        .values(superseded_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(claim).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("kernel.changed_meanwhile")
    db.session.expire(row, ["superseded_at"])
    return begin(actor, type(row)(**{**kept, **changes}))

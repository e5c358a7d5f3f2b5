"""Running numbers by kind and year, without gaps in a committed history and without doubles."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Model, db


class Counter(Model):
    """The last number given to a kind of thing in a year."""

    __tablename__ = "counter"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(kind: str, year: int) -> int:
    """The next number of this kind, within the transaction under way.

    The counter's row is locked until the transaction ends, so two actions wait for each other and a
    rolled-back one gives its number back.
    """
    counter = _locked(kind, year)
    counter.last += 1
    db.session.flush()
    return counter.last


def number_on(kind: str, year: int, *, last: int) -> None:
    """Go on after `last`, for rows that came with numbers of their own."""
    counter = _locked(kind, year)
    counter.last = max(counter.last, last)


def _locked(kind: str, year: int) -> Counter:
    wanted = select(Counter).where(Counter.kind == kind, Counter.year == year)
    counter = db.session.scalars(wanted.with_for_update()).one_or_none()
    if counter is None:
        counter = Counter(kind=kind, year=year, last=0)
        db.session.add(counter)
    return counter

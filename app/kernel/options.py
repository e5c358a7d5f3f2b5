"""The bureau's numbers: what may be changed while the site runs, with who set it and from when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask import g
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Model, Moment, db
from app.kernel.errors import NotFound, Refused


class Unit(StrEnum):
    MINUTES = "minutes"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    TIMES = "times"
    PEOPLE = "people"
    YUAN = "yuan"


class Risk(StrEnum):
    """In which direction a change could harm a child, and so asks for a second person."""

    NONE = "none"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A whole number with its bounds; its words stand in `words.csv` under `option`."""

    name: str
    default: int
    least: int
    most: int
    unit: Unit
    risk: Risk = Risk.NONE

    @property
    def is_dangerous(self) -> bool:
        return self.risk != Risk.NONE

    def needs_second(self, before: int, after: int) -> bool:
        """Whether this change makes children less safe; making them safer needs one person."""
        if self.risk == Risk.HIGHER:
            return after > before
        return self.risk == Risk.LOWER and after < before

    def require(self, number: int) -> None:
        if not self.least <= number <= self.most:
            raise Refused("option.out_of_range", field="value", least=self.least, most=self.most)


_MINUTES, _DAYS = Unit.MINUTES, Unit.DAYS
OPTIONS: dict[str, Option] = {
    one.name: one
    for one in (
        Option(
            name="answer_working_days", default=3, least=1, most=20, unit=Unit.WORKING_DAYS
        ),
        Option(name="consent_days", default=7, least=1, most=30, unit=_DAYS),
        Option(
            name="record_check_days",
            default=365, least=30, most=365, unit=_DAYS, risk=Risk.HIGHER,
        ),
        Option(
            name="public_cell_minimum",
            default=5, least=3, most=50, unit=Unit.PEOPLE, risk=Risk.LOWER,
        ),
        Option(name="minimum_wage", default=2260, least=1000, most=20_000, unit=Unit.YUAN),
        Option(
            name="idle_minutes",
            default=30, least=5, most=120, unit=_MINUTES, risk=Risk.HIGHER,
        ),
        Option(
            name="lock_after_failures",
            default=5, least=3, most=20, unit=Unit.TIMES, risk=Risk.HIGHER,
        ),
        Option(
            name="lock_minutes",
            default=15, least=5, most=1440, unit=_MINUTES, risk=Risk.LOWER,
        ),
    )
}  # fmt: skip
"""Every option, in the order of its page."""


class OptionValue(Model):
    """One value of one option from a day on. Rows are added and never changed: they are its history."""

    __tablename__ = "option_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    value: Mapped[int]
    from_on: Mapped[date]
    set_by: Mapped[int | None]
    second: Mapped[int | None]
    """Who confirmed a dangerous one."""
    set_at: Mapped[datetime] = mapped_column(Moment)


def option(name: str) -> Option:
    if name not in OPTIONS:
        raise NotFound(f"option {name}")
    return OPTIONS[name]


def value(name: str, *, on: date | None = None) -> int:
    """What counts on a day, today unless told otherwise: one question a request for all options."""
    day = on or clock.today()
    in_force = [row for row in _values() if row.name == name and row.from_on <= day]
    return in_force[-1].value if in_force else OPTIONS[name].default


def history(name: str) -> Sequence[OptionValue]:
    """Every value that was ever set, the newest first."""
    rows = select(OptionValue).where(OptionValue.name == name).order_by(OptionValue.id.desc())
    return db.session.scalars(rows).all()


def store(name: str, number: int, *, from_on: date, set_by: int | None, second: int | None) -> None:
    """Add a value in the transaction under way."""
    db.session.add(
        OptionValue(
            name=name,
            value=number,
            from_on=from_on,
            set_by=set_by,
            second=second,
            set_at=clock.now(),
        )
    )
    db.session.flush()
    g.pop("options", None)


@dataclass(frozen=True, slots=True)
class _InForce:
    name: str
    value: int
    from_on: date


def _values() -> list[_InForce]:
    """All that was set, in the order in which a later row replaces an earlier one."""
    if "options" not in g:
        rows = db.session.execute(
            select(OptionValue.name, OptionValue.value, OptionValue.from_on).order_by(
                OptionValue.from_on, OptionValue.id
            )
        )
        g.options = [_InForce(*row) for row in rows]
    found: list[_InForce] = g.options
    return found

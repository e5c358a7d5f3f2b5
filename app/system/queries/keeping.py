"""Reading what the bureau keeps: its numbers, its calendar, and what waits for a second person."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.kernel import clock, countersign
from app.kernel import options as kept
from app.kernel.access import Actor
from app.kernel.calendar import PUBLIC, DayKind, Year
from app.kernel.countersign import Countersign, CountersignState
from app.kernel.db import db
from app.kernel.options import Option, OptionValue
from app.people.queries import display_names
from app.system.countersigned import amount

LAST_DECIDED = 20
MONDAY_FIRST = Calendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    """One number as it counts today."""

    option: Option
    value: int
    amount: str
    default: str
    range: str
    next_on: date | None
    next_amount: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One value of the history, with names for those who set it."""

    row: OptionValue
    amount: str
    set_by: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionPage:
    line: OptionLine
    history: Sequence[Past]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal in words; `is_own` when the reader made it, and so cannot decide it."""

    row: Countersign
    words: str
    proposed_by: str
    decided_by: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days in a row of one kind and name; both ends are included."""

    kind: DayKind
    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day of a month's sheet; `kind` is None for an ordinary day."""

    day: date
    kind: DayKind | None
    name: str
    is_worked: bool


Month = list[list[Cell | None]]


def options() -> list[OptionLine]:
    """Every number, in two questions however many there are."""
    rows = db.session.scalars(
        select(OptionValue)
        .where(OptionValue.from_on > clock.today())
        .order_by(OptionValue.from_on.desc(), OptionValue.id)
    )
    coming = {row.name: row for row in rows}
    return [_line(one, coming.get(one.name)) for one in kept.OPTIONS.values()]


def option(name: str) -> OptionPage:
    """One number with every value it ever had."""
    found = kept.option(name)
    history = kept.history(name)
    coming = [row for row in history if row.from_on > clock.today()]
    names = _names(key for row in history for key in (row.set_by, row.second))
    past = [
        Past(
            row=row,
            amount=amount(name, row.value),
            set_by=names.get(row.set_by, "—"),
            second=names.get(row.second, "—"),
        )
        for row in history
    ]
    nearest = min(coming, key=lambda row: (row.from_on, -row.id), default=None)
    return OptionPage(line=_line(found, nearest), history=past)


def waiting(actor: Actor) -> list[Proposal]:
    """Open proposals, the oldest first."""
    return _proposals(countersign.waiting(), actor)


def decided() -> list[Proposal]:
    """The last proposals that are closed."""
    rows = (
        select(Countersign)
        .where(
            (Countersign.state != CountersignState.PROPOSED)
            | (Countersign.expires_at <= clock.now())
        )
        .order_by(Countersign.id.desc())
        .limit(LAST_DECIDED)
    )
    return _proposals(db.session.scalars(rows).all(), None)


def to_decide(actor: Actor) -> int:
    """How many proposals wait for this reader: all but the reader's own."""
    return sum(row.proposed_by != actor.account_id for row in countersign.waiting())


def stretches(year: Year) -> list[Stretch]:
    """The year's days, those in a row made one line."""
    found: list[Stretch] = []
    for one in sorted(year.days, key=lambda one: (one.kind, one.name, one.day)):
        before = found[-1] if found else None
        is_next = before is not None and before.last + timedelta(days=1) == one.day
        if before is not None and is_next and (before.kind, before.name) == (one.kind, one.name):
            found[-1] = Stretch(kind=one.kind, name=one.name, first=before.first, last=one.day)
        else:
            found.append(Stretch(kind=one.kind, name=one.name, first=one.day, last=one.day))
    return sorted(found, key=lambda one: (one.first, one.kind))


def months(year: Year) -> list[Month]:
    """Twelve sheets of weeks; a public day is shown before one of the schools."""
    marked = {one.day: one for one in year.days if one.kind not in PUBLIC}
    marked |= {one.day: one for one in year.days if one.kind in PUBLIC}

    def cell(day: date) -> Cell:
        one = marked.get(day)
        public = year.public.get(day)
        is_worked = day.weekday() < 5 if public is None else public == DayKind.WORKING_DAY
        return Cell(
            day=day,
            kind=one.kind if one else None,
            name=one.name if one else "",
            is_worked=is_worked,
        )

    return [
        [
            [cell(day) if day.month == month else None for day in week]
            for week in MONDAY_FIRST.monthdatescalendar(year.number, month)
        ]
        for month in range(1, 13)
    ]


def _line(one: Option, coming: OptionValue | None) -> OptionLine:
    value = kept.value(one.name)
    return OptionLine(
        option=one,
        value=value,
        amount=amount(one.name, value),
        default=amount(one.name, one.default),
        range=f"{one.least}–{one.most}",
        next_on=coming.from_on if coming else None,
        next_amount=amount(one.name, coming.value) if coming else None,
    )


def _proposals(rows: Sequence[Countersign], actor: Actor | None) -> list[Proposal]:
    names = _names(key for row in rows for key in (row.proposed_by, row.decided_by))
    return [
        Proposal(
            row=row,
            words=countersign.verb_of(row).tell(row.payload),
            proposed_by=names.get(row.proposed_by, "—"),
            decided_by=names.get(row.decided_by, "—"),
            is_own=actor is not None and row.proposed_by == actor.account_id,
        )
        for row in rows
    ]


def _names(keys: Iterable[int | None]) -> Mapping[int | None, str]:
    found = display_names(key for key in keys if key is not None)
    return dict(found.items())

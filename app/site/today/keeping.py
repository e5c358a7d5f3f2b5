"""What officers and administrators keep together: numbers, calendar, the second look."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.kernel import calendar, clock
from app.kernel.access import Actor
from app.site.today.page import Number, Part, TodayRow
from app.system.queries import keeping


def to_agree(actor: Actor) -> Number:
    return Number(
        value=keeping.to_decide(actor),
        text=_("changes that wait for a second person"),
        href=url_for("system.countersigns"),
        is_mine=True,
    )


def missing_holidays() -> tuple[str, ...]:
    """From October on, until next year's holidays are entered."""
    year = calendar.unannounced()
    if year is None:
        return ()
    return (
        _(
            "The holidays of %(year)s are not entered yet: deadlines count weekends alone.",
            year=year,
        ),
    )


def kept() -> Part:
    missing = calendar.unannounced()
    rows = (
        TodayRow(
            title=_("Calendar: holidays, school holidays, exams"),
            href=url_for("system.this_year"),
            icon="calendar",
            state="late" if missing else "later",
            due=_("%(year)s is missing", year=missing)
            if missing
            else _("up to %(year)s", year=_last_announced()),
        ),
        TodayRow(
            title=_("Deadlines and limits"),
            href=url_for("system.options"),
            icon="clock",
            state="later",
        ),
    )
    return Part(
        title=_("Kept by the bureau"),
        rows=rows,
        empty="",
        more=_("What waits for a second person"),
        href=url_for("system.countersigns"),
    )


def _last_announced() -> int:
    this_year = clock.today().year
    return this_year + 1 if calendar.year(this_year + 1).is_announced else this_year

"""Runs of the schedule that ask before they change far more than usual: first on the page."""

from __future__ import annotations

from flask import url_for
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from app.site.today.page import Part, TodayRow
from app.system import owed


def asking() -> tuple[Part, ...]:
    """One part with what waits for a yes or no; nothing on an ordinary day."""
    waiting = owed.asking()
    if not waiting:
        return ()
    rows = tuple(
        TodayRow(
            title=owed.entry_words(run.name) or run.name,
            href=url_for("system.schedule"),
            icon="clock",
            due=format_datetime(run.due_at, "short"),
            detail=ngettext(
                "%(num)s at once, far more than usual: yes or no?",
                "%(num)s at once, far more than usual: yes or no?",
                run.found or 0,
            ),
        )
        for run in waiting
    )
    return (
        Part(
            title=_("The platform asks before it goes on"),
            rows=rows,
            empty="",
            more=_("The schedule"),
            href=url_for("system.schedule"),
        ),
    )

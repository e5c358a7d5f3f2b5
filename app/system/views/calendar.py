"""The calendar of a year: public holidays, days of work that make up for them, the schools' days."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernel import calendar, clock
from app.kernel.access import KEEPERS
from app.kernel.calendar import DayKind
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.system import actions
from app.system.forms import DaysForm, NoticeForm, TakeForm
from app.system.queries import keeping
from app.system.views.blueprint import Answer, blueprint, done_or_refused


@blueprint.page("/calendar", audience=KEEPERS)
def this_year() -> Any:
    return see_other("system.year", year=calendar.unannounced() or clock.today().year)


@blueprint.page("/calendar/<int:year>", audience=KEEPERS)
def year(year: int) -> str:
    return render_template(
        "system/calendar.html",
        **_page(year),
        pasted=NoticeForm(formdata=None),
        form=DaysForm(formdata=None),
    )


@blueprint.deed("/calendar/<int:year>/announce", audience=KEEPERS)
def announce(year: int) -> Answer:
    page, form = _page(year), NoticeForm()
    event = attempt(
        lambda: actions.announce_year(current_actor(), year, notice=form.notice.data), form=form
    )
    if event is not None:
        tell(_("Entered. %(deadlines)s", deadlines=_moved(event.deadlines)))
        return see_other("system.year", year=year)
    days = DaysForm(formdata=None)
    return ask_again("system/calendar.html", form=days, pasted=form, **page)


@blueprint.deed("/calendar/<int:year>/days", audience=KEEPERS)
def enter_days(year: int) -> Answer:
    page, form = _page(year), DaysForm()
    event = attempt(
        lambda: actions.enter_days(
            current_actor(),
            year,
            kind=DayKind(form.kind.data),
            first_on=form.first_on.data,
            last_on=form.last_on.data or form.first_on.data,
            name=form.name.data,
        ),
        form=form,
    )
    if event is not None:
        tell(_("Entered. %(deadlines)s", deadlines=_moved(event.deadlines)))
        return see_other("system.year", year=year)
    pasted = NoticeForm(formdata=None)
    return ask_again("system/calendar.html", form=form, pasted=pasted, **page)


@blueprint.deed("/calendar/<int:year>/take", audience=KEEPERS)
def take_days(year: int) -> Any:
    form = TakeForm()
    if not form.validate():
        abort(400)

    def act() -> str:
        event = actions.take_days(
            current_actor(),
            year,
            kind=DayKind(form.kind.data),
            first_on=form.first_on.data,
            last_on=form.last_on.data,
        )
        return str(_("Taken out. %(deadlines)s", deadlines=_moved(event.deadlines)))

    done_or_refused(act)
    return see_other("system.year", year=year)


def _moved(deadlines: int) -> str:
    return str(
        ngettext(
            "%(num)s open deadline moved with it.",
            "%(num)s open deadlines moved with it.",
            deadlines,
        )
    )


def _page(number: int) -> dict[str, Any]:
    if not calendar.FIRST_YEAR <= number <= calendar.LAST_YEAR:
        abort(404)
    shown = calendar.year(number)
    return {
        "year": shown,
        "stretches": keeping.stretches(shown),
        "months": keeping.months(shown),
        "waiting": keeping.to_decide(current_actor()),
        "first_day": date(number, 1, 1),
        "unannounced": calendar.unannounced(),
        "years": range(clock.today().year - 1, clock.today().year + 3),
    }

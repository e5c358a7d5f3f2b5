"""The bureau's numbers: what counts now, what is to come, and what counted before."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from app.kernel.access import KEEPERS
from app.kernel.countersign import CountersignProposed
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.system import actions
from app.system.forms import OptionForm
from app.system.queries import keeping
from app.system.views.blueprint import Answer, blueprint


@blueprint.page("/options", audience=KEEPERS)
def options() -> str:
    return render_template(
        "system/options.html", lines=keeping.options(), waiting=keeping.to_decide(current_actor())
    )


@blueprint.page("/options/<name>", audience=KEEPERS)
def option(name: str) -> str:
    found = keeping.option(name)
    return render_template("system/option.html", it=found, form=OptionForm.of(found.line))


@blueprint.deed("/options/<name>", audience=KEEPERS)
def set_option(name: str) -> Answer:
    found, form = keeping.option(name), OptionForm()
    event = attempt(
        lambda: actions.set_option(
            current_actor(),
            name,
            value=form.value.data,
            from_on=form.from_on.data,
            reason=form.reason.data or "",
        ),
        form=form,
    )
    if event is None:
        return ask_again("system/option.html", form=form, it=found)
    if isinstance(event, CountersignProposed):
        tell(_("Proposed. It counts once a second person has agreed; they were written to."))
    else:
        tell(_("Set."))
    return see_other("system.option", name=name)

"""What waits for a second person, and what became of the last proposals."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.kernel.access import KEEPERS
from app.kernel.web import current_actor, see_other
from app.system import actions
from app.system.queries import keeping
from app.system.views.blueprint import blueprint, done_or_refused


@blueprint.page("/countersign", audience=KEEPERS)
def countersigns() -> str:
    actor = current_actor()
    return render_template(
        "system/countersigns.html",
        waiting=keeping.waiting(actor),
        decided=keeping.decided(),
        to_decide=keeping.to_decide(actor),
    )


@blueprint.deed("/countersign/<int:countersign_id>/confirm", audience=KEEPERS)
def confirm(countersign_id: int) -> Any:
    def act() -> str:
        actions.confirm(current_actor(), countersign_id)
        return str(_("Agreed, and done."))

    done_or_refused(act)
    return see_other("system.countersigns")


@blueprint.deed("/countersign/<int:countersign_id>/refuse", audience=KEEPERS)
def refuse(countersign_id: int) -> Any:
    def act() -> str:
        actions.refuse(current_actor(), countersign_id)
        return str(_("Refused. Nothing has changed."))

    done_or_refused(act)
    return see_other("system.countersigns")

"""Applying: to a need, or as a guardian for a job."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.access import Role
from app.kernel.web import attempt, current_actor, see_other, tell
from app.matches import actions
from app.matches.events import MatchProposed
from app.matches.forms import ApplyForm
from app.matches.queries.applications import own_open_search
from app.matches.views.blueprint import GUARDIANS, blueprint

APPLICANTS = (Role.VOLUNTEER, Role.ORGANIZATION_MEMBER, Role.GUARDIAN)


@blueprint.deed("/needs/<int:need_id>/apply", audience=APPLICANTS)
def apply(need_id: int) -> Response:
    form = ApplyForm()

    def ask() -> MatchProposed:
        return actions.apply(current_actor(), need_id, supply_key=form.supply.data or None)

    if attempt(ask) is not None:
        tell(_("Thank you. Civil affairs looks at your application and writes to you."))
    return see_other("needs.need", need_id=need_id)


@blueprint.deed("/jobs/<int:job_id>/apply", audience=GUARDIANS)
def apply_job(job_id: int) -> Response:
    """A guardian applies with the own wish for work; without one, it is written down first."""
    need_id = own_open_search(current_actor())
    if need_id is None:
        tell(_("First say what work you look for; then you can apply for a job."), kind="note")
        return see_other("needs.own")
    key = f"j{job_id}"
    if attempt(lambda: actions.apply(current_actor(), need_id, supply_key=key)) is not None:
        tell(_("Thank you. Civil affairs looks at your application and writes to you."))
    return see_other("offers.job", job_id=job_id)

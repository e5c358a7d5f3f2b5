"""The desk: a supervisor checks what villages hand in, an officer decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.kernel.access import Actor, Role
from app.kernel.listing_views import look
from app.kernel.web import (
    ask_again,
    attempt,
    current_actor,
    see_other,
    tell,
    ticked_keys,
)
from app.needs import actions, disclosed, listings, progress, provided, queries, rules, wording
from app.needs.categories import is_plain
from app.needs.events import NeedEvent, NeedsApproved
from app.needs.forms import ApproveForm, ManyForm, ReasonForm
from app.needs.models import Need, NeedState
from app.needs.views.blueprint import (
    DESK,
    OFFICERS,
    SUPERVISORS,
    Answer,
    blueprint,
)

FIRST = {Role.CHILD_SUPERVISOR: NeedState.SUBMITTED, Role.CIVIL_AFFAIRS: NeedState.ENDORSED}
STATES = (
    NeedState.SUBMITTED,
    NeedState.ENDORSED,
    NeedState.OPEN,
    NeedState.MATCHED,
    NeedState.IN_SERVICE,
    NeedState.RETURNED,
    NeedState.EXPIRED,
)
Deed = Callable[..., NeedEvent]


@blueprint.page("/desk/needs", audience=DESK)
def desk() -> str:
    return render_template(
        "needs/desk.html", form=ManyForm(formdata=None), **_desk(current_actor())
    )


def _desk(actor: Actor) -> dict[str, object]:
    shown = look(listings.DESK)
    page, state = shown.page, shown.form.state_of(actor)
    return {
        "shown": shown,
        "asked": shown.form,
        "state": state,
        "states": STATES,
        "counts": queries.desk_counts(),
        "page": page,
        "plain": _plain(actor, state, page.items),
        "wording": wording,
    }


def _plain(actor: Actor, state: NeedState, needs: Iterable[Need]) -> set[int]:
    """Ids that an officer may tick to approve together."""
    if actor.role is not Role.CIVIL_AFFAIRS or state != NeedState.ENDORSED:
        return set()
    return {need.id for need in needs if is_plain(need) and not _is_own(actor, need)}


def _is_own(actor: Actor, need: Need) -> bool:
    return actor.account_id in (need.raised_by, need.endorsed_by)


@blueprint.deed("/desk/needs/approve", audience=OFFICERS)
def approve_many() -> Response:
    form = ManyForm()
    chosen = tuple(ticked_keys("needs"))

    def approve_so() -> NeedsApproved:
        is_without_benefit = bool(form.is_without_benefit.data)
        return actions.approve_many(current_actor(), chosen, is_without_benefit=is_without_benefit)

    if attempt(approve_so) is None:
        return see_other("needs.desk")
    sentence = ngettext("%(num)d need is open now.", "%(num)d needs are open now.", len(chosen))
    tell(sentence)
    return see_other("needs.desk")


@blueprint.page("/desk/needs/<int:need_id>", audience=DESK)
def review(need_id: int) -> str:
    need = _of_desk(need_id)
    return render_template(
        "needs/review.html", form=ApproveForm.of(need), **_review(need, ReasonForm(formdata=None))
    )


@blueprint.deed("/desk/needs/<int:need_id>/endorse", audience=SUPERVISORS)
def endorse(need_id: int) -> Response:
    if attempt(lambda: actions.endorse(current_actor(), need_id)) is None:
        return see_other("needs.review", need_id=need_id)
    tell(_("Checked. The bureau decides next."))
    return see_other("needs.desk")


@blueprint.deed("/desk/needs/<int:need_id>/approve", audience=OFFICERS)
def approve(need_id: int) -> Answer:
    actor = current_actor()
    form = ApproveForm()
    _of_desk(need_id)

    def decide() -> NeedEvent:
        if form.is_covered:
            return actions.cover_by_benefit(actor, need_id)
        return actions.approve(
            actor, need_id, approval=form.approval(), version=form.version.number
        )

    if attempt(decide, form=form) is None:
        page = _review(_of_desk(need_id), ReasonForm(formdata=None))
        return ask_again("needs/review.html", form=form, **page)
    tell(
        _("Noted: a public benefit covers it. The village has been told.")
        if form.is_covered
        else _("Open. The next round looks for somebody.")
    )
    return see_other("needs.desk")


@blueprint.deed("/desk/needs/<int:need_id>/return", audience=DESK)
def send_back(need_id: int) -> Answer:
    deeds: dict[Role, Deed] = {
        Role.CHILD_SUPERVISOR: actions.return_to_village,
        Role.CIVIL_AFFAIRS: actions.return_endorsed,
    }
    return _with_reason(need_id, deeds, _("Returned. The village reads your reason."))


@blueprint.deed("/desk/needs/<int:need_id>/reject", audience=DESK)
def reject(need_id: int) -> Answer:
    deeds: dict[Role, Deed] = {
        Role.CHILD_SUPERVISOR: actions.reject,
        Role.CIVIL_AFFAIRS: actions.reject_endorsed,
    }
    return _with_reason(need_id, deeds, _("Not accepted. The village reads your reason."))


def _with_reason(need_id: int, deeds: dict[Role, Deed], done: str) -> Answer:
    actor = current_actor()
    reason = ReasonForm()
    told = attempt(
        lambda: deeds[actor.role](actor, need_id, reason=reason.reason.data or ""), form=reason
    )
    if told is None:
        need = _of_desk(need_id)
        page = _review(need, reason)
        return ask_again("needs/review.html", form=ApproveForm.of(need), **page)
    tell(done)
    return see_other("needs.desk")


def _of_desk(need_id: int) -> Need:
    """A need of the actor's own place or county: public ones of elsewhere are not on this desk."""
    need = queries.need(need_id)
    rules.require_of_desk(current_actor(), need)
    return need


def _review(need: Need, reason: ReasonForm) -> dict[str, object]:
    """What the page of one need shows beside its form."""
    actor = current_actor()
    private = disclosed.private(actor, need)
    found = rules.findings(need.title, need.summary, rules.known_of_need(need))
    return {
        "need": need,
        "private": private,
        "reason": reason,
        "steps": progress.need_steps(need),
        "checks": wording.checks(found, private.signs, is_own=_is_own(actor, need)),
        "services": provided.designatable() if actor.role is Role.CIVIL_AFFAIRS else (),
        "may_decide": need.state == FIRST[actor.role] and not _is_own(actor, need),
        "wording": wording,
    }

"""The officer's queue and the decision page."""

from __future__ import annotations

from http import HTTPStatus

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.kernel import options, words
from app.kernel.listing_views import came_from, look
from app.kernel.web import attempt, current_actor, see_other, tell, ticked_keys
from app.matches import actions, listings
from app.matches.events import MatchProposed, MatchRejected
from app.matches.forms import EndForm, ProposeForm, RejectForm, ReplaceForm
from app.matches.queries import desk as queries
from app.matches.queries.helpers import Other
from app.matches.queries.helpers import helpers as helpers_of
from app.matches.views.blueprint import OFFICERS, Answer, blueprint
from app.needs import wording as need_wording

MOST_AT_ONCE = 20


@blueprint.page("/matches", audience=OFFICERS)
def queue() -> str:
    shown = look(listings.QUEUE)
    return render_template(
        "matches/queue.html",
        shown=shown,
        page=shown.page,
        counts=queries.counts(),
        tab=shown.form.shown_tab,
        form=shown.form,
        is_ticked="tick" in request.args,
        waited=queries.waited_since,
        just_approved=queries.just_approved(current_actor()),
    )


@blueprint.deed("/matches/approve", audience=OFFICERS)
def approve_many() -> Response:
    chosen = ticked_keys("match")[:MOST_AT_ONCE]
    event = attempt(lambda: actions.approve_many(current_actor(), chosen))
    if event is None:
        return see_other("matches.queue")
    number = len(event.match_ids)
    tell(
        ngettext(
            "%(num)s proposal approved; the invitation leaves in ten seconds.",
            "%(num)s proposals approved; the invitations leave in ten seconds.",
            number,
        )
    )
    return see_other("matches.queue")


@blueprint.page("/matches/<int:match_id>", audience=OFFICERS)
def match(match_id: int) -> str:
    return _decision(match_id)


@blueprint.deed("/matches/<int:match_id>/approve", audience=OFFICERS)
def approve(match_id: int) -> Response:
    if attempt(lambda: actions.approve(current_actor(), match_id)) is None:
        return see_other("matches.match", match_id=match_id)
    tell(_("Approved. The invitation leaves in ten seconds."))
    return _go_on(match_id)


@blueprint.deed("/matches/<int:match_id>/take-back", audience=OFFICERS)
def take_back(match_id: int) -> Response:
    if attempt(lambda: actions.take_back(current_actor(), match_id)) is not None:
        tell(_("Taken back. Nobody was told, and both places are free."))
    return see_other("matches.match", match_id=match_id)


@blueprint.deed("/matches/<int:match_id>/reject", audience=OFFICERS)
def reject(match_id: int) -> Answer:
    form = RejectForm()

    def reject_so() -> MatchRejected:
        reason, remark = form.reason.data, form.remark.data
        return actions.reject(current_actor(), match_id, reason=reason, remark=remark)

    if attempt(reject_so, form=form) is None:
        return _decision(match_id, rejecting=form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Rejected, with its reason."))
    return _go_on(match_id)


@blueprint.deed("/matches/<int:match_id>/replace", audience=OFFICERS)
def replace(match_id: int) -> Answer:
    form = ReplaceForm()
    event = attempt(
        lambda: actions.replace(current_actor(), match_id, supply_key=form.supply.data), form=form
    )
    if event is None:
        return _decision(match_id, replacing=form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Somebody else is proposed now. A colleague decides, because you chose."))
    return see_other("matches.match", match_id=event.new_match_id)


@blueprint.deed("/matches/<int:match_id>/end", audience=OFFICERS)
def end(match_id: int) -> Answer:
    form = EndForm()
    event = attempt(
        lambda: actions.end(current_actor(), match_id, reason=form.reason.data), form=form
    )
    if event is None:
        return _decision(match_id, ending=form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Written down: %(how)s.", how=words.label("end_reason", form.reason.data)))
    return see_other("matches.match", match_id=match_id)


@blueprint.page("/needs/<int:need_id>/helpers", audience=OFFICERS)
def helpers(need_id: int) -> str:
    return _helpers(need_id, ProposeForm(formdata=None))


@blueprint.deed("/needs/<int:need_id>/helpers", audience=OFFICERS)
def propose(need_id: int) -> Answer:
    form = ProposeForm()

    def propose_so() -> MatchProposed:
        return actions.propose_by_hand(current_actor(), need_id, supply_key=form.supply.data)

    event = attempt(propose_so, form=form)
    if event is None:
        return _helpers(need_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Proposed. A colleague decides, because you chose."))
    return see_other("matches.match", match_id=event.match_id)


def _decision(
    match_id: int,
    *,
    rejecting: RejectForm | None = None,
    replacing: ReplaceForm | None = None,
    ending: EndForm | None = None,
) -> str:
    found = queries.decision(current_actor(), match_id)
    return render_template(
        "matches/match.html",
        it=found,
        waited=queries.waited_since(found.need.opened_at),
        just_approved=queries.just_approved(current_actor()),
        wording=need_wording,
        answer_days=options.value("answer_working_days"),
        invitation=current_app.extensions["settings"].public_url
        + url_for("matches.invitation", match_id=match_id),
        refusal=words.say(found.refusal) if found.refusal else None,
        rejecting=rejecting or RejectForm(formdata=None),
        replacing=_with_others(replacing or ReplaceForm(formdata=None), found.others),
        ending=ending or EndForm(formdata=None),
    )


def _helpers(need_id: int, form: ProposeForm) -> str:
    found = helpers_of(need_id)
    return render_template(
        "matches/helpers.html", it=found, need=found.need, form=_with_others(form, found.others)
    )


def _with_others(form: ReplaceForm, others: list[Other]) -> ReplaceForm:
    form.supply.choices = [
        (one.key, f"{one.name} · {round(one.score)} · {one.words}") for one in others
    ]
    return form


def _go_on(match_id: int) -> Response:
    """The next proposal that waits in the list that led here, or the empty queue."""
    came = came_from(listings.QUEUE)
    following = queries.next_waiting(match_id, within=came.statement() if came else None)
    if following is None:
        return see_other("matches.queue")
    return see_other("matches.match", match_id=following)

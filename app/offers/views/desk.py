"""The officer's desk: what was handed in, and what is published."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.listing_views import look
from app.kernel.web import attempt, current_actor, see_other, tell
from app.offers import actions, listings, queries, wording
from app.offers.events import PostingReturned, PostingSuspended
from app.offers.forms import ReasonForm
from app.offers.forms.asked import ON_DESK
from app.offers.models import KINDS
from app.offers.views.blueprint import OFFICERS, blueprint, minimum_wage

Answer = Response | tuple[str, int]


@blueprint.page("/desk/postings", audience=OFFICERS)
def desk() -> str:
    shown = look(listings.DESK)
    return render_template(
        "offers/desk.html",
        shown=shown,
        form=shown.form,
        page=shown.page,
        kind=shown.form.shown_kind,
        state=shown.form.shown_state,
        states=ON_DESK,
        kinds=tuple(KINDS),
        counts=queries.desk_counts(),
        wording=wording,
    )


@blueprint.page("/desk/offers/<int:offer_id>", audience=OFFICERS)
def review_offer(offer_id: int) -> str:
    return _review_page("offer", offer_id, ReasonForm(formdata=None))


@blueprint.page("/desk/jobs/<int:job_id>", audience=OFFICERS)
def review_job(job_id: int) -> str:
    return _review_page("job", job_id, ReasonForm(formdata=None))


@blueprint.deed("/desk/<any(offer, job):kind>/<int:posting_id>/verify", audience=OFFICERS)
def verify(kind: str, posting_id: int) -> Response:
    if attempt(lambda: actions.verify(current_actor(), kind, posting_id=posting_id)) is None:
        return _to_review(kind, posting_id)
    tell(_("Published. The organisation has been told."))
    return see_other("offers.desk", kind=kind)


@blueprint.deed("/desk/<any(offer, job):kind>/<int:posting_id>/return", audience=OFFICERS)
def send_back(kind: str, posting_id: int) -> Answer:
    form = ReasonForm()

    def send_back_so() -> PostingReturned:
        reason = form.reason.data or ""
        return actions.send_back(current_actor(), kind, posting_id=posting_id, reason=reason)

    if attempt(send_back_so, form=form) is None:
        return _review(kind, posting_id, form)
    tell(_("Returned. The organisation reads your reason."))
    return see_other("offers.desk", kind=kind)


@blueprint.deed("/desk/<any(offer, job):kind>/<int:posting_id>/suspend", audience=OFFICERS)
def suspend(kind: str, posting_id: int) -> Answer:
    form = ReasonForm()

    def suspend_so() -> PostingSuspended:
        reason = form.reason.data or ""
        return actions.suspend(current_actor(), kind, posting_id=posting_id, reason=reason)

    if attempt(suspend_so, form=form) is None:
        return _review(kind, posting_id, form)
    tell(_("Suspended. Nobody sees it until it is published again."))
    return see_other("offers.desk", kind=kind)


def _review_page(kind: str, posting_id: int, form: ReasonForm) -> str:
    posting = queries.posting(KINDS[kind], posting_id)
    return render_template(
        "offers/review.html",
        form=form,
        posting=posting,
        kind=kind,
        checks=wording.checks(posting, today=clock.today(), minimum=minimum_wage()),
        wording=wording,
    )


def _review(kind: str, posting_id: int, form: ReasonForm) -> Answer:
    return _review_page(kind, posting_id, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _to_review(kind: str, posting_id: int) -> Response:
    if kind == "job":
        return see_other("offers.review_job", job_id=posting_id)
    return see_other("offers.review_offer", offer_id=posting_id)

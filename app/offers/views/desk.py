"""The officer's desk: what was handed in, and what is published."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.web import current_actor, put_beside, refused_message, tell, to
from app.offers import actions, queries, telling
from app.offers.forms import ReasonForm
from app.offers.models import KINDS, OfferState
from app.offers.views.room import OFFICERS, minimum_wage, page_number, room

Answer = Response | tuple[str, int]
ON_DESK = (
    OfferState.SUBMITTED,
    OfferState.PUBLISHED,
    OfferState.PAUSED,
    OfferState.SUSPENDED,
    OfferState.RETURNED,
)


@room.page("/desk/postings", to=OFFICERS)
def desk() -> str:
    kind = request.args.get("kind", "offer")
    kind = kind if kind in KINDS else "offer"
    asked = request.args.get("state", OfferState.SUBMITTED)
    state = OfferState(asked) if asked in ON_DESK else OfferState.SUBMITTED
    return render_template(
        "offers/desk.html",
        page=queries.desk(kind, state, page_number()),
        kind=kind,
        state=state,
        states=ON_DESK,
        kinds=tuple(KINDS),
        counts=queries.desk_counts(),
        telling=telling,
    )


@room.page("/desk/offers/<int:offer_id>", to=OFFICERS)
def review_offer(offer_id: int) -> str:
    return _review_page("offer", offer_id, ReasonForm(formdata=None))


@room.page("/desk/jobs/<int:job_id>", to=OFFICERS)
def review_job(job_id: int) -> str:
    return _review_page("job", job_id, ReasonForm(formdata=None))


@room.deed("/desk/<any(offer, job):kind>/<int:posting_id>/verify", to=OFFICERS)
def verify(kind: str, posting_id: int) -> Response:
    try:
        actions.verify(current_actor(), kind, posting_id=posting_id)
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
        return _to_review(kind, posting_id)
    tell(_("Published. The organisation has been told."))
    return to("offers.desk", kind=kind)


@room.deed("/desk/<any(offer, job):kind>/<int:posting_id>/return", to=OFFICERS)
def send_back(kind: str, posting_id: int) -> Answer:
    form = ReasonForm()
    if not form.validate():
        return _review(kind, posting_id, form)
    try:
        actions.send_back(
            current_actor(), kind, posting_id=posting_id, reason=form.reason.data or ""
        )
    except Refused as refusal:
        put_beside(form, refusal)
        return _review(kind, posting_id, form)
    tell(_("Returned. The organisation reads your reason."))
    return to("offers.desk", kind=kind)


@room.deed("/desk/<any(offer, job):kind>/<int:posting_id>/suspend", to=OFFICERS)
def suspend(kind: str, posting_id: int) -> Answer:
    form = ReasonForm()
    if not form.validate():
        return _review(kind, posting_id, form)
    try:
        actions.suspend(current_actor(), kind, posting_id=posting_id, reason=form.reason.data or "")
    except Refused as refusal:
        put_beside(form, refusal)
        return _review(kind, posting_id, form)
    tell(_("Suspended. Nobody sees it until it is published again."))
    return to("offers.desk", kind=kind)


def _review_page(kind: str, posting_id: int, form: ReasonForm) -> str:
    posting = queries.posting(kind, posting_id)
    return render_template(
        "offers/review.html",
        form=form,
        posting=posting,
        kind=kind,
        checks=telling.checks(posting, today=clock.today(), minimum=minimum_wage()),
        telling=telling,
    )


def _review(kind: str, posting_id: int, form: ReasonForm) -> Answer:
    return _review_page(kind, posting_id, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _to_review(kind: str, posting_id: int) -> Response:
    if kind == "job":
        return to("offers.review_job", job_id=posting_id)
    return to("offers.review_offer", offer_id=posting_id)

"""What an organisation does with its postings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.access import Actor
from app.kernel.web import (
    ask,
    ask_again,
    attempt,
    current_actor,
    page_number,
    see_other,
    tell,
)
from app.offers import actions, queries, wording
from app.offers.events import Posted, PostingEdited, PostingEvent
from app.offers.forms import JobForm, OfferForm, PlacesForm
from app.offers.models import JobPosting, Offer, Posting
from app.offers.views.blueprint import EMPLOYERS, GIVERS, MEMBERS, blueprint

Answer = Response | tuple[str, int]
P = TypeVar("P", bound=Posting)


@blueprint.page("/postings", audience=GIVERS)
def mine() -> str:
    page = queries.mine(current_actor(), page_number())
    return render_template("offers/mine.html", page=page, wording=wording)


@blueprint.page("/offers/new", audience=MEMBERS, draft=())
def new_offer() -> str:
    return ask("offers/offer_form.html", form=OfferForm(), offer=None)


@blueprint.deed("/offers/new", audience=MEMBERS)
def create_offer() -> Answer:
    return _create(OfferForm(), "offers/offer_form.html", actions.post_offer, thing="offer")


@blueprint.page("/jobs/new", audience=EMPLOYERS, draft=())
def new_job() -> str:
    return ask("offers/job_form.html", form=JobForm(), job=None)


@blueprint.deed("/jobs/new", audience=EMPLOYERS)
def create_job() -> Answer:
    return _create(JobForm(), "offers/job_form.html", actions.post_job, thing="job")


@blueprint.page("/offers/<int:offer_id>/edit", audience=MEMBERS, draft=())
def edit_offer(offer_id: int) -> str:
    offer = _editable(Offer, offer_id)
    return ask("offers/offer_form.html", form=OfferForm.of(offer), offer=offer)


@blueprint.deed("/offers/<int:offer_id>/edit", audience=MEMBERS)
def save_offer(offer_id: int) -> Answer:
    offer = _editable(Offer, offer_id)
    return _save(OfferForm(), "offers/offer_form.html", actions.edit_offer, offer=offer)


@blueprint.page("/jobs/<int:job_id>/edit", audience=EMPLOYERS, draft=())
def edit_job(job_id: int) -> str:
    job = _editable(JobPosting, job_id)
    return ask("offers/job_form.html", form=JobForm.of(job), job=job)


@blueprint.deed("/jobs/<int:job_id>/edit", audience=EMPLOYERS)
def save_job(job_id: int) -> Answer:
    job = _editable(JobPosting, job_id)
    return _save(JobForm(), "offers/job_form.html", actions.edit_job, job=job)


@blueprint.deed("/postings/<int:posting_id>/submit", audience=GIVERS)
def submit(posting_id: int) -> Response:
    done = _("Handed in. The bureau verifies it before it is published.")
    return _change(actions.submit, posting_id, done)


@blueprint.deed("/postings/<int:posting_id>/pause", audience=GIVERS)
def pause(posting_id: int) -> Response:
    done = _("Paused. Nobody new is matched to it; help that has begun goes on.")
    return _change(actions.pause, posting_id, done)


@blueprint.deed("/postings/<int:posting_id>/resume", audience=GIVERS)
def resume(posting_id: int) -> Response:
    return _change(actions.resume, posting_id, _("It is published again."))


@blueprint.deed("/postings/<int:posting_id>/withdraw", audience=GIVERS)
def withdraw(posting_id: int) -> Response:
    done = _("Withdrawn. Help that has begun goes on.")
    return _change(actions.withdraw, posting_id, done)


@blueprint.deed("/postings/<int:posting_id>/places", audience=GIVERS)
def places(posting_id: int) -> Response:
    form = PlacesForm()
    if not form.validate():
        tell(" ".join(str(error) for error in form.capacity.errors), kind="refused")
        return _to_posting(posting_id)
    capacity = form.capacity.data

    def change(actor: Actor, key: int) -> PostingEvent:
        return actions.change_places(actor, key, capacity=capacity)

    return _change(change, posting_id, _("The number of places is changed."))


def _create(
    form: OfferForm | JobForm, template: str, post: Callable[..., Posted], *, thing: str
) -> Answer:
    is_submitted = request.form.get("then") == "submit"
    event = attempt(
        lambda: post(current_actor(), form.given(), is_submitted=is_submitted), form=form
    )
    if event is None:
        return ask_again(template, form=form, **{thing: None})
    tell(
        _("Handed in. The bureau verifies it before it is published.")
        if is_submitted
        else _("Saved as a draft. Only your organisation sees it.")
    )
    return _to_posting(event.posting_id)


def _save(
    form: OfferForm | JobForm,
    template: str,
    edit: Callable[..., PostingEdited],
    **found: Posting,
) -> Answer:
    ((name, posting),) = found.items()
    key = posting.id

    def change() -> PostingEdited:
        return edit(current_actor(), key, given=form.given(), version=form.version.number)

    if attempt(change, form=form) is None:
        again: dict[str, Any] = {name: queries.posting(type(posting), key)}
        return ask_again(template, form=form, **again)
    tell(_("Saved."))
    if request.form.get("then") == "submit":
        return submit(key)
    return _to_posting(key)


def _editable(model: type[P], posting_id: int) -> P:
    posting = queries.posting(model, posting_id)
    if not queries.is_own(current_actor(), posting):
        abort(404)
    return posting


def _change(change: Callable[[Actor, int], PostingEvent], posting_id: int, done: str) -> Response:
    if attempt(lambda: change(current_actor(), posting_id)) is not None:
        tell(done)
    return _to_posting(posting_id)


def _to_posting(posting_id: int) -> Response:
    if queries.own_kind(current_actor()) is JobPosting:
        return see_other("offers.job", job_id=posting_id)
    return see_other("offers.offer", offer_id=posting_id)

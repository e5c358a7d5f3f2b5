"""What everyone may read: offers, jobs and courses."""

from __future__ import annotations

from flask import render_template, request

from app.kernel.access import EVERYONE
from app.kernel.web import current_actor, page_number
from app.offers import queries, wording
from app.offers.forms import JobsAsked, OffersAsked, PlacesForm
from app.offers.models import JobPosting, Offer, Posting
from app.offers.views.blueprint import blueprint, minimum_wage
from app.places.datum import Point
from app.places.distance import km_between


@blueprint.page("/offers", audience=EVERYONE)
def offers() -> str:
    form = OffersAsked(request.args)
    page = queries.offers(form.wanted(), page_number())
    return render_template("offers/offers.html", page=page, form=form, wording=wording)


@blueprint.page("/offers/<int:offer_id>", audience=EVERYONE)
def offer(offer_id: int) -> str:
    found = queries.posting(Offer, offer_id)
    return _posting_page("offers/offer.html", found)


@blueprint.page("/jobs", audience=EVERYONE)
def jobs() -> str:
    form = JobsAsked(request.args)
    wanted = form.wanted()
    page = queries.jobs(wanted, page_number())
    distances = {job.id: _km(wanted.near, job) for job in page.items}
    return render_template(
        "offers/jobs.html",
        page=page,
        form=form,
        near=form.point(),
        distances=distances,
        wording=wording,
    )


@blueprint.page("/jobs/<int:job_id>", audience=EVERYONE)
def job(job_id: int) -> str:
    found = queries.posting(JobPosting, job_id)
    return _posting_page("offers/job.html", found)


def _posting_page(template: str, found: Posting) -> str:
    return render_template(
        template,
        posting=found,
        wording=wording,
        is_own=queries.is_own(current_actor(), found),
        is_below_wage=found.wage is not None and found.wage.is_below(minimum_wage()),
        minimum_wage=minimum_wage(),
        places_form=PlacesForm(formdata=None, obj=found),
    )


def _km(near: tuple[float, float] | None, job: JobPosting) -> float | None:
    return None if near is None else km_between(Point(*near), Point(job.lat, job.lon))

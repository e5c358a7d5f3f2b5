"""What everyone may read: the list, the map, and a need as it is told."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask_babel import gettext as _

from app.kernel.access import EVERYONE, Actor, Role
from app.kernel.scope import find
from app.kernel.web import current_actor, page_number
from app.needs import disclosed, progress, queries, wording
from app.needs.forms import NeedsAsked, ReasonForm
from app.needs.models import Need, NeedNotice
from app.needs.queries import Near, NeedFilter
from app.needs.views.blueprint import blueprint, file_of
from app.places import areas
from app.places import queries as places
from app.providers.models import Organization, Volunteer

HELPERS = (Role.VOLUNTEER, Role.ORGANIZATION_MEMBER)
COUNT_BANDS = (1, 5, 10)
"""From how many on a map says one more: nobody reads a single need's coming and going from it."""


class Banded(int):
    """A count that is said, and drawn, by the band it lies in."""

    def __new__(cls, count: int) -> Banded:
        return super().__new__(cls, max((low for low in COUNT_BANDS if low <= count), default=0))

    def __str__(self) -> str:
        if self in (0, COUNT_BANDS[-1]):
            return f"{int(self)}+" if self else "0"
        following = COUNT_BANDS[COUNT_BANDS.index(int(self)) + 1]
        return f"{int(self)}–{following - 1}"


@blueprint.page("/needs", audience=EVERYONE)
def needs() -> str:
    actor = current_actor()
    form = NeedsAsked(request.args)
    form.validate()
    profile = _volunteer(actor)
    asked = _asked(form, profile, _near(form, actor, profile))
    page = queries.listed(asked, page_number())
    return render_template(
        "needs/needs.html",
        form=form,
        page=page,
        cards=[wording.card(one.notice, one.band) for one in page.items],
        device=form.device(),
        has_profile=profile is not None,
    )


def _asked(form: NeedsAsked, profile: Volunteer | None, near: Near | None) -> NeedFilter:
    if near is None and form.sort.data == "near":
        form.sort.errors = [_("Please choose a town to measure from, or press “Near me”.")]
    asked_sort = form.asked("sort") or "new"
    asked = NeedFilter(
        category=form.asked("category"),
        categories=wording.named_by(form.q.words) if form.q.words else None,
        town=form.asked("town"),
        mode=form.asked("mode"),
        held=form.asked("held"),
        free=() if form.free.errors else tuple(form.free.data or ()),
        sort="near" if form.point() is not None and asked_sort == "new" else asked_sort,
        near=near,
    )
    if profile is not None and form.fits.data:
        named = asked.categories
        own = [one for one in profile.categories if named is None or one in named]
        return replace(asked, categories=tuple(own))
    return asked


def _near(form: NeedsAsked, actor: Actor, profile: Volunteer | None) -> Near | None:
    """The place that was asked from, else the own one; both are measured to areas alone."""
    point = form.point()
    if point is not None:
        return Near(lat=point[0], lon=point[1])
    if profile is not None:
        return Near(lat=profile.lat, lon=profile.lon)
    if actor.organization_id is None:
        return None
    firm = find(Organization, actor.organization_id)
    return Near(lat=firm.lat, lon=firm.lon)


def _volunteer(actor: Actor) -> Volunteer | None:
    return None if actor.volunteer_id is None else find(Volunteer, actor.volunteer_id)


@blueprint.page("/needs/map", audience=EVERYONE)
def map() -> str:
    counts = queries.open_by_area()
    towns = [
        {
            "code": town.code,
            "text": town.name,
            "lat": town.lat,
            "lon": town.lon,
            "count": Banded(counts.get(town.code, 0)),
        }
        for town in places.towns()
    ]
    wider = [
        (areas.name(one.code), one.code, Banded(counts[one.code]))
        for one in areas.every()
        if len(one.towns) > 1 and counts.get(one.code)
    ]
    return render_template("needs/map.html", towns=towns, wider=wider)


@blueprint.page("/needs/<int:need_id>", audience=EVERYONE)
def need(need_id: int) -> str:
    actor = current_actor()
    if actor.role in disclosed.AUDIENCES or actor.role is Role.GUARDIAN:
        own = queries.own(need_id)
        if own is not None:
            return _own(actor, own)
    found = queries.notice(need_id)
    return render_template(
        "needs/need.html",
        told=found,
        card=wording.card(found),
        may_apply=_may_apply(actor, found),
        is_helper=actor.role in HELPERS,
        wording=wording,
    )


def _own(actor: Actor, found: Need) -> str:
    """The file for the staff of the place, what was asked and how far it is for the family."""
    if actor.role is Role.GUARDIAN:
        steps = progress.need_steps(found)
        return render_template("needs/of_family.html", need=found, steps=steps, wording=wording)
    return render_template(
        "needs/file.html", form=ReasonForm(formdata=None), **file_of(actor, found)
    )


def _may_apply(actor: Actor, found: NeedNotice) -> bool:
    """A vetted helper may ask to be matched with an open need of a child."""
    is_open = found.places_left > 0 and not found.is_employment
    return is_open and actor.is_vetted and actor.role in HELPERS

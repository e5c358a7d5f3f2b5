"""What everyone may read: the list, the map, and a need's public words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import render_template, request
from flask_babel import gettext as _

from app.kernel import options
from app.kernel.access import EVERYONE, Actor, Role
from app.kernel.scope import find
from app.kernel.web import current_actor, page_number
from app.needs import disclosed, progress, queries, wording
from app.needs.forms import NeedsAsked, ReasonForm
from app.needs.models import Need, NeedState
from app.needs.queries import Near, NeedFilter
from app.needs.views.blueprint import blueprint, file_of
from app.places import queries as places
from app.providers.models import Organization, Volunteer

HELPERS = (Role.VOLUNTEER, Role.ORGANIZATION_MEMBER)


class Coarse(int):
    """A count that is drawn as the smallest one that may be published, and said as `fewer than`."""

    def __str__(self) -> str:
        return str(_("fewer than %(minimum)s", minimum=int(self)))


@blueprint.page("/needs", audience=EVERYONE)
def needs() -> str:
    actor = current_actor()
    form = NeedsAsked(request.args)
    form.validate()
    profile = _volunteer(actor)
    page = queries.listed(_asked(form, actor, profile), page_number())
    return render_template(
        "needs/needs.html",
        form=form,
        page=page,
        cards=[wording.card(one) for one in page.items],
        device=form.device(),
        has_profile=profile is not None,
    )


def _asked(form: NeedsAsked, actor: Actor, profile: Volunteer | None) -> NeedFilter:
    near = _near(form, actor, profile)
    if near is None and form.sort.data == "near":
        form.sort.errors = [_("Please choose a town to measure from, or press “Near me”.")]
    asked_sort = form.asked("sort") or "new"
    asked = NeedFilter(
        category=form.asked("category"),
        town=form.asked("town"),
        mode=form.asked("mode"),
        held=form.asked("held"),
        words=form.q.words or None,
        free=() if form.free.errors else tuple(form.free.data or ()),
        sort="near" if form.point() is not None and asked_sort == "new" else asked_sort,
        near=near,
    )
    if profile is not None and form.fits.data:
        return replace(asked, categories=tuple(profile.categories))
    return asked


def _near(form: NeedsAsked, actor: Actor, profile: Volunteer | None) -> Near | None:
    """The place that was asked from, else a vetted provider's own."""
    point = form.point()
    if point is not None:
        return Near(lat=point[0], lon=point[1])
    if not actor.is_vetted:
        return None
    if profile is not None:
        return Near(lat=profile.lat, lon=profile.lon, is_vetted=True)
    firm = find(Organization, actor.organization_id or 0)
    return Near(lat=firm.lat, lon=firm.lon, is_vetted=True)


def _volunteer(actor: Actor) -> Volunteer | None:
    return None if actor.volunteer_id is None else find(Volunteer, actor.volunteer_id)


@blueprint.page("/needs/map", audience=EVERYONE)
def map() -> str:
    counts = queries.open_by_town()
    minimum = options.value("public_cell_minimum")
    coarse = partial(_coarse, minimum=minimum)
    towns = [
        {
            "code": town.code,
            "text": town.name,
            "lat": town.lat,
            "lon": town.lon,
            "count": coarse(counts.get(town.code, 0)),
            "is_few": counts.get(town.code, 0) < minimum,
        }
        for town in places.towns()
    ]
    return render_template("needs/map.html", towns=towns, minimum=minimum)


def _coarse(count: int, *, minimum: int) -> int:
    return count if count >= minimum else Coarse(minimum)


@blueprint.page("/needs/<int:need_id>", audience=EVERYONE)
def need(need_id: int) -> str:
    actor = current_actor()
    found = queries.need(need_id)
    if disclosed.is_staff_of(actor, found):
        return render_template(
            "needs/file.html", form=ReasonForm(formdata=None), **file_of(actor, found)
        )
    is_family = actor.guardian_id is not None and found.guardian_id == actor.guardian_id
    return render_template(
        "needs/need.html",
        need=found,
        card=wording.card(queries.Listed(found, None)),
        steps=progress.need_steps(found) if is_family else None,
        may_apply=_may_apply(actor, found),
        is_helper=actor.role in HELPERS,
        wording=wording,
    )


def _may_apply(actor: Actor, found: Need) -> bool:
    """A vetted helper may ask to be matched with an open need of a child."""
    is_open = found.state == NeedState.OPEN and not found.is_employment
    return is_open and actor.is_vetted and actor.role in HELPERS

"""Today for volunteers, organisations and employers: invitations first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.kernel import clock, weeks, words
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.pages import show_date, show_moment
from app.kernel.scope import find
from app.matches.models import Match, MatchState
from app.needs import wording as need_wording
from app.needs.models import Need, NeedNotice
from app.needs.queries import Listed, Near, NeedFilter, listed
from app.offers.models import JobPosting, Offer, OfferState
from app.places import areas
from app.places import queries as places
from app.providers.models import Organization, ProviderState, QualificationState, Volunteer
from app.site import waiting
from app.site.today.page import ROWS, Number, Part, Today, TodayRow


def volunteer(actor: Actor) -> Today:
    own = find(Volunteer, actor.volunteer_id or 0)
    fields = tuple(own.categories)
    here = Near(lat=own.lat, lon=own.lon)
    nearest = listed(NeedFilter(categories=fields, near=here, sort="near"), 1)
    is_paused = own.is_paused(clock.today())
    return Today(
        place=places.name(own.town_code),
        notes=(*_pause(own), *_still_missing(own)),
        numbers=(
            _invited(),
            Number(
                value=nearest.total,
                text=_("open needs in your fields"),
                href=url_for("needs.needs", sort="near"),
            ),
            Number(
                value=own.capacity - own.load,
                text=_("places you still have"),
                href=url_for("providers.profile"),
            ),
        ),
        parts=(_invitations(), *(() if is_paused else (_near(nearest.items),))),
    )


def organization(actor: Actor) -> Today:
    return _giver(actor, Offer, new="offers.new_offer")


def employer(actor: Actor) -> Today:
    return _giver(actor, JobPosting, new="offers.new_job")


def _giver(actor: Actor, model: type[Offer] | type[JobPosting], *, new: str) -> Today:
    own = find(Organization, actor.organization_id or 0)
    states = _states(own.id, model)
    kinds = ((state, label) for state in OfferState if (label := states.get(state)))
    return Today(
        place=own.name,
        notes=_standing(own.state, own.state_reason),
        numbers=(
            _invited(),
            *(
                Number(
                    value=count,
                    text=_("posted: %(state)s", state=words.label("offer_state", state)),
                    href=url_for("offers.mine"),
                    is_mine=state is OfferState.RETURNED,
                )
                for state, count in kinds
            ),
        ),
        parts=(_invitations(), _postings(own.id, model, new)),
    )


def _invited() -> Number:
    return Number(
        value=waiting.invitations(),
        text=_("invitations to answer"),
        href=url_for("matches.invitations"),
        is_mine=True,
    )


def _invitations() -> Part:
    open_ones = (
        select(Match, NeedNotice, Need.slots)
        .join(NeedNotice, NeedNotice.need_id == Match.need_id)
        .join(Need, Need.id == Match.need_id)
        .where(Match.state == MatchState.INVITED)
        .order_by(Match.answer_by, Match.id)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=need_wording.title(notice),
            href=url_for("matches.invitation", match_id=match.id),
            icon="hand",
            due=_("Please answer by %(moment)s", moment=show_moment(match.answer_by))
            if match.answer_by
            else None,
            detail=" · ".join(filter(None, (areas.name(notice.area), weeks.in_short(slots)))),
        )
        for match, notice, slots in db.session.execute(open_ones)
    )
    return Part(
        title=_("Invitations"),
        rows=rows,
        empty=_("No invitation is waiting for you. We write to you as soon as there is one."),
        more=_("All invitations"),
        href=url_for("matches.invitations"),
    )


def _near(nearest: Sequence[Listed]) -> Part:
    cards = [need_wording.card(one.notice, one.band) for one in nearest[:ROWS]]
    rows = tuple(
        TodayRow(
            title=one.title,
            href=url_for("needs.need", need_id=one.need_id),
            icon="search",
            state="later",
            detail=" · ".join(filter(None, (one.area, one.distance, one.when))),
        )
        for one in cards
    )
    return Part(
        title=_("Near you, in your fields"),
        rows=rows,
        empty=_("Nothing near you at the moment. A wider radius or another field finds more."),
        more=_("All needs"),
        href=url_for("needs.needs"),
    )


def _pause(own: Volunteer) -> tuple[str, ...]:
    if not own.is_paused(clock.today()):
        return ()
    day = show_date(own.pause_last_day)
    return (
        _("You are taking a pause until %(day)s; nobody asks you. It ends by itself.", day=day),
    )


def _still_missing(own: Volunteer) -> tuple[str, ...]:
    """What stands between this volunteer and an invitation, in words."""
    if own.is_vetted(clock.today()):
        return ()
    missing = list(_standing(own.state, own.state_reason))
    if own.pledge_signed_at is None:
        missing.append(_("Still missing: the pledge to protect children, signed by you."))
    if own.record_check_until is None:
        missing.append(_("Still missing: the record check. Civil affairs arranges it with you."))
    elif own.record_check_until < clock.today():
        missing.append(_("Your record check has run out; please let civil affairs renew it."))
    claimed = [one.kind for one in own.qualifications if one.state == QualificationState.CLAIMED]
    if claimed:
        named = words.labels("qualification", claimed)
        missing.append(_("Not yet confirmed: %(named)s.", named=named))
    return tuple(missing)


def _standing(state: ProviderState, reason: str | None) -> tuple[str, ...]:
    if state == ProviderState.ACTIVE:
        return ()
    if state == ProviderState.APPLIED:
        return (_("Civil affairs is looking at your registration; until then nobody is invited."),)
    sentence = _(
        "Your registration stands at: %(state)s.", state=words.label("provider_state", state)
    )
    return (f"{sentence} {reason}" if reason else sentence,)


def _states(key: int, model: type[Offer] | type[JobPosting]) -> dict[OfferState, int]:
    rows = db.session.execute(
        select(model.state, func.count()).where(model.organization_id == key).group_by(model.state)
    )
    return {OfferState(state): count for state, count in rows}


def _postings(key: int, model: type[Offer] | type[JobPosting], new: str) -> Part:
    latest = (
        select(model)
        .where(model.organization_id == key, model.state != OfferState.WITHDRAWN)
        .order_by(model.created_at.desc(), model.id.desc())
        .limit(ROWS)
    )
    posted: Sequence[Any] = db.session.scalars(latest).all()
    rows = tuple(
        TodayRow(
            title=one.title,
            href=url_for("offers.mine"),
            icon="gift",
            state="mine" if one.state == OfferState.RETURNED else "later",
            due=words.label("offer_state", one.state),
            detail=one.state_reason
            or _(
                "%(left)s of %(capacity)s places free", left=one.places_left, capacity=one.capacity
            ),
        )
        for one in posted
    )
    return Part(
        title=_("What you posted"),
        rows=rows,
        empty=_("You have not posted anything yet."),
        more=_("Post something new") if not rows else _("All of it"),
        href=url_for(new) if not rows else url_for("offers.mine"),
    )

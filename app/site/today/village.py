"""Today for a village's child director and a town's supervisor."""

from __future__ import annotations

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.children.queries import turning_soon
from app.kernel import clock, words
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.paging import paginate
from app.matches.models import Consent, ConsentState, Match
from app.needs.models import Need, NeedState
from app.needs.queries import awaiting as needs_awaiting
from app.needs.queries import mine
from app.places import queries as places
from app.post.calls import calls
from app.site import waiting
from app.site.today.page import ROWS, Number, Part, Today, TodayRow, waited
from app.site.today.ringing import no_carrier


def director(actor: Actor) -> Today:
    return Today(
        place=places.full_name(actor.place or ""),
        numbers=(
            Number(
                value=needs_awaiting(actor),
                text=_("needs came back to be put right"),
                href=url_for("needs.mine"),
                is_mine=True,
            ),
            Number(
                value=waiting.consents(),
                text=_("families to ask"),
                href=url_for("matches.village"),
                is_mine=True,
            ),
            Number(
                value=waiting.under_way(),
                text=_("matches waiting for somebody's answer"),
                href=url_for("matches.village"),
            ),
        ),
        parts=(_links(), _returned(), *_ages()),
        notes=no_carrier(),
        calls=calls(actor, size=ROWS),
    )


def _ages() -> tuple[Part, ...]:
    """Who turns 16 or 18 soon; said only when there is somebody."""
    rows = tuple(
        TodayRow(
            title=_("A child turns %(age)s on %(day)s", age=coming.age, day=format_date(coming.on)),
            href=url_for("children.child", child_id=child.id),
            icon="child",
            due=_("to arrange before"),
            detail=places.name(child.village_code),
        )
        for child, coming in turning_soon(most=ROWS)
    )
    if not rows:
        return ()
    return (
        Part(
            title=_("Birthdays that change something"),
            rows=rows,
            empty="",
            more=_("All children"),
            href=url_for("children.children"),
        ),
    )


def _links() -> Part:
    asked = (
        select(Consent)
        .where(Consent.state == ConsentState.WAITING, Consent.expires_at > clock.now())
        .options(selectinload(Consent.match).selectinload(Match.need))
        .order_by(Consent.expires_at)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=consent.match.need.title,
            href=url_for("matches.village"),
            icon="link",
            due=_("To answer by %(day)s", day=format_date(clock.local(consent.expires_at))),
            detail=_("%(who)s wants to help", who=consent.recipient),
        )
        for consent in db.session.scalars(asked)
    )
    return Part(
        title=_("Families to ask"),
        rows=rows,
        empty=_("No family has to be asked at the moment."),
        more=_("All matches of the village"),
        href=url_for("matches.village"),
    )


def _returned() -> Part:
    back = (
        select(Need)
        .where(Need.state == NeedState.RETURNED)
        .order_by(Need.submitted_at, Need.id)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=need.title,
            href=url_for("needs.edit", need_id=need.id),
            icon="edit",
            due=_("Came back"),
            detail=need.state_reason,
        )
        for need in db.session.scalars(back)
    )
    return Part(
        title=_("Needs that came back"),
        rows=rows,
        empty=_("No need came back."),
        more=_("All needs of the village"),
        href=url_for("needs.mine"),
    )


def supervisor(actor: Actor) -> Today:
    return Today(
        place=places.full_name(actor.place or ""),
        numbers=(
            Number(
                value=needs_awaiting(actor),
                text=_("needs to endorse"),
                href=url_for("needs.desk"),
                is_mine=True,
            ),
            Number(
                value=waiting.to_ring(),
                text=_("families to ring"),
                href=url_for("matches.to_ring"),
                is_mine=True,
            ),
            Number(
                value=paginate(mine(actor, state=NeedState.OPEN), 1).total,
                text=_("open needs of the town, nobody found yet"),
                href=url_for("needs.mine", state=NeedState.OPEN),
            ),
        ),
        parts=(_submitted(), *_ages()),
    )


def _submitted() -> Part:
    handed_in = (
        select(Need)
        .where(Need.state == NeedState.SUBMITTED)
        .order_by(Need.submitted_at, Need.id)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=need.title,
            href=url_for("needs.review", need_id=need.id),
            icon="list",
            due=waited(need.submitted_at),
            detail=f"{places.name(need.village_code)} · {words.label('service_category', need.category)}",
        )
        for need in db.session.scalars(handed_in)
    )
    return Part(
        title=_("Needs to endorse, the longest waiting first"),
        rows=rows,
        empty=_("Every need of the town has been looked at."),
        more=_("All needs of the town"),
        href=url_for("needs.desk"),
    )

"""Today for a guardian: who waits for a yes or no, and work near home."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.children.models import Guardian
from app.kernel import clock, words
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.pages import show_moment
from app.kernel.paging import Page
from app.kernel.scope import find
from app.matches.models import Consent, ConsentState
from app.needs.models import NeedState
from app.needs.queries import awaiting as needs_awaiting
from app.needs.queries import own_work
from app.offers.models import JobPosting
from app.offers.queries import JobFilter
from app.offers.queries import jobs as open_jobs
from app.places import queries as places
from app.site import waiting
from app.site.today.page import ROWS, Number, Part, Today, TodayRow


def guardian(actor: Actor) -> Today:
    own = find(Guardian, actor.guardian_id or 0)
    near = open_jobs(JobFilter(town=own.town_code), 1)
    return Today(
        place=places.full_name(own.village_code),
        numbers=(
            Number(
                value=waiting.consents(),
                text=_("questions for you: yes or no"),
                href=url_for("matches.family"),
                is_mine=True,
            ),
            Number(
                value=needs_awaiting(actor),
                text=_("wishes for work to put right"),
                href=url_for("needs.own"),
                is_mine=True,
            ),
            Number(
                value=near.total,
                text=_("jobs and courses in your town"),
                href=url_for("offers.jobs", town=own.town_code),
            ),
        ),
        parts=(_questions(), _own_need(actor), _jobs(near, own.town_code)),
    )


def _questions() -> Part:
    asked = (
        select(Consent)
        .where(Consent.state == ConsentState.WAITING, Consent.expires_at > clock.now())
        .order_by(Consent.expires_at)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=_("%(who)s wants to help", who=consent.recipient),
            href=url_for("matches.family_question", match_id=consent.match_id),
            icon="heart-hand",
            due=_("Please answer by %(moment)s", moment=show_moment(consent.expires_at)),
        )
        for consent in db.session.scalars(asked)
    )
    return Part(
        title=_("Who wants to help"),
        rows=rows,
        empty=_("Nobody is waiting for your answer."),
        more=_("All help for us"),
        href=url_for("matches.family"),
    )


def _own_need(actor: Actor) -> Part:
    rows = tuple(
        TodayRow(
            title=need.title,
            href=url_for("needs.own"),
            icon="search",
            state="mine" if need.state == NeedState.RETURNED else "later",
            due=words.label("need_state", need.state),
            detail=need.state_reason,
        )
        for need in own_work(actor)[:ROWS]
    )
    return Part(
        title=_("Work for me"),
        rows=rows,
        empty=_("If you are looking for work near home, say what would suit you."),
        more=_("Say what work I look for") if not rows else _("My wish for work"),
        href=url_for("needs.own"),
    )


def _jobs(near: Page[JobPosting], town_code: str) -> Part:
    rows = tuple(
        TodayRow(
            title=job.title,
            href=url_for("offers.job", job_id=job.id),
            icon="briefcase",
            state="later",
            detail=job.pay,
        )
        for job in near.items[:ROWS]
    )
    return Part(
        title=_("Jobs and courses in your town"),
        rows=rows,
        empty=_("No job is posted in your town at the moment."),
        more=_("All jobs and courses"),
        href=url_for("offers.jobs", town=town_code) if rows else url_for("offers.jobs"),
    )

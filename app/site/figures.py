"""The four figures of the first page, coarse enough that nobody stands out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.metrics import Gauge, Sample
from app.kernel.scope import unscoped
from app.matches.models import Match, Round, RoundState
from app.needs.models import Need
from app.needs.queries import open_count
from app.offers.queries import open_jobs_count
from app.providers.models import ProviderState, Volunteer

LATEST = 500
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the platform may say of itself to everyone."""

    open_needs: int
    vetted_volunteers: int
    open_jobs: int
    connected: int
    """How many of the latest matches `median_days` is taken from."""
    median_days: float | None
    """From a need's opening to the guardian's consent; None before the first."""


def figures() -> Figures:
    """Needs and jobs as this reader may list them; volunteers and days of the whole county."""
    with _of_all():
        volunteers = _count(select(Volunteer.id).where(*_is_vetted()))
        waits = [(after - before).total_seconds() / DAY for before, after in _connected()]
    return Figures(
        open_needs=open_count(),
        vetted_volunteers=volunteers,
        open_jobs=open_jobs_count(),
        connected=len(waits),
        median_days=median(waits) if waits else None,
    )


@contextmanager
def _of_all() -> Iterator[None]:
    with unscoped("figures of the whole platform, without a person in them"):
        yield


def _rounds() -> list[Sample]:
    counted = select(Round.state, func.count(Round.id)).group_by(Round.state)
    with _of_all():
        many = dict(db.session.execute(counted).tuples().all())
    # Those of which there are none as well: an alarm hears a figure grow only where it was told.
    return [Sample(labels={"state": state}, value=many.get(state, 0)) for state in RoundState]


ROUNDS = Gauge(
    name="tongqiao_rounds",
    says="Rounds of the matching engine.",
    labels=("state",),
    samples=_rounds,
)


def coarse(number: int, *, minimum: int) -> str:
    """A public number in words: one that could point at somebody is not told exactly."""
    if number < minimum:
        return str(_("fewer than %(minimum)s", minimum=minimum))
    return str(format_decimal(number))


def _is_vetted() -> tuple[ColumnElement[bool], ...]:
    """`Volunteer.is_vetted` of today, as conditions."""
    return (
        Volunteer.state == ProviderState.ACTIVE,
        Volunteer.pledge_signed_at.is_not(None),
        Volunteer.record_check_until >= clock.today(),
    )


def _connected() -> list[tuple[datetime, datetime]]:
    rows = db.session.execute(
        select(Need.opened_at, Match.consented_at)
        .join(Need, Need.id == Match.need_id)
        .where(Match.consented_at.is_not(None), Need.opened_at.is_not(None))
        .order_by(Match.consented_at.desc())
        .limit(LATEST)
    )
    return [(row.opened_at, row.consented_at) for row in rows]


def _count(keys: Select[tuple[int]]) -> int:
    return db.session.scalar(select(func.count()).select_from(keys.subquery())) or 0

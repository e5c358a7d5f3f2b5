"""Today for those who watch the platform: the auditor and the system administrator."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from app.kernel import clock, readiness, words
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, LOOKS, fields_of
from app.kernel.events import AuditLine
from app.kernel.events import Job as OwedJob
from app.kernel.paging import paginate
from app.kernel.schedule import RunState
from app.people.models import Account
from app.people.queries import accounts
from app.places import queries as places
from app.site import waiting
from app.site.today import keeping
from app.site.today.asking import asking
from app.site.today.page import ROWS, Number, Part, Today, TodayRow
from app.system import owed
from app.system import queries as system


def auditor(_actor: Actor) -> Today:
    chain = system.chain()
    return Today(
        place=places.county().name,
        numbers=(
            Number(value=chain.sealed, text=_("lines in the chain"), href=url_for("system.trail")),
            Number(
                value=chain.unsealed,
                text=_("lines waiting to be sealed"),
                href=url_for("system.trail"),
            ),
            Number(
                value=system.looks_of_today(),
                text=_("looks at protected fields today"),
                href=url_for("system.trail", event=LOOKED, since=clock.today().isoformat()),
            ),
        ),
        parts=(_looks(),),
    )


def _looks() -> Part:
    newest = (
        select(AuditLine)
        .where(AuditLine.event.in_(LOOKS))
        .order_by(AuditLine.id.desc())
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=_(
                "%(role)s, account %(account)s",
                role=words.label("role", line.role),
                account=line.account_id or "—",
            ),
            href=url_for("system.trail", event=line.event, account=line.account_id),
            icon="eye",
            state="later",
            due=format_datetime(line.at, "short"),
            detail=f"{line.payload['of']}.{', '.join(fields_of(line))} · {line.payload['why']}",
        )
        for line in db.session.scalars(newest)
    )
    return Part(
        title=_("The newest looks"),
        rows=rows,
        empty=_("Nobody has looked at a protected field yet."),
        more=_("The whole trail"),
        href=url_for("system.trail"),
    )


def administrator(actor: Actor) -> Today:
    locked = paginate(accounts(is_locked=True).order_by(Account.id), 1)
    return Today(
        place=places.county().name,
        numbers=(
            Number(
                value=waiting.failed_jobs(),
                text=_("jobs that failed"),
                href=url_for("system.jobs", show="failed"),
                is_mine=True,
            ),
            Number(
                value=owed.failed_runs(),
                text=_("runs of the schedule that failed"),
                href=url_for("system.schedule", state=RunState.FAILED),
                is_mine=True,
            ),
            Number(
                value=locked.total,
                text=_("accounts locked for now"),
                href=url_for("people.accounts", locked="y"),
            ),
            keeping.to_agree(actor),
        ),
        parts=(*asking(), _failed(), _locked(locked.items[:ROWS]), keeping.kept()),
        notes=(
            *keeping.missing_holidays(),
            *(one.words() for one in readiness.alarms() if one.state is readiness.State.FAILED),
        ),
    )


def _failed() -> Part:
    failed = (
        select(OwedJob)
        .where(OwedJob.done_at.is_(None), OwedJob.error.is_not(None))
        .order_by(OwedJob.created_at, OwedJob.id)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=job.event,
            href=url_for("system.jobs", show="failed"),
            icon="alert",
            state="late",
            due=format_datetime(job.created_at, "short"),
            detail=owed.handler_words(job.handler) or job.handler,
        )
        for job in db.session.scalars(failed)
    )
    return Part(
        title=_("Jobs that failed"),
        rows=rows,
        empty=_("Every job went through."),
        more=_("The jobs board"),
        href=url_for("system.jobs"),
    )


def _locked(locked: Sequence[Account]) -> Part:
    rows = tuple(
        TodayRow(
            title=account.display_name,
            href=url_for("people.one_account", account_id=account.id),
            icon="lock",
            state="later",
            due=_("until %(moment)s", moment=format_datetime(account.locked_until, "short")),
        )
        for account in locked
    )
    return Part(
        title=_("Accounts locked for now"),
        rows=rows,
        empty=_("No account is locked."),
        more=_("All locked accounts"),
        href=url_for("people.accounts", locked="y"),
    )

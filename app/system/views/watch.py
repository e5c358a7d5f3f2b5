"""The auditor's trail, the jobs and the schedule, and the authorization matrix."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.kernel import audit, clock, web
from app.kernel.access import Can, Role, may
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.listing_views import look, made_by, sent_workbook
from app.kernel.sheets import write_sheet
from app.system import actions, listings, matrix, owed, queries
from app.system.forms import TrailForm
from app.system.owed import JobFilters
from app.system.views.blueprint import blueprint

AUDITOR = (Role.AUDITOR,)
ADMINISTRATOR = (Role.SYSTEM_ADMINISTRATOR,)
DECIDING = (Role.CIVIL_AFFAIRS, *ADMINISTRATOR)


@blueprint.page("/audit", audience=AUDITOR)
def trail() -> str:
    shown = look(listings.TRAIL)
    form = shown.form
    return render_template(
        "system/trail.html",
        shown=shown,
        form=form,
        filters=queries.Filters() if form.errors else form.filters(),
        page=shown.page,
        chain=queries.chain(),
    )


@blueprint.deed("/audit/export", audience=AUDITOR)
def export() -> Any:
    """The lines that fit, as a workbook. The event is written first: no line leaves unseen."""
    form = TrailForm()
    if not form.validate():
        return web.see_other("system.trail")
    filters = form.filters()
    taken = web.attempt(lambda: actions.export_trail(web.current_actor(), filters=filters))
    if taken is None:
        return web.see_other("system.trail", **filters.as_codes())
    lines = queries.lines(filters).order_by(AuditLine.id.desc())
    until = lines.where(AuditLine.id <= taken.last_line)
    file, title = TemporaryFile(), str(listings.TRAIL.title)  # noqa: SIM115 — closed when it is sent
    write_sheet(
        file,
        title=title,
        made=made_by(web.current_actor()),
        heads=[str(column.words) for column in listings.LINES],
        rows=([column.of(line) for column in listings.LINES] for line in db.session.scalars(until)),
    )
    return sent_workbook(file, title)


@blueprint.deed("/audit/verify", audience=AUDITOR)
def verify() -> Any:
    """Seal what is committed, walk the whole chain, and keep what was found."""
    audit.seal()
    actions.note_verdict(web.current_actor(), verdict=audit.verify())
    return web.see_other("system.verdict")


@blueprint.page("/audit/verdict", audience=AUDITOR)
def verdict() -> str:
    return render_template("system/verdict.html", line=queries.last_verification())


@blueprint.page("/jobs-board", audience=ADMINISTRATOR, endpoint="jobs")
def jobs_board() -> str:
    shown = look(listings.JOBS)
    form = shown.form
    return render_template(
        "system/jobs.html",
        shown=shown,
        form=form,
        filters=JobFilters() if form.errors else form.filters(),
        page=shown.page,
        counts=owed.job_counts(),
        words_of=owed.handler_words,
    )


@blueprint.deed("/jobs-board/<int:job_id>/retry", audience=ADMINISTRATOR)
def retry_job(job_id: int) -> Any:
    if web.attempt(lambda: actions.retry_job(web.current_actor(), job_id)) is None:
        return web.see_other("system.jobs")
    web.tell(_("The job is due again and will be carried within a minute."))
    return web.see_other("system.jobs", show="failed")


@blueprint.page("/schedule", audience=DECIDING)
def schedule() -> str:
    shown = look(listings.RUNS)
    return render_template(
        "system/schedule.html",
        shown=shown,
        form=shown.form,
        lines=owed.entry_lines(),
        asking=owed.asking(),
        now=clock.now(),
        page=shown.page,
        words_of=owed.entry_words,
        can_retry=may(web.current_actor(), Can.RETRY_JOB),
    )


@blueprint.deed("/schedule/<int:run_id>/retry", audience=ADMINISTRATOR)
def retry_run(run_id: int) -> Any:
    if web.attempt(lambda: actions.retry_run(web.current_actor(), run_id)) is not None:
        web.tell(_("The run is due again and will be carried within a minute."))
    return web.see_other("system.schedule")


@blueprint.deed("/schedule/<int:run_id>/allow", audience=DECIDING)
def allow_run(run_id: int) -> Any:
    return _decide(run_id, is_allowed=True)


@blueprint.deed("/schedule/<int:run_id>/dismiss", audience=DECIDING)
def dismiss_run(run_id: int) -> Any:
    return _decide(run_id, is_allowed=False)


def _decide(run_id: int, *, is_allowed: bool) -> Any:
    actor = web.current_actor()
    if web.attempt(lambda: actions.decide_run(actor, run_id, is_allowed=is_allowed)) is None:
        return web.see_other("system.schedule")
    if is_allowed:
        web.tell(_("Allowed. It is done within a minute."))
    else:
        web.tell(_("Nothing was changed. You are asked again tomorrow if there is still a reason."))
    return web.see_other("system.schedule")


@blueprint.page("/authorization", audience=(*AUDITOR, *ADMINISTRATOR), endpoint="matrix")
def matrix_page() -> str:
    return render_template(
        "system/matrix.html", roles=matrix.roles(), verbs=matrix.verbs(), pages=matrix.pages()
    )

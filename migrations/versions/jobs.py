"""Jobs have lasting names, lanes and leases; what is due by the hour has a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "jobs"
down_revision = "steps"

NAMES = {
    "app.post.jobs:send_written_text": "post.send_written_text",
    "app.people.jobs:mail_written_letter": "people.mail_written_letter",
    "app.providers.jobs:tell_of_volunteer": "providers.tell_of_volunteer",
    "app.providers.jobs:tell_of_organization": "providers.tell_of_organization",
    "app.providers.jobs:tell_of_decision": "providers.tell_of_decision",
    "app.needs.jobs:tell_of_raised": "needs.tell_of_raised",
    "app.needs.jobs:tell_of_submitted": "needs.tell_of_submitted",
    "app.needs.jobs:tell_of_endorsed": "needs.tell_of_endorsed",
    "app.needs.jobs:tell_of_returned": "needs.tell_of_returned",
    "app.needs.jobs:tell_of_approved": "needs.tell_of_approved",
    "app.needs.jobs:tell_of_many_approved": "needs.tell_of_many_approved",
    "app.needs.jobs:tell_of_rejected": "needs.tell_of_rejected",
    "app.offers.jobs:tell_of_posted": "offers.tell_of_posted",
    "app.offers.jobs:tell_of_submitted": "offers.tell_of_submitted",
    "app.offers.jobs:tell_of_verified": "offers.tell_of_verified",
    "app.offers.jobs:tell_of_returned": "offers.tell_of_returned",
    "app.offers.jobs:tell_of_suspended": "offers.tell_of_suspended",
    "app.matches.jobs.texts:read_need": "matches.read_need",
    "app.matches.jobs.texts:read_needs": "matches.read_needs",
    "app.matches.jobs.texts:read_posting": "matches.read_posting",
    "app.matches.jobs.texts:read_volunteer": "matches.read_volunteer",
    "app.matches.jobs.rounds:run_round": "matches.run_round",
    "app.matches.jobs.consents:ask_guardian": "matches.ask_guardian",
    "app.matches.jobs.consents:text_guardian": "matches.text_guardian",
    "app.matches.jobs.standing:end_with_need": "matches.end_with_need",
    "app.matches.jobs.standing:follow_provider": "matches.follow_provider",
    "app.matches.jobs.letters:invite": "matches.invite",
    "app.matches.jobs.letters:invite_many": "matches.invite_many",
    "app.matches.jobs.letters:tell_rejected": "matches.tell_rejected",
    "app.matches.jobs.letters:tell_accepted": "matches.tell_accepted",
    "app.matches.jobs.letters:tell_declined": "matches.tell_declined",
    "app.matches.jobs.letters:tell_lapsed": "matches.tell_lapsed",
    "app.matches.jobs.letters:tell_asked": "matches.tell_asked",
    "app.matches.jobs.letters:tell_given": "matches.tell_given",
    "app.matches.jobs.letters:tell_refused": "matches.tell_refused",
    "app.matches.jobs.letters:tell_withdrawn": "matches.tell_withdrawn",
    "app.matches.jobs.letters:tell_ended": "matches.tell_ended",
}
"""Places in the code that jobs were stored under, and the names they have for ever."""
LANES = {
    "post.send_written_text": "texts",
    "people.mail_written_letter": "letters",
    "matches.read_need": "rounds",
    "matches.read_needs": "rounds",
    "matches.read_posting": "rounds",
    "matches.read_volunteer": "rounds",
    "matches.run_round": "rounds",
}
"""Handlers that are not carried with the steps."""


def upgrade() -> None:
    with op.batch_alter_table("job") as job:
        job.add_column(
            sa.Column("lane", sa.String(length=20), nullable=False, server_default="steps")
        )
        job.add_column(sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True))
        job.add_column(sa.Column("leased_by", sa.String(length=32), nullable=True))
        job.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        job.drop_index("ix_job_due_at")
    _rename(NAMES)
    job = sa.table("job", sa.column("handler"), sa.column("lane"))
    for handler, lane in LANES.items():
        op.execute(job.update().where(job.c.handler == handler).values(lane=lane))
    with op.batch_alter_table("job") as table:
        table.alter_column("lane", server_default=None, existing_type=sa.String(length=20))
    op.create_index(
        "ix_job_owed",
        "job",
        ["lane", "due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "schedule_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_run")),
    )
    op.create_index("uq_schedule_run_name_due_at", "schedule_run", ["name", "due_at"], unique=True)
    op.create_index(op.f("ix_schedule_run_state"), "schedule_run", ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("schedule_run")
    op.drop_index("ix_job_owed", table_name="job")
    _rename({name: place for place, name in NAMES.items()})
    with op.batch_alter_table("job") as job:
        for column in ("lane", "parked_at", "leased_by", "leased_until"):
            job.drop_column(column)
        job.create_index("ix_job_due_at", ["due_at"], unique=False)


def _rename(names: dict[str, str]) -> None:
    job = sa.table("job", sa.column("handler"))
    for before, after in names.items():
        op.execute(job.update().where(job.c.handler == before).values(handler=after))

"""Keys used once, drafts of long forms, and appointments with what was known when."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "once"
down_revision = "jobs"

LOCAL = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
OPEN = "until_on IS NULL AND superseded_at IS NULL"
ONE_OPEN = {
    "uq_appointment_open_place": (["account_id", "role", "place"], "place IS NOT NULL"),
    "uq_appointment_open_organization": (
        ["account_id", "role", "organization_id"],
        "organization_id IS NOT NULL",
    ),
    "uq_appointment_open_plain": (
        ["account_id", "role"],
        "place IS NULL AND organization_id IS NULL",
    ),
}


def upgrade() -> None:
    op.create_table(
        "once",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=160), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_once")),
    )
    op.create_index(op.f("ix_once_at"), "once", ["at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("row", sa.String(length=200), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("account_id", "form", "row", name=op.f("uq_draft_account_id")),
    )
    op.create_index(op.f("ix_draft_saved_at"), "draft", ["saved_at"], unique=False)
    _date_appointments()


def downgrade() -> None:
    _undate_appointments()
    op.drop_table("draft")
    op.drop_table("once")


def _date_appointments() -> None:
    """An ended appointment's last day becomes the first day after it; what was written down when is
    not known, so each counts as known from its first day."""
    with op.batch_alter_table("appointment") as table:
        table.alter_column("starts_on", new_column_name="from_on", existing_type=sa.Date())
        table.alter_column("ends_on", new_column_name="until_on", existing_type=sa.Date())
        table.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("recorded_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
    row = sa.table(
        "appointment",
        sa.column("id", sa.Integer),
        sa.column("from_on", sa.Date),
        sa.column("until_on", sa.Date),
        sa.column("recorded_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    for key, first, last in connection.execute(
        sa.select(row.c.id, row.c.from_on, row.c.until_on)
    ).all():
        known = datetime.combine(first, time(), tzinfo=LOCAL).astimezone(UTC)
        until = None if last is None else max(last + DAY, first)
        connection.execute(
            row.update().where(row.c.id == key).values(until_on=until, recorded_at=known)
        )
    with op.batch_alter_table("appointment") as table:
        table.alter_column("recorded_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.create_check_constraint(
            op.f("ck_appointment_dates_in_order"), "until_on IS NULL OR until_on >= from_on"
        )
    for name, (columns, where) in ONE_OPEN.items():
        condition = sa.text(f"{OPEN} AND {where}")
        op.create_index(
            name,
            "appointment",
            columns,
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def _undate_appointments() -> None:
    """Keep the appointments as they are known now; what was known before has no place any more."""
    for name in ONE_OPEN:
        op.drop_index(name, "appointment")
    row = sa.table(
        "appointment",
        sa.column("id", sa.Integer),
        sa.column("until_on", sa.Date),
        sa.column("superseded_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    connection.execute(row.delete().where(row.c.superseded_at.is_not(None)))
    ended = sa.select(row.c.id, row.c.until_on).where(row.c.until_on.is_not(None))
    with op.batch_alter_table("appointment") as table:
        table.drop_constraint(op.f("ck_appointment_dates_in_order"), type_="check")
    for key, until in connection.execute(ended).all():
        connection.execute(row.update().where(row.c.id == key).values(until_on=until - DAY))
    with op.batch_alter_table("appointment") as table:
        table.drop_column("superseded_at")
        table.drop_column("recorded_by")
        table.drop_column("recorded_at")
        table.alter_column("until_on", new_column_name="ends_on", existing_type=sa.Date())
        table.alter_column("from_on", new_column_name="starts_on", existing_type=sa.Date())

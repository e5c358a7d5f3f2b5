"""The bureau's numbers and calendar, the second person, the site's mark, ages and pauses."""

import sqlalchemy as sa
from alembic import op

revision = "options"
down_revision = "once"

MARK = """
INSERT INTO site_mark (id, kind, marked_at)
SELECT 1,
       CASE WHEN EXISTS (SELECT 1 FROM audit_line WHERE event = 'demo.loaded')
            THEN 'demo' ELSE 'real' END,
       CURRENT_TIMESTAMP
WHERE EXISTS (SELECT 1 FROM account)
"""


def upgrade() -> None:
    _make_tables()
    op.add_column("child", sa.Column("noticed_age", sa.Integer(), nullable=True))
    op.add_column("volunteer", sa.Column("pause_from_on", sa.Date(), nullable=True))
    op.add_column("volunteer", sa.Column("pause_last_day", sa.Date(), nullable=True))
    op.execute(MARK)


def downgrade() -> None:
    op.drop_column("volunteer", "pause_last_day")
    op.drop_column("volunteer", "pause_from_on")
    op.drop_column("child", "noticed_age")
    for table in ("countersign", "option_value", "calendar_day", "calendar_year", "site_mark"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "site_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_mark_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_mark")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    with op.batch_alter_table("calendar_day") as days:
        days.create_index("uq_calendar_day_day_kind", ["day", "kind"], unique=True)
    op.create_table(
        "option_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("second", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_value")),
    )
    with op.batch_alter_table("option_value") as values:
        values.create_index(op.f("ix_option_value_name"), ["name"], unique=False)
    op.create_table(
        "countersign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_countersign_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersign")),
    )
    with op.batch_alter_table("countersign") as rows:
        rows.create_index(op.f("ix_countersign_state"), ["state"], unique=False)

"""Who typed and who rang a guardian's number; wrong birthdays, and who rang about a signed sheet."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Moment

revision = "evidence"
down_revision = "moves"

REFERENCES = (
    ("guardian", "number_claimed_by"),
    ("guardian", "number_verified_by"),
    ("consent", "witnessed_by"),
)


def upgrade() -> None:
    for table, column in REFERENCES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column}_account REFERENCES account (id)"
        )
    op.add_column("guardian", sa.Column("number_claimed_at", Moment()))
    op.add_column("consent", sa.Column("misses", sa.Integer(), nullable=False, server_default="0"))
    # Who typed the numbers that are there is not known: each waits to be rung once.
    op.execute("UPDATE guardian SET number_claimed_at = CURRENT_TIMESTAMP WHERE mobile IS NOT NULL")


def downgrade() -> None:
    op.drop_column("guardian", "number_claimed_at")
    op.drop_column("consent", "misses")
    for table, column in REFERENCES:
        op.drop_column(table, column)

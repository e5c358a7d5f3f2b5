"""Volunteers who start from another town, and who looked at it."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Moment

revision = "moves"
down_revision = "notices"


def upgrade() -> None:
    op.create_table(
        "home_move",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("volunteer_id", sa.Integer(), sa.ForeignKey("volunteer.id"), nullable=False),
        sa.Column("from_town", sa.String(9), nullable=False),
        sa.Column("to_town", sa.String(9), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment()),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("account.id")),
    )
    op.create_index("ix_home_move_volunteer_id", "home_move", ["volunteer_id"])
    op.create_index("ix_home_move_state", "home_move", ["state"])


def downgrade() -> None:
    op.drop_table("home_move")

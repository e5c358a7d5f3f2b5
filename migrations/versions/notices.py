"""What strangers read of a need, apart from the need. `needs.keep_notices` fills it within the hour."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Moment

revision = "notices"
down_revision = "listed"


def upgrade() -> None:
    op.create_table(
        "need_notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("need_id", sa.Integer(), sa.ForeignKey("need.id"), nullable=False, unique=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("left_at", Moment()),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("age_low", sa.Integer()),
        sa.Column("age_high", sa.Integer()),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("aid_form", sa.String(20), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("qualifications", sa.JSON(), nullable=False),
        sa.Column("helper_sex", sa.String(10)),
        sa.Column("direct_contact", sa.Boolean(), nullable=False),
        sa.Column("per_week", sa.Integer()),
        sa.Column("minutes", sa.Integer()),
        sa.Column("weeks", sa.Integer()),
        sa.Column("urgency", sa.String(20), nullable=False),
        sa.Column("opened_week", sa.Date(), nullable=False),
        sa.Column("tie", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("places_left", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "ix_need_notice_listed",
        "need_notice",
        ["is_listed", "visibility", "opened_week", "tie"],
    )
    op.drop_index("ix_need_by_town", table_name="need")


def downgrade() -> None:
    op.create_index("ix_need_by_town", "need", ["state", "visibility", "town_code"])
    op.drop_table("need_notice")

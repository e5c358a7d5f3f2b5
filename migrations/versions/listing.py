"""What somebody asks of a list again and again."""

import sqlalchemy as sa
from alembic import op

revision = "listing"
down_revision = "flat"


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(length=60), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter") as filters:
        filters.create_index(op.f("ix_saved_filter_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("saved_filter")

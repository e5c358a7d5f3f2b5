"""The list of open needs is read along an index, the newest first, and counted in it."""

from alembic import op

revision = "flat"
down_revision = "ops"


def upgrade() -> None:
    op.create_index("ix_need_listed", "need", ["state", "opened_at", "id", "visibility"])


def downgrade() -> None:
    op.drop_index("ix_need_listed", table_name="need")

"""How many helpers a need wants is called its openings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WITHIN = "ck_need_filled_within"


def upgrade() -> None:
    _rename("places", "openings")


def downgrade() -> None:
    _rename("openings", "places")


def _rename(before: str, after: str) -> None:
    with op.batch_alter_table("need") as need:
        need.drop_constraint(op.f(WITHIN), type_="check")
        need.alter_column(before, new_column_name=after, existing_type=sa.Integer())
    with op.batch_alter_table("need") as need:
        need.create_check_constraint(op.f(WITHIN), f"filled >= 0 AND filled <= {after}")

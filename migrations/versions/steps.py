"""The steps of needs and matches, begun with the moments that are known of those there are."""

import sqlalchemy as sa
from alembic import op

revision = "steps"
down_revision = "0003"

KNOWN = {
    "need": (
        ("draft", "created_at", "raised_by"),
        ("submitted", "submitted_at", "raised_by"),
        ("endorsed", "endorsed_at", "endorsed_by"),
        ("open", "opened_at", "approved_by"),
    ),
    "match": (
        ("proposed", "proposed_at", "proposed_by"),
        ("consented", "consented_at", "NULL"),
    ),
}
"""Of the steps before this table, no more than the rows themselves have kept."""


def upgrade() -> None:
    for kind, known in KNOWN.items():
        _create(kind)
        for state, moment, account in known:
            op.execute(
                f"INSERT INTO {kind}_step ({kind}_id, state, at, account_id) "
                f"SELECT id, '{state}', {moment}, {account} FROM \"{kind}\" "
                f"WHERE {moment} IS NOT NULL ORDER BY id"
            )


def downgrade() -> None:
    for kind in KNOWN:
        op.drop_table(f"{kind}_step")


def _create(kind: str) -> None:
    name = f"{kind}_step"
    op.create_table(
        name,
        sa.Column(f"{kind}_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            [f"{kind}_id"], [f"{kind}.id"], name=op.f(f"fk_{name}_{kind}_id_{kind}")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{kind}_id"), name, [f"{kind}_id"])

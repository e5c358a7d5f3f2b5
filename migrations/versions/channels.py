"""What became of each text and who rings instead; when people want mail."""

import sqlalchemy as sa
from alembic import op

revision = "channels"
down_revision = "papers"


def upgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.add_column(
            sa.Column("mail_wish", sa.String(length=10), nullable=False, server_default="daily")
        )
        table.add_column(
            sa.Column("wants_texts", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("account") as table:
        table.alter_column("mail_wish", server_default=None, existing_type=sa.String(length=10))
        table.alter_column("wants_texts", server_default=None, existing_type=sa.Boolean())
    with op.batch_alter_table("text_message") as table:
        table.add_column(
            sa.Column("about", sa.String(length=80), nullable=False, server_default="consent_asked")
        )
        table.add_column(sa.Column("letter_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("name", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("rung_by", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("village_code", sa.String(length=12), nullable=True))
        table.add_column(
            sa.Column("state", sa.String(length=20), nullable=False, server_default="waiting")
        )
        table.add_column(sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_text_message_letter_id_letter"), "letter", ["letter_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_text_message_account_id_account"), "account", ["account_id"], ["id"]
        )
    op.execute("UPDATE text_message SET state = 'handed_over' WHERE sent_at IS NOT NULL")
    with op.batch_alter_table("text_message") as table:
        table.alter_column("about", server_default=None, existing_type=sa.String(length=80))
        table.alter_column("state", server_default=None, existing_type=sa.String(length=20))
    op.create_index(op.f("ix_text_message_letter_id"), "text_message", ["letter_id"])
    op.create_index(op.f("ix_text_message_account_id"), "text_message", ["account_id"])
    op.create_index("ix_text_message_to_ring", "text_message", ["rung_by", "state"])


def downgrade() -> None:
    op.drop_index("ix_text_message_to_ring", "text_message")
    op.drop_index(op.f("ix_text_message_account_id"), "text_message")
    op.drop_index(op.f("ix_text_message_letter_id"), "text_message")
    with op.batch_alter_table("text_message") as table:
        table.drop_constraint(op.f("fk_text_message_account_id_account"), type_="foreignkey")
        table.drop_constraint(op.f("fk_text_message_letter_id_letter"), type_="foreignkey")
        for name in (
            "rung_at",
            "state",
            "village_code",
            "rung_by",
            "name",
            "account_id",
            "letter_id",
            "about",
        ):
            table.drop_column(name)
    # Not by a copy of the table, which everybody's rows point at.
    op.drop_column("account", "wants_texts")
    op.drop_column("account", "mail_wish")

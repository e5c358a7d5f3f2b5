"""What strangers list and count is read along an index, however large the county."""

from alembic import op

revision = "listed"
down_revision = "channels"

ADDED = (
    ("ix_offer_listed", "offer", ["state", "published_at", "id"]),
    ("ix_job_posting_listed", "job_posting", ["state", "published_at", "id"]),
    ("ix_need_by_town", "need", ["state", "visibility", "town_code"]),
    ("ix_match_consented", "match", ["consented_at", "need_id"]),
    ("ix_volunteer_vetted", "volunteer", ["state", "record_check_until", "pledge_signed_at"]),
)
REPLACED = (
    ("ix_offer_state", "offer"),
    ("ix_job_posting_state", "job_posting"),
    ("ix_volunteer_state", "volunteer"),
)


def upgrade() -> None:
    for name, table, columns in ADDED:
        op.create_index(name, table, columns)
    for name, table in REPLACED:
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    for name, table in REPLACED:
        op.create_index(name, table, ["state"])
    for name, table, _columns in ADDED:
        op.drop_index(name, table_name=table)

"""Keep what is paid where, and whose status lists a body's staff are told"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:

    op.create_table(
        "status_reader",
        sa.Column("reader", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("issuer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prefecture", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("reader", "issuer", "prefecture", name=op.f("pk_status_reader")),
    )
    op.create_table(
        "facility",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["place"], ["place.id"], name=op.f("fk_facility_place_place")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_facility")),
    )

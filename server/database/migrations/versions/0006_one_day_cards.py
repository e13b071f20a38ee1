"""One-day cards"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ACTIVE = sa.text("state = 1")
TAKEN_BACK = sa.text("state != 1")
SPARE = sa.text("card IS NULL")


def upgrade() -> None:
    op.create_table(
        "card_key",
        sa.Column("public_key", sa.LargeBinary(length=33), nullable=False),
        sa.Column("device_id", sa.LargeBinary(length=12), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("card", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_card_key_device_id_device")
        ),
        sa.PrimaryKeyConstraint("public_key", name=op.f("pk_card_key")),
    )
    op.create_index(
        "ix_card_key_spare",
        "card_key",
        ["device_id", "body", "position"],
        sqlite_where=SPARE,
        postgresql_where=SPARE,
    )
    with op.batch_alter_table("card") as batch:
        batch.add_column(sa.Column("day", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(
            sa.Column("listed", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
    for name in ("ix_card_revoked", "ix_card_account_id", "uq_card_active"):
        op.drop_index(name, "card")
    op.create_index("ix_card_account_id", "card", ["account_id", "device_id", "day"])
    op.create_index(
        "uq_card_active",
        "card",
        ["device_id", "body", "day"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_index(
        "ix_card_taken_back",
        "card",
        ["body", "card"],
        sqlite_where=TAKEN_BACK,
        postgresql_where=TAKEN_BACK,
    )
    with op.batch_alter_table("card_series") as batch:
        batch.add_column(
            sa.Column("daily", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.add_column(
            sa.Column("policy_version", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch.add_column(
            sa.Column("drawn_from", sa.BigInteger(), server_default="0", nullable=False)
        )

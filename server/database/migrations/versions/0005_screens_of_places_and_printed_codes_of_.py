"""Screens of places and printed codes of projects"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.LargeBinary(length=12), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(length=113), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_kiosk_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_kiosk_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["account.id"], name=op.f("fk_kiosk_ended_by_account")
        ),
        sa.ForeignKeyConstraint(["place"], ["place.id"], name=op.f("fk_kiosk_place_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
    )
    with op.batch_alter_table("kiosk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kiosk_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kiosk_place"), ["place"], unique=False)
        batch_op.create_index(
            "uq_kiosk_standing",
            ["device_id"],
            unique=True,
            sqlite_where=sa.text("ended_ms IS NULL"),
            postgresql_where=sa.text("ended_ms IS NULL"),
        )

    op.create_table(
        "project_code",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(length=81), nullable=False),
        sa.Column("token", sa.LargeBinary(length=8), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["place"], ["place.id"], name=op.f("fk_project_code_place_place")),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name=op.f("fk_project_code_project_project")
        ),
        sa.PrimaryKeyConstraint("project", "serial", name=op.f("pk_project_code")),
    )

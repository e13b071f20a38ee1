"""Activities and applications"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUBMITTED = sa.text("state = 'submitted'")
LOOKED_AT = sa.text("look_day > 0")


def upgrade() -> None:
    op.create_table(
        "activity_picture",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_by", sa.String(length=32), nullable=False),
        sa.Column("kept_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_by"], ["account.id"], name=op.f("fk_activity_picture_kept_by_account")
        ),
        sa.PrimaryKeyConstraint("body", "name", name=op.f("pk_activity_picture")),
    )
    op.create_index("ix_activity_picture_name", "activity_picture", ["name"])

    op.create_table(
        "calendar_address",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_calendar_address_account_id_account")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("account_id", name=op.f("uq_calendar_address_account_id")),
    )
    op.create_table(
        "activity",
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("by_partner_alone", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("submitted_ms", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("look_day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_activity_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_activity_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name=op.f("fk_activity_project_project")
        ),
        sa.PrimaryKeyConstraint("project", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_body", "activity", ["body"])
    op.create_index(
        "ix_activity_look_day",
        "activity",
        ["look_day"],
        sqlite_where=LOOKED_AT,
        postgresql_where=LOOKED_AT,
    )
    op.create_index(
        "ix_activity_submitted",
        "activity",
        ["body"],
        sqlite_where=SUBMITTED,
        postgresql_where=SUBMITTED,
    )

    op.create_table(
        "occasion",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts", sa.SmallInteger(), nullable=False),
        sa.Column("ends", sa.SmallInteger(), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name=op.f("fk_occasion_project_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasion")),
    )
    op.create_index("uq_occasion_project", "occasion", ["project", "day", "starts"], unique=True)

    op.create_table(
        "application",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("occasion", NUMBER, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("applied_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_application_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["occasion"], ["occasion.id"], name=op.f("fk_application_occasion_occasion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index("ix_application_account_id", "application", ["account_id"])
    op.create_index(
        "uq_application_occasion", "application", ["occasion", "account_id"], unique=True
    )

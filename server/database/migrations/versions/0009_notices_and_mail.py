"""Notices and mail"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODED = sa.text("code_until_ms IS NOT NULL")
WAITING = sa.text("state = 0")
PRINTED = sa.text("printed_by IS NOT NULL AND state = 1")


def upgrade() -> None:
    op.create_table(
        "mail_address",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("waiting", sa.String(length=254), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_address_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_address")),
    )
    op.create_index(
        "ix_mail_address_code_until_ms",
        "mail_address",
        ["code_until_ms"],
        sqlite_where=CODED,
        postgresql_where=CODED,
    )
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("uq_notice_account_id_key", "notice", ["account_id", "key"], unique=True)
    op.create_table(
        "mail",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("notice_id", NUMBER, nullable=True),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_mail_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    op.create_index(op.f("ix_mail_account_id"), "mail", ["account_id"])
    op.create_index("ix_mail_done_ms", "mail", ["done_ms"])
    op.create_index(
        "ix_mail_due_ms", "mail", ["due_ms"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(
        "ix_card_printed_expires",
        "card",
        ["expires", "body", "card"],
        sqlite_where=PRINTED,
        postgresql_where=PRINTED,
    )

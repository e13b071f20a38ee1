"""Standings, policies and decisions; staff's word on weak evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

STANDS = sa.text("ended_ms IS NULL")
WAITS = sa.text("pending > 0")
OPEN = sa.text("answered_ms IS NULL")
WEAK = sa.text("source > 1")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("registration") as batch:
        for name, kind in (
            ("premium_until", sa.Integer()),
            ("pending", sa.SmallInteger()),
            ("asked_day", sa.Integer()),
            ("lapsed_day", sa.Integer()),
            ("next_day", sa.Integer()),
        ):
            batch.add_column(sa.Column(name, kind, server_default="0", nullable=False))
    op.create_index(
        "ix_registration_next_day",
        "registration",
        ["next_day"],
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index(
        "ix_registration_pending",
        "registration",
        ["body", "pending"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
    with op.batch_alter_table("decision") as batch:
        batch.add_column(sa.Column("day", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("until_day", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(
            sa.Column("note", sa.String(length=1000), server_default="", nullable=False)
        )
    op.create_table(
        "policy",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("written_ms", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by"], ["account.id"], name=op.f("fk_policy_written_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index("ix_policy_body", "policy", ["body", "from_day"])
    op.create_table(
        "programme",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("english", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_index("ix_programme_body", "programme", ["body"])
    op.create_table(
        "programme_member",
        sa.Column("programme_id", SERIAL, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_programme_member_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_member_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "account_id", name=op.f("pk_programme_member")),
    )
    op.create_index("ix_programme_member_account_id", "programme_member", ["account_id"])
    op.create_table(
        "review",
        sa.Column("decision_id", SERIAL, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("answered_ms", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_review_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_open", "review", ["body"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        "ix_evidence_weak", "evidence", ["body", "day"], sqlite_where=WEAK, postgresql_where=WEAK
    )
    op.create_table(
        "confirmation",
        sa.Column("device", sa.LargeBinary(length=12), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("device", "seq", name=op.f("pk_confirmation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "news_mark",
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("segment", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_news_mark")),
    )

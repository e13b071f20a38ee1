"""Figures and search"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "counted_day",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("body", "account_id", "day", name=op.f("pk_counted_day")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counted_day_day", "counted_day", ["body", "day", "account_id", "activity"])

    op.create_table(
        "figure",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("body", "kind", "month", "key", name=op.f("pk_figure")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_figure_month", "figure", ["body", "month"])

    op.create_table(
        "figure_due",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("body", "account_id", name=op.f("pk_figure_due")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figure_mark",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("body", name=op.f("pk_figure_mark")),
    )
    op.create_table(
        "figure_seen",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_seen")),
    )
    op.create_table(
        "figure_publishing",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by"], ["account.id"], name=op.f("fk_figure_publishing_written_by_account")
        ),
        sa.PrimaryKeyConstraint("body", name=op.f("pk_figure_publishing")),
    )
    op.create_table(
        "search_document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("ref", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("prefecture", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("english", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("note_english", sa.String(length=500), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("to_day", sa.Integer(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
    )
    op.create_index("uq_search_document_kind", "search_document", ["kind", "ref"], unique=True)
    op.create_index("ix_search_document_body", "search_document", ["body"])
    op.create_index("ix_search_document_prefecture", "search_document", ["prefecture", "kind"])
    op.create_table(
        "search_mark",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_mark")),
    )

"""Details of members, lists brought in, and who is forgotten"""

import sqlalchemy as sa
from alembic import op

from server.registry.spelling import found_by, sorted_by

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "directory",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("sounding", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("body", "number", name=op.f("pk_directory")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_directory_body_sounding", "directory", ["body", "sounding", "number"], unique=False
    )

    op.create_table(
        "redacted",
        sa.Column("device", sa.LargeBinary(length=12), nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "first", name=op.f("pk_redacted")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasure",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_erasure_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_erasure_asked_by_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_due_ms"), "erasure", ["due_ms"], unique=False)

    op.create_table(
        "member_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("undone_ms", sa.BigInteger(), nullable=True),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_member_import_made_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_import")),
    )
    op.create_index(op.f("ix_member_import_body"), "member_import", ["body"], unique=False)

    op.create_table(
        "office_account",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("claimed_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_office_account_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_office_account")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_office_account_kept",
        "office_account",
        ["body"],
        unique=False,
        sqlite_where=sa.text("claimed_ms IS NULL"),
        postgresql_where=sa.text("claimed_ms IS NULL"),
    )
    op.create_index(
        "ix_office_account_import_id",
        "office_account",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("encoding", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["account.id"], name=op.f("fk_upload_sent_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index("ix_upload_sent_ms", "upload", ["sent_ms"], unique=False)

    op.create_table(
        "member_details",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kana", sa.String(length=100), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("prefecture", sa.SmallInteger(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=False),
        sa.Column("birth_day", sa.Integer(), nullable=True),
        sa.Column("old_number", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["body", "number"],
            ["registration.body", "registration.number"],
            name=op.f("fk_member_details_body_number_registration"),
        ),
        sa.PrimaryKeyConstraint("body", "number", name=op.f("pk_member_details")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_member_details_body_prefecture",
        "member_details",
        ["body", "prefecture", "number"],
        unique=False,
    )
    op.create_index(
        "ix_registration_body_ended_ms",
        "registration",
        ["body", "ended_ms", "tier"],
        unique=False,
    )
    op.create_index(
        "ix_card_printed_by",
        "card",
        ["printed_by"],
        unique=False,
        sqlite_where=sa.text("printed_by IS NOT NULL"),
        postgresql_where=sa.text("printed_by IS NOT NULL"),
    )
    _enter_everyone()


def _enter_everyone() -> None:
    """What members are found by follows from their names, by the rules of the day."""
    conn = op.get_bind()
    rows = conn.execute(sa.text("SELECT body, number, name FROM registration")).all()
    lines = [
        {
            "b": body,
            "n": number,
            "f": found_by(names=[name], kana="", words=[])[:2000],
            "s": sorted_by(name, "")[:200],
        }
        for body, number, name in rows
    ]
    if lines:
        conn.execute(
            sa.text("INSERT INTO directory VALUES (:b, :n, :f, :s)"),
            lines,
        )

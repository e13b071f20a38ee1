"""Identity proofs, guardians, and accounts that turned out to be one person's"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "account_merge",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("into_id", sa.String(length=32), nullable=False),
        sa.Column("merged_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_merge_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["account.id"], name=op.f("fk_account_merge_into_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_merge")),
    )
    op.create_index("ix_account_merge_into_id", "account_merge", ["into_id"])

    op.create_table(
        "guardian_consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minor_id", sa.String(length=32), nullable=False),
        sa.Column("guardian_id", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("proven_ms", sa.BigInteger(), nullable=False),
        sa.Column("consented_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["account.id"], name=op.f("fk_guardian_consent_guardian_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["minor_id"], ["account.id"], name=op.f("fk_guardian_consent_minor_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_consent")),
    )
    op.create_index("ix_guardian_consent_guardian_id", "guardian_consent", ["guardian_id"])
    op.create_index(
        "uq_guardian_consent_standing",
        "guardian_consent",
        ["minor_id", "guardian_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_ms IS NULL"),
        postgresql_where=sa.text("withdrawn_ms IS NULL"),
    )

    op.create_table(
        "guardian_invite",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("minor_id", sa.String(length=32), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["minor_id"], ["account.id"], name=op.f("fk_guardian_invite_minor_id_account")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_guardian_invite")),
    )
    op.create_index("ix_guardian_invite_minor_id", "guardian_invite", ["minor_id"])

    op.create_table(
        "identity_proof",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("birth_day", sa.Integer(), nullable=False),
        sa.Column("home_body", sa.Integer(), nullable=False),
        sa.Column("home_declared", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("proven_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_proof_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_identity_proof")),
        sa.UniqueConstraint("subject", name=op.f("uq_identity_proof_subject")),
    )
    op.create_index("ix_identity_proof_home_body", "identity_proof", ["home_body"])

    op.create_table(
        "merge_ticket",
        sa.Column("ticket_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("birth_day", sa.Integer(), nullable=False),
        sa.Column("home_body", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("proven_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_merge_ticket_account_id_account")
        ),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_merge_ticket")),
    )
    op.create_index("ix_merge_ticket_account_id", "merge_ticket", ["account_id"])
    op.create_index("ix_merge_ticket_expires_ms", "merge_ticket", ["expires_ms"])

    op.create_table(
        "proof_attempt",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("keep_name", sa.Boolean(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_proof_attempt_account_id_account")
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_proof_attempt")),
    )
    op.create_index("ix_proof_attempt_account_id", "proof_attempt", ["account_id"])
    op.create_index("ix_proof_attempt_expires_ms", "proof_attempt", ["expires_ms"])

    op.create_table(
        "registration_merge",
        sa.Column("body", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("into_number", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("merged_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_registration_merge_account_id_account")
        ),
        sa.PrimaryKeyConstraint("body", "number", name=op.f("pk_registration_merge")),
    )
    op.create_index("ix_registration_merge_account_id", "registration_merge", ["account_id"])

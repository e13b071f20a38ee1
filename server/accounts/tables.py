"""Tables of accounts, what signs them in, their devices and their roles."""

import sqlalchemy as sa

from server.database import metadata

account = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    # R32: at most one write a day.
    sa.Column("last_access_ms", sa.BigInteger, nullable=False),
)

account_merge = sa.Table(
    "account_merge",
    metadata,
    # An account whose person has an older one: empty since, and it signs in to that one.
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("into_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("merged_ms", sa.BigInteger, nullable=False),
)

office_account = sa.Table(
    "office_account",
    metadata,
    # An account that an office made, for somebody at its counter (R62) or from its own list (R61).
    # Nobody can sign in to it until its person takes it over, by a code on paper.
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    # No reference, as of decisions: an account that goes would be looked for in every row.
    sa.Column("made_by", sa.String(32), nullable=False),
    # Of `member_import`; none for one made at the counter.
    sa.Column("import_id", sa.Integer),
    sa.Column("claimed_ms", sa.BigInteger),
    sa.Index(
        "ix_office_account_kept",
        "body",
        sqlite_where=sa.text("claimed_ms IS NULL"),
        postgresql_where=sa.text("claimed_ms IS NULL"),
    ),
    sa.Index(
        "ix_office_account_import_id",
        "import_id",
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

passkey = sa.Table(
    "passkey",
    metadata,
    sa.Column("id", sa.LargeBinary(1023), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("label", sa.String(60), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("last_used_ms", sa.BigInteger),
)

ceremony = sa.Table(
    "ceremony",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("challenge", sa.LargeBinary(64), nullable=False),
    # The account that the passkey is to open; none while somebody signs in.
    sa.Column("account_id", sa.String(32)),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
)

session = sa.Table(
    "session",
    metadata,
    # SHA-256 of the token: who reads the database cannot take a session over.
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("seen_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
)

recovery_code = sa.Table(
    "recovery_code",
    metadata,
    sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
)

setup_code = sa.Table(
    "setup_code",
    metadata,
    sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
    # Of `setup_code.Kind`: what the code opens.
    sa.Column("kind", sa.String(16), nullable=False),
)

device = sa.Table(
    "device",
    metadata,
    sa.Column("id", sa.LargeBinary(12), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("public_key", sa.LargeBinary(33), nullable=False),
    sa.Column("label", sa.String(60), nullable=False),
    sa.Column("enrolled_ms", sa.BigInteger, nullable=False),
    sa.Column("revoked_ms", sa.BigInteger),
    # The log as far as it is acknowledged: how many entries, and the chain's head over them.
    sa.Column("stored", sa.BigInteger, nullable=False),
    sa.Column("head", sa.LargeBinary(32), nullable=False),
    sa.Column("challenge", sa.LargeBinary(8), nullable=False),
    sa.Column("previous_challenge", sa.LargeBinary(8)),
    sa.Column("last_request_digest", sa.LargeBinary(32)),
    # Server time of the last acknowledgement, of the enrolment at first.
    sa.Column("anchor_ms", sa.BigInteger, nullable=False),
    sa.Column("last_sync_ms", sa.BigInteger),
)

staff_role = sa.Table(
    "staff_role",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    # Of which partner of the body; none for the roles of the body itself.
    sa.Column("partner", sa.ForeignKey("partner.id")),
    # What those who gave it call the person: nobody else ever sees it.
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    sa.Index(
        "uq_staff_role_held",
        "account_id",
        "body",
        "role",
        unique=True,
        sqlite_where=sa.text("ended_ms IS NULL AND partner IS NULL"),
        postgresql_where=sa.text("ended_ms IS NULL AND partner IS NULL"),
    ),
    sa.Index(
        "uq_staff_role_held_of_partner",
        "account_id",
        "partner",
        "role",
        unique=True,
        sqlite_where=sa.text("ended_ms IS NULL AND partner IS NOT NULL"),
        postgresql_where=sa.text("ended_ms IS NULL AND partner IS NOT NULL"),
    ),
    sa.Index("ix_staff_role_body", "body"),
)

operator = sa.Table(
    "operator",
    metadata,
    # Who runs the installation, and from when to when: no role for any body.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    sa.Index(
        "uq_operator_held",
        "account_id",
        unique=True,
        sqlite_where=sa.text("ended_ms IS NULL"),
        postgresql_where=sa.text("ended_ms IS NULL"),
    ),
)

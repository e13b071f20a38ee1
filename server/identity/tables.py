"""Tables of identity proofs, of merged registrations, and of guardians' consent."""

import sqlalchemy as sa

from server.database import metadata

identity_proof = sa.Table(
    "identity_proof",
    metadata,
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    # Keyed hash of the provider's pairwise subject: one person is one account.
    sa.Column("subject", sa.LargeBinary(32), nullable=False, unique=True),
    # Counted from 1970, negative before.
    sa.Column("birth_day", sa.Integer, nullable=False),
    # Of the municipality alone, never the street; 0 for unknown.
    sa.Column("home_body", sa.Integer, nullable=False),
    # The person named it themselves, because the proof's address could not be told.
    sa.Column("home_declared", sa.Boolean, nullable=False),
    # Only where the person wants it shown; else empty.
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("proven_ms", sa.BigInteger, nullable=False),
    sa.Index("ix_identity_proof_home_body", "home_body"),
)

proof_attempt = sa.Table(
    "proof_attempt",
    metadata,
    # SHA-256 of the `state` that the browser carries; used once, within ten minutes.
    sa.Column("state_hash", sa.LargeBinary(32), primary_key=True),
    # The session that began it. It may be over by the time: no reference.
    sa.Column("session", sa.LargeBinary(32), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("nonce", sa.String(64), nullable=False),
    sa.Column("verifier", sa.String(128), nullable=False),
    sa.Column("keep_name", sa.Boolean, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
)

merge_ticket = sa.Table(
    "merge_ticket",
    metadata,
    # SHA-256 of the ticket. The proof waits here until the person confirms, for ten minutes.
    sa.Column("ticket_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("session", sa.LargeBinary(32), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("subject", sa.LargeBinary(32), nullable=False),
    sa.Column("birth_day", sa.Integer, nullable=False),
    sa.Column("home_body", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("proven_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
)

registration_merge = sa.Table(
    "registration_merge",
    metadata,
    # R18: a number that ended because its person has an older one with the same body.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("into_number", sa.BigInteger, nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("merged_ms", sa.BigInteger, nullable=False),
)

guardian_invite = sa.Table(
    "guardian_invite",
    metadata,
    # Only the hash: who reads the database cannot become a guardian.
    sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("minor_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
)

guardian_consent = sa.Table(
    "guardian_consent",
    metadata,
    # R17. Rows stay: a consent that was withdrawn was one until then.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("minor_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("guardian_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("relation", sa.String(16), nullable=False),
    # Of the guardian's own proof that it rests on.
    sa.Column("proven_ms", sa.BigInteger, nullable=False),
    sa.Column("consented_ms", sa.BigInteger, nullable=False),
    sa.Column("withdrawn_ms", sa.BigInteger),
    sa.Index(
        "uq_guardian_consent_standing",
        "minor_id",
        "guardian_id",
        unique=True,
        sqlite_where=sa.text("withdrawn_ms IS NULL"),
        postgresql_where=sa.text("withdrawn_ms IS NULL"),
    ),
)

"""The audit log: one row for each look at personal data, and for each change."""

import sqlalchemy as sa

from server.database import metadata

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("ms", sa.BigInteger, nullable=False, index=True),
    # 0 for what concerns the installation and no body.
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    # By which role it was allowed, and of which partner that is.
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("partner", sa.ForeignKey("partner.id")),
    # A value of `schemas.audit.Act`.
    sa.Column("act", sa.String(24), nullable=False),
    sa.Column("changed", sa.Boolean, nullable=False),
    # The route's template, and what was asked of it: numbers and days, never what people wrote.
    sa.Column("route", sa.String(100), nullable=False),
    sa.Column("detail", sa.String(200), nullable=False),
    # The number of the member whose record it was; 0 for several or none.
    sa.Column("member", sa.Integer, nullable=False),
    sa.Index("ix_audit_body", "body", "id"),
    sa.Index("ix_audit_body_account_id", "body", "account_id", "id"),
    sa.Index(
        "ix_audit_body_member",
        "body",
        "member",
        "id",
        sqlite_where=sa.text("member > 0"),
        postgresql_where=sa.text("member > 0"),
    ),
)

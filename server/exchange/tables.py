"""Tables of notices, of addresses and of the mail that waits."""

import sqlalchemy as sa

from server.database import metadata
from server.exchange.rules import MailState

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
WAITING = f"state = {MailState.WAITING.value}"
"""SQL of an index and of what reads it."""

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("id", _NUMBER, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    # What it is told for: of two of the same key only the first one is told.
    sa.Column("key", sa.String(64), nullable=False),
    # 0 for what concerns no body.
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Index("uq_notice_account_id_key", "account_id", "key", unique=True),
)

mail_address = sa.Table(
    "mail_address",
    metadata,
    # Where a person gets mail, and the address that waits to be confirmed, which may be another.
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("address", sa.String(254)),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("waiting", sa.String(254)),
    # SHA-256 over the account and the code that was sent to the waiting one.
    sa.Column("code_hash", sa.LargeBinary(32)),
    sa.Column("code_until_ms", sa.BigInteger),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Index(
        "ix_mail_address_code_until_ms",
        "code_until_ms",
        sqlite_where=sa.text("code_until_ms IS NOT NULL"),
        postgresql_where=sa.text("code_until_ms IS NOT NULL"),
    ),
)

mail = sa.Table(
    "mail",
    metadata,
    # What is to be sent, not its words: those are written when it goes, in the language and to the
    # address of that moment.
    sa.Column("id", _NUMBER, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    # The left half of its Message-ID: the same at every attempt.
    sa.Column("name", sa.String(32), nullable=False),
    sa.Column("notice_id", sa.ForeignKey("notice.id")),
    # A code goes to the address that it is to confirm; both are forgotten when it is sent.
    sa.Column("code", sa.String(6)),
    sa.Column("address", sa.String(254)),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    # The next attempt. Who takes a mail up moves it on, so that nobody else does meanwhile.
    sa.Column("due_ms", sa.BigInteger, nullable=False),
    # Not sent any more from then on.
    sa.Column("until_ms", sa.BigInteger, nullable=False),
    sa.Column("done_ms", sa.BigInteger),
    # Why the last attempt failed, without what the other server said of whom.
    sa.Column("reason", sa.String(60), nullable=False),
    sa.Index(
        "ix_mail_due_ms",
        "due_ms",
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    ),
    sa.Index("ix_mail_done_ms", "done_ms"),
)

"""Tables of apps that bodies link (R60): who they are, who consented, what they wrote and are told.

Secrets, codes and tokens stand here as SHA-256 alone: each is 256 bits of chance, so that no slower
hash would add anything.
"""

import sqlalchemy as sa

from schemas.scalars import DEVICE_ID_BYTES
from server.database import metadata

_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
WAITING = sa.text("state = 0")
STANDS = sa.text("ended_ms IS NULL")

linked_app = sa.Table(
    "linked_app",
    metadata,
    # The OAuth client id.
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False, index=True),
    # Whose log the app's records are in: an account that nobody can sign in to.
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, unique=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("contact", sa.String(200), nullable=False),
    # A JSON list.
    sa.Column("redirect_uris", sa.Text, nullable=False),
    # Of schemas.linked_apps.AppScope, with spaces between.
    sa.Column("scopes", sa.String(200), nullable=False),
    # Empty for none.
    sa.Column("webhook", sa.String(500), nullable=False),
    # Which of the secrets that follow from the installation's key signs its webhooks.
    sa.Column("webhook_generation", sa.Integer, nullable=False),
    # Until then the generation before signs too.
    sa.Column("webhook_old_until_ms", sa.BigInteger),
    sa.Column("registered_ms", sa.BigInteger, nullable=False),
    sa.Column("registered_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("revoked_ms", sa.BigInteger),
)

linked_app_secret = sa.Table(
    "linked_app_secret",
    metadata,
    sa.Column("secret_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), nullable=False, index=True),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    # Of one that was replaced.
    sa.Column("until_ms", sa.BigInteger),
)

app_consent = sa.Table(
    "app_consent",
    metadata,
    # A member lets an app see their registration with its body; ended where they withdrew.
    sa.Column("id", _serial, primary_key=True),
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    # What the app calls them: no other app's name for the same person.
    sa.Column("subject", sa.String(32), nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("shows_name", sa.Boolean, nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    sa.Index("ix_app_consent_account_id", "account_id"),
    sa.Index("ix_app_consent_subject", "app_id", "subject"),
    sa.Index(
        "uq_app_consent_standing",
        "app_id",
        "account_id",
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    ),
)

app_code = sa.Table(
    "app_code",
    metadata,
    # An authorisation code (RFC 6749, section 4.1.2), good once.
    sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), nullable=False),
    sa.Column("consent_id", sa.ForeignKey("app_consent.id"), nullable=False),
    # Empty where the request named none.
    sa.Column("redirect_uri", sa.String(500), nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("challenge", sa.String(128), nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
    sa.Column("used_ms", sa.BigInteger),
)

app_token = sa.Table(
    "app_token",
    metadata,
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), nullable=False, index=True),
    # None for the app's own, by client credentials.
    sa.Column("consent_id", sa.ForeignKey("app_consent.id"), index=True),
    sa.Column("refreshes", sa.Boolean, nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
    # Of a refresh token that was exchanged: again, it was stolen.
    sa.Column("used_ms", sa.BigInteger),
)

app_record = sa.Table(
    "app_record",
    metadata,
    # Which entry of the app's log a record became, by the app's own name for it.
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), primary_key=True),
    sa.Column("external_id", sa.String(64), primary_key=True),
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    # SHA-256 of what the record said.
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

app_answer = sa.Table(
    "app_answer",
    metadata,
    # What was answered under an Idempotency-Key: a repeat gets the same.
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), primary_key=True),
    sa.Column("key_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

webhook_delivery = sa.Table(
    "webhook_delivery",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("app_id", sa.ForeignKey("linked_app.id"), nullable=False),
    sa.Column("consent_id", sa.ForeignKey("app_consent.id"), nullable=False, index=True),
    # The `webhook-id`: the same at every attempt.
    sa.Column("name", sa.String(36), nullable=False, unique=True),
    sa.Column("event", sa.String(32), nullable=False),
    # The JSON that is sent.
    sa.Column("content", sa.Text, nullable=False),
    # 0 waits, 1 delivered, 2 failed, 3 dropped.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    # The next attempt. Who takes one up moves it on, so that nobody else does meanwhile.
    sa.Column("due_ms", sa.BigInteger, nullable=False),
    # Since when it is tried: made, or replayed.
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("done_ms", sa.BigInteger, index=True),
    # Why the last attempt failed: a status or a kind of error, never what the other side said.
    sa.Column("reason", sa.String(60), nullable=False),
    sa.Index(
        "ix_webhook_delivery_due_ms", "due_ms", sqlite_where=WAITING, postgresql_where=WAITING
    ),
    sa.Index("ix_webhook_delivery_app_id", "app_id", "id"),
)

"""Linked apps"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("ended_ms IS NULL")
WAITING = sa.text("state = 0")


def upgrade() -> None:
    op.create_table(
        "linked_app",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("redirect_uris", sa.Text(), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("webhook", sa.String(length=500), nullable=False),
        sa.Column("webhook_generation", sa.Integer(), nullable=False),
        sa.Column("webhook_old_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("registered_ms", sa.BigInteger(), nullable=False),
        sa.Column("registered_by", sa.String(length=32), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_linked_app_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["body"],
            ["participating_body.body"],
            name=op.f("fk_linked_app_body_participating_body"),
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["account.id"], name=op.f("fk_linked_app_registered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_app")),
        sa.UniqueConstraint("account_id", name=op.f("uq_linked_app_account_id")),
    )
    op.create_index(op.f("ix_linked_app_body"), "linked_app", ["body"])
    op.create_table(
        "app_answer",
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_app_answer_app_id_linked_app")
        ),
        sa.PrimaryKeyConstraint("app_id", "key_hash", name=op.f("pk_app_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_app_answer_ms"), "app_answer", ["ms"])
    op.create_table(
        "app_consent",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_app_consent_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_app_consent_app_id_linked_app")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_consent")),
    )
    op.create_index("ix_app_consent_account_id", "app_consent", ["account_id"])
    op.create_index("ix_app_consent_subject", "app_consent", ["app_id", "subject"])
    op.create_index(
        "uq_app_consent_standing",
        "app_consent",
        ["app_id", "account_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "app_record",
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.LargeBinary(length=12), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_app_record_app_id_linked_app")
        ),
        sa.PrimaryKeyConstraint("app_id", "external_id", name=op.f("pk_app_record")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "linked_app_secret",
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_linked_app_secret_app_id_linked_app")
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_linked_app_secret")),
    )
    op.create_index(op.f("ix_linked_app_secret_app_id"), "linked_app_secret", ["app_id"])
    op.create_table(
        "app_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", NUMBER, nullable=False),
        sa.Column("redirect_uri", sa.String(length=500), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("challenge", sa.String(length=128), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_app_code_app_id_linked_app")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["app_consent.id"], name=op.f("fk_app_code_consent_id_app_consent")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_app_code")),
    )
    op.create_index(op.f("ix_app_code_expires_ms"), "app_code", ["expires_ms"])
    op.create_table(
        "app_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", NUMBER, nullable=True),
        sa.Column("refreshes", sa.Boolean(), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_app_token_app_id_linked_app")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["app_consent.id"], name=op.f("fk_app_token_consent_id_app_consent")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_app_token")),
    )
    op.create_index(op.f("ix_app_token_app_id"), "app_token", ["app_id"])
    op.create_index(op.f("ix_app_token_consent_id"), "app_token", ["consent_id"])
    op.create_index(op.f("ix_app_token_expires_ms"), "app_token", ["expires_ms"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id"], ["linked_app.id"], name=op.f("fk_webhook_delivery_app_id_linked_app")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["app_consent.id"],
            name=op.f("fk_webhook_delivery_consent_id_app_consent"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("name", name=op.f("uq_webhook_delivery_name")),
    )
    op.create_index("ix_webhook_delivery_app_id", "webhook_delivery", ["app_id", "id"])
    op.create_index(op.f("ix_webhook_delivery_consent_id"), "webhook_delivery", ["consent_id"])
    op.create_index(op.f("ix_webhook_delivery_done_ms"), "webhook_delivery", ["done_ms"])
    op.create_index(
        "ix_webhook_delivery_due_ms",
        "webhook_delivery",
        ["due_ms"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )

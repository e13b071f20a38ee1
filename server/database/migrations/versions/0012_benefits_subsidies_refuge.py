"""Benefits, subsidies, refuge"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("state = 'waiting'")
UNPAID = sa.text("state = 'granted'")


def upgrade() -> None:
    op.create_table(
        "benefit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body"], ["participating_body.body"], name=op.f("fk_benefit_body_participating_body")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
    )
    op.create_index("ix_benefit_body", "benefit", ["body"])
    op.create_table(
        "disaster",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("declared_ms", sa.BigInteger(), nullable=False),
        sa.Column("declared_by", sa.String(length=32), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["body"], ["participating_body.body"], name=op.f("fk_disaster_body_participating_body")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["account.id"], name=op.f("fk_disaster_declared_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["account.id"], name=op.f("fk_disaster_ended_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disaster")),
    )
    op.create_index("ix_disaster_body", "disaster", ["body", "id"])
    op.create_table(
        "refuge_consent",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("needs", sa.String(length=500), nullable=False),
        sa.Column("home_body", sa.Integer(), nullable=False),
        sa.Column("given_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_refuge_consent_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "body", name=op.f("pk_refuge_consent")),
    )
    op.create_index("ix_refuge_consent_body", "refuge_consent", ["body"])
    op.create_table(
        "subsidy_application",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("benefit_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("calculated", sa.BigInteger(), nullable=False),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("completed_ms", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.Column("paid_day", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_subsidy_application_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["benefit_id"], ["benefit.id"], name=op.f("fk_subsidy_application_benefit_id_benefit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_application")),
    )
    op.create_index(
        "ix_subsidy_application_benefit_id_year",
        "subsidy_application",
        ["benefit_id", "year", "state"],
    )
    op.create_index(
        "ix_subsidy_application_decided_ms", "subsidy_application", ["body", "decided_ms"]
    )
    op.create_index(
        "ix_subsidy_application_unpaid",
        "subsidy_application",
        ["body", "id"],
        sqlite_where=UNPAID,
        postgresql_where=UNPAID,
    )
    op.create_index(
        "ix_subsidy_application_waiting",
        "subsidy_application",
        ["body", "completed_ms"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
    op.create_index(
        "uq_subsidy_application_account_id_ref",
        "subsidy_application",
        ["account_id", "ref"],
        unique=True,
    )
    op.create_table(
        "benefit_terms",
        sa.Column("benefit_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.String(length=32), nullable=False),
        sa.Column("looked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["benefit_id"], ["benefit.id"], name=op.f("fk_benefit_terms_benefit_id_benefit")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["account.id"], name=op.f("fk_benefit_terms_published_by_account")
        ),
        sa.PrimaryKeyConstraint("benefit_id", "number", name=op.f("pk_benefit_terms")),
    )
    op.create_table(
        "evacuee",
        sa.Column("disaster_id", NUMBER, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_evacuee_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["disaster_id"], ["disaster.id"], name=op.f("fk_evacuee_disaster_id_disaster")
        ),
        sa.PrimaryKeyConstraint("disaster_id", "account_id", name=op.f("pk_evacuee")),
    )
    op.create_index("ix_evacuee_account_id", "evacuee", ["account_id"])
    op.create_table(
        "subsidy_step",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("application_id", NUMBER, nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("done_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["subsidy_application.id"],
            name=op.f("fk_subsidy_step_application_id_subsidy_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_step")),
    )
    op.create_index("ix_subsidy_step_application_id", "subsidy_step", ["application_id"])
    op.create_table(
        "receipt",
        sa.Column("application_id", NUMBER, nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("arrived_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["subsidy_application.id"],
            name=op.f("fk_receipt_application_id_subsidy_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "at", name=op.f("pk_receipt")),
    )

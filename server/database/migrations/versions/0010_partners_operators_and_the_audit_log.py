"""Partners, operators and the audit log"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = sa.text("ended_ms IS NULL")
HELD_OF_BODY = sa.text("ended_ms IS NULL AND partner IS NULL")
HELD_OF_PARTNER = sa.text("ended_ms IS NULL AND partner IS NOT NULL")
OF_A_MEMBER = sa.text("member > 0")


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("english", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("designated", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body"], ["participating_body.body"], name=op.f("fk_partner_body_participating_body")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_index(op.f("ix_partner_body"), "partner", ["body"])
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_operator_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
    )
    op.create_index(
        "uq_operator_held",
        "operator",
        ["account_id"],
        unique=True,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("route", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_account_id_account")
        ),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_audit_partner_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_ms"), "audit", ["ms"])
    op.create_index("ix_audit_body", "audit", ["body", "id"])
    op.create_index("ix_audit_body_account_id", "audit", ["body", "account_id", "id"])
    op.create_index(
        "ix_audit_body_member",
        "audit",
        ["body", "member", "id"],
        sqlite_where=OF_A_MEMBER,
        postgresql_where=OF_A_MEMBER,
    )
    op.create_table(
        "sweep_run",
        sa.Column("chore", sa.String(length=32), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("chore", name=op.f("pk_sweep_run")),
    )
    op.drop_index("uq_staff_role_held", "staff_role")
    for table in ("staff_role", "invite"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("partner", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_{table}_partner_partner"), "partner", ["partner"], ["id"]
            )
            batch.add_column(
                sa.Column("name", sa.String(length=60), server_default="", nullable=False)
            )
    for table in ("staff_role", "invite"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("name", server_default=None)
    with op.batch_alter_table("project") as batch:
        batch.add_column(sa.Column("partner", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_project_partner_partner"), "partner", ["partner"], ["id"])
    op.create_index(op.f("ix_project_partner"), "project", ["partner"])
    op.create_table(
        "project_tenure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner"], ["partner.id"], name=op.f("fk_project_tenure_partner_partner")
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name=op.f("fk_project_tenure_project_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_tenure")),
    )
    op.create_index(op.f("ix_project_tenure_project"), "project_tenure", ["project"])
    op.create_index(
        "uq_staff_role_held",
        "staff_role",
        ["account_id", "body", "role"],
        unique=True,
        sqlite_where=HELD_OF_BODY,
        postgresql_where=HELD_OF_BODY,
    )
    op.create_index(
        "uq_staff_role_held_of_partner",
        "staff_role",
        ["account_id", "partner", "role"],
        unique=True,
        sqlite_where=HELD_OF_PARTNER,
        postgresql_where=HELD_OF_PARTNER,
    )
    with op.batch_alter_table("setup_code") as batch:
        batch.add_column(
            sa.Column("kind", sa.String(length=16), server_default="office", nullable=False)
        )
    with op.batch_alter_table("setup_code") as batch:
        batch.alter_column("kind", server_default=None)

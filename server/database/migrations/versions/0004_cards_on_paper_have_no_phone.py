"""Cards on paper have no phone"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("printed_by", sa.String(length=32), nullable=True))
        batch_op.alter_column(
            "device_id",
            existing_type=sa.LargeBinary(length=12),
            existing_nullable=False,
            nullable=True,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_card_printed_by_account"), "account", ["printed_by"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_card_phone_or_paper"), "(device_id IS NULL) <> (printed_by IS NULL)"
        )

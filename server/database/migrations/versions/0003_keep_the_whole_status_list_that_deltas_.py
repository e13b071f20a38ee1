"""Keep the whole status list that deltas stand on"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("signed_list", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base", sa.LargeBinary(), nullable=True))

"""The installation itself."""

import sqlalchemy as sa

from server.database import metadata

instance = sa.Table(
    "instance",
    metadata,
    # One row: a second one cannot be written.
    sa.Column("only", sa.Integer, sa.CheckConstraint("only = 1", name="one"), primary_key=True),
    sa.Column("id", sa.String(32), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

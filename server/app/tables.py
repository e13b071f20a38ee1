"""The installation itself."""

import sqlalchemy as sa

from server.database import metadata

instance = sa.Table(
    "instance",
    metadata,
    # One row: a second one cannot be written.
    sa.Column("single", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(32), nullable=False),
    # The sample village never shares a database with one that is in use.
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.CheckConstraint("single = 1", name="one"),
)

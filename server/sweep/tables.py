"""When what time brings was last done."""

import sqlalchemy as sa

from server.database import metadata

sweep_run = sa.Table(
    "sweep_run",
    metadata,
    # The name of a chore.
    sa.Column("chore", sa.String(32), primary_key=True),
    sa.Column("ended_ms", sa.BigInteger, nullable=False),
    # A value of `run.Outcome`.
    sa.Column("outcome", sa.String(8), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    # The class of what it raised.
    sa.Column("error", sa.String(60), nullable=False),
)

"""Tables of what is counted. All of them are projections: they can be thrown away and counted anew,
but for the months that are over, whose members nobody can count any more."""

import sqlalchemy as sa

from server.database import metadata

counted_day = sa.Table(
    "counted_day",
    metadata,
    # A day on which a person was at a body by evidence that counts (R11): what `History` says of
    # everyone, so that a month is counted without decoding a record.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account_id", sa.String(32), primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    # Whether it was a day of activity too (R10).
    sa.Column("activity", sa.Boolean, nullable=False),
    sa.Index("ix_counted_day_day", "body", "day", "account_id", "activity"),
    sqlite_with_rowid=False,
)

figure_due = sa.Table(
    "figure_due",
    metadata,
    # Whose days with a body must be told anew.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account_id", sa.String(32), primary_key=True),
    sqlite_with_rowid=False,
)

figure_mark = sa.Table(
    "figure_mark",
    metadata,
    # When a body was counted last. Its row is the lock under which its figures are written.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    # What its days rest on: designated projects and how strong evidence must be.
    sa.Column("basis", sa.LargeBinary(16), nullable=False),
)

figure_seen = sa.Table(
    "figure_seen",
    metadata,
    # Up to when staff's word and joined accounts were taken in; one row.
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
)

figure = sa.Table(
    "figure",
    metadata,
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    # `server.figures.rules.Kind`.
    sa.Column("kind", sa.String(16), primary_key=True),
    # Counted from January of the year 0; of the state at its end, or of what took place in it.
    sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(16), primary_key=True),
    # 実人数 and 延べ: each person once, and each registration, day, use or yen.
    sa.Column("people", sa.BigInteger, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Index("ix_figure_month", "body", "month"),
    sqlite_with_rowid=False,
)

figure_publishing = sa.Table(
    "figure_publishing",
    metadata,
    # A body that publishes its figures, and below which number a cell is withheld.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("threshold", sa.Integer, nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("written_by", sa.ForeignKey("account.id"), nullable=False),
)

"""Tables of what is written of projects, their occasions, and those who applied.

`server.office.tables.project` holds what the scheme's rules ask of a project; a row here is the
rest of it, and there is none for a project that was made before there was more to say.
"""

import sqlalchemy as sa

from server.database import metadata

_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SUBMITTED = sa.text("state = 'submitted'")
LOOKED_AT = sa.text("look_day > 0")

activity = sa.Table(
    "activity",
    metadata,
    sa.Column("project", sa.ForeignKey("project.id"), primary_key=True, autoincrement=False),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    # schemas.projects.Content as JSON.
    sa.Column("content", sa.Text, nullable=False),
    # With which the office sent it back, or it was cancelled.
    sa.Column("words", sa.String(1000), nullable=False),
    # R20: published by its partner alone, which is designated as a whole.
    sa.Column("by_partner_alone", sa.Boolean, nullable=False),
    # The partner changed it after it was published.
    sa.Column("changed", sa.Boolean, nullable=False),
    sa.Column("made_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    sa.Column("submitted_ms", sa.BigInteger),
    sa.Column("decided_by", sa.ForeignKey("account.id")),
    sa.Column("decided_ms", sa.BigInteger),
    sa.Column("version", sa.BigInteger, nullable=False),
    # When its item must be told anew because time passes; 0 for never.
    sa.Column("look_day", sa.Integer, nullable=False),
    sa.Index("ix_activity_body", "body"),
    sa.Index("ix_activity_submitted", "body", sqlite_where=SUBMITTED, postgresql_where=SUBMITTED),
    sa.Index(
        "ix_activity_look_day", "look_day", sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT
    ),
)

occasion = sa.Table(
    "occasion",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("project", sa.ForeignKey("project.id"), nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    # Minutes of the day.
    sa.Column("starts", sa.SmallInteger, nullable=False),
    sa.Column("ends", sa.SmallInteger, nullable=False),
    sa.Column("capacity", sa.SmallInteger, nullable=False),
    # Its row stays where somebody applied.
    sa.Column("cancelled", sa.Boolean, nullable=False),
    sa.Index("uq_occasion_project", "project", "day", "starts", unique=True),
)

application = sa.Table(
    "application",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("occasion", sa.ForeignKey("occasion.id"), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    # schemas.feed.ApplicationState.
    sa.Column("state", sa.SmallInteger, nullable=False),
    # The order of arrival within the occasion; who comes back begins anew.
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("answer", sa.String(300), nullable=False),
    # The organiser's words.
    sa.Column("words", sa.String(300), nullable=False),
    sa.Column("applied_ms", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    # Who withdraws and comes back has one row.
    sa.Index("uq_application_occasion", "occasion", "account_id", unique=True),
    sa.Index("ix_application_account_id", "account_id"),
)

activity_picture = sa.Table(
    "activity_picture",
    metadata,
    # The beginning of its SHA-256, in hexadecimal: what is shown under a name never changes.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("media_type", sa.String(16), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("kept_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("kept_ms", sa.BigInteger, nullable=False),
    sa.Index("ix_activity_picture_name", "name"),
)

calendar_address = sa.Table(
    "calendar_address",
    metadata,
    # Only the hash: who reads the database cannot read a calendar.
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, unique=True),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
)

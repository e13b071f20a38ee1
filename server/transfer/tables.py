"""Tables of what is brought in, and of who asked to be forgotten."""

import sqlalchemy as sa

from server.database import metadata

upload = sa.Table(
    "upload",
    metadata,
    # A list that an office sent, while it is looked at: for a day, or until it is brought in.
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("sent_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("file_name", sa.String(200), nullable=False),
    # How its text was read, or the sheet of a workbook.
    sa.Column("encoding", sa.String(60), nullable=False),
    # Its rows, packed (`reading.pack_rows`).
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("sent_ms", sa.BigInteger, nullable=False),
    sa.Index("ix_upload_sent_ms", "sent_ms"),
)

member_import = sa.Table(
    "member_import",
    metadata,
    # What was brought in at one time (R61): `office_account.import_id` says who. Rows stay.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("body", sa.Integer, nullable=False, index=True),
    sa.Column("file_name", sa.String(200), nullable=False),
    sa.Column("made_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    # Rows that became members, and those left out for a fault or at the office's wish.
    sa.Column("members", sa.Integer, nullable=False),
    sa.Column("left_out", sa.Integer, nullable=False),
    sa.Column("undone_ms", sa.BigInteger),
    # Members who stayed when the rest was taken back, because something is known of them since.
    sa.Column("kept", sa.Integer, nullable=False),
)

erasure = sa.Table(
    "erasure",
    metadata,
    # Who asked to be forgotten, while they may think again; the row goes with the account.
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("asked_ms", sa.BigInteger, nullable=False),
    sa.Column("due_ms", sa.BigInteger, nullable=False, index=True),
    # The office that was asked to, 0 where the person did it themselves; and who did.
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("asked_by", sa.ForeignKey("account.id"), nullable=False),
)

"""The table of what can be found. All of it is a projection: `furusato search --rebuild`."""

import sqlalchemy as sa

from server.database import metadata

_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")

search_document = sa.Table(
    "search_document",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    # `server.search.documents.KINDS`, and the thing's own number.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("ref", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("prefecture", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("english", sa.String(200), nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("note_english", sa.String(500), nullable=False),
    # Days, 0 for none.
    sa.Column("from_day", sa.Integer, nullable=False),
    sa.Column("to_day", sa.Integer, nullable=False),
    # Folded: each form on a line of its own, begun and ended by a line break.
    sa.Column("names", sa.Text, nullable=False),
    sa.Column("readings", sa.Text, nullable=False),
    # Both, and what else it may be found by.
    sa.Column("folded", sa.Text, nullable=False),
    sa.Index("uq_search_document_kind", "kind", "ref", unique=True),
    sa.Index("ix_search_document_body", "body"),
    sa.Index("ix_search_document_prefecture", "prefecture", "kind"),
)

search_mark = sa.Table(
    "search_mark",
    metadata,
    # By which folding and which catalogue the documents were written; one row.
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("version", sa.String(64), nullable=False),
)

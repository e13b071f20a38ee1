"""Tables of the logs that devices uploaded, of what follows from them, and of the feeds.

The segments are the truth; `evidence`, `voided`, `ruling` and `profile` are projections of them,
written in the same transaction. The tables that grow with the log have no foreign keys: their rows
are made from rows that were read in the same transaction, and are never deleted.
"""

import sqlalchemy as sa

from schemas.scalars import DEVICE_ID_BYTES
from server.database import metadata

_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")

WEAK = sa.text("source > 1")

segment = sa.Table(
    "segment",
    metadata,
    # In the order in which they were taken in: what an entry is about stands before it.
    sa.Column("id", _serial, primary_key=True),
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), nullable=False),
    # Numbers of the first and last entry that this upload added.
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    # The SyncRequest as it was signed. Its first entries may be a repetition of the segment before.
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("challenge", sa.LargeBinary(8), nullable=False),
    sa.Column("signature", sa.LargeBinary(64), nullable=False),
    # The chain before `first` and after `last`.
    sa.Column("head_before", sa.LargeBinary(32), nullable=False),
    sa.Column("head", sa.LargeBinary(32), nullable=False),
    # Between these its entries were written.
    sa.Column("anchor_ms", sa.BigInteger, nullable=False),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
    sa.Index("uq_segment_device", "device", "first", unique=True),
)

redacted = sa.Table(
    "redacted",
    metadata,
    # A segment whose person was forgotten: the words are taken out of its `body` (R27), while
    # chain and signature stay those of what was sent.
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), primary_key=True),
    sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

kept_aside = sa.Table(
    "kept_aside",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), nullable=False),
    # SHA-256 of the body: a repetition is not kept twice.
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("why", sa.String(16), nullable=False),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("challenge", sa.LargeBinary(8), nullable=False),
    sa.Column("signature", sa.LargeBinary(64), nullable=False),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
    sa.Index("uq_kept_aside_device", "device", "digest", unique=True),
)

evidence = sa.Table(
    "evidence",
    metadata,
    # A row for the entries of one upload that are alike in all that follows: most visits of a
    # desk's week are the same people's, and a row a day and person is what the views ask for.
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), primary_key=True),
    sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    # The entry's tag in schemas/entries.py.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    # Whose history it belongs to, or nobody's if its author might not write it.
    sa.Column("account_id", sa.String(32)),
    # 0 for none.
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("member", sa.BigInteger, nullable=False),
    # A void has place and day of what it takes back, so that the two are found together.
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    # By the clock of the card that was scanned, 0 where none was.
    sa.Column("shown_day", sa.Integer, nullable=False),
    # R26, 0 for what is no evidence of presence.
    sa.Column("source", sa.SmallInteger, nullable=False),
    # How many of the entries are neither rejected nor taken back (R27).
    sa.Column("standing", sa.Integer, nullable=False),
    # MessagePack: their numbers, then their bytes.
    sa.Column("entries", sa.LargeBinary, nullable=False),
    sa.Index("ix_evidence_account_id_body", "account_id", "body", "shown_day"),
    sa.Index(
        "ix_evidence_place_day",
        "place",
        "day",
        sqlite_where=sa.text("place > 0"),
        postgresql_where=sa.text("place > 0"),
    ),
    # What may wait for a body's staff (R26): a card read live never does.
    sa.Index("ix_evidence_weak", "body", "day", sqlite_where=WEAK, postgresql_where=WEAK),
    sqlite_with_rowid=False,
)

confirmation = sa.Table(
    "confirmation",
    metadata,
    # R26: staff's word on an entry that is weaker evidence than the body accepts. No projection:
    # no log knows of it.
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("confirmed", sa.Boolean, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Column("confirmed_by", sa.String(32), nullable=False),
    sqlite_with_rowid=False,
)

news_mark = sa.Table(
    "news_mark",
    metadata,
    # How far the sweep has gone through the segments, one row a reader of them.
    sa.Column("reader", sa.String(32), primary_key=True),
    sa.Column("segment", sa.BigInteger, nullable=False),
)

voided = sa.Table(
    "voided",
    metadata,
    # R27: an entry that a void which stands takes back.
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

ruling = sa.Table(
    "ruling",
    metadata,
    # What has no row here is accepted.
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("reason", sa.SmallInteger, nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

profile = sa.Table(
    "profile",
    metadata,
    # The last-writer-wins registers of a person, each with the stamp of its last write.
    sa.Column("account_id", sa.String(32), primary_key=True),
    sa.Column("field", sa.String(16), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Column("counter", sa.Integer, nullable=False),
    sa.Column("device", sa.LargeBinary(DEVICE_ID_BYTES), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

feed_scope = sa.Table(
    "feed_scope",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False, unique=True),
    # The last number given out. Its row is the lock under which the next are given: a scope's
    # numbers become visible in their order, so no reader can pass over a late committer.
    sa.Column("last", sa.BigInteger, nullable=False),
)

feed_item = sa.Table(
    "feed_item",
    metadata,
    sa.Column("scope_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    # A newer item of the same key takes the place of the older. Facts have none: they never change.
    sa.Column("key", sa.String(64)),
    # The device whose own facts these are: it is not told what it said itself.
    sa.Column("author", sa.LargeBinary(DEVICE_ID_BYTES)),
    # After this a device that comes late need not hear of it.
    sa.Column("until_ms", sa.BigInteger),
    # A MessagePack array of FeedItems, at most `feeds.PACKET_BYTES` unless it holds only one.
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Index(
        "uq_feed_item_key",
        "scope_id",
        "key",
        unique=True,
        sqlite_where=sa.text("key IS NOT NULL"),
        postgresql_where=sa.text("key IS NOT NULL"),
    ),
    sa.Index(
        "ix_feed_item_until_ms",
        "scope_id",
        "until_ms",
        sqlite_where=sa.text("until_ms IS NOT NULL"),
        postgresql_where=sa.text("until_ms IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

feed_subscription = sa.Table(
    "feed_subscription",
    metadata,
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    # Where the scope stands in a cursor, for ever.
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("scope_id", sa.ForeignKey("feed_scope.id"), nullable=False),
    sa.Column("ended", sa.Boolean, nullable=False),
    sa.Index(
        "uq_feed_subscription_scope_id",
        "account_id",
        "scope_id",
        unique=True,
        sqlite_where=sa.text("NOT ended"),
        postgresql_where=sa.text("NOT ended"),
    ),
)

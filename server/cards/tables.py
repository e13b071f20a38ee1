"""Tables of issued cards and of the signed lists."""

import sqlalchemy as sa

from schemas.feed import CardState
from server.database import metadata

TAKEN_BACK = f"state != {CardState.ACTIVE.value}"
"""SQL of an index and of what reads it: a query that says it otherwise does not use the index."""

PRINTED = f"printed_by IS NOT NULL AND state = {CardState.ACTIVE.value}"
"""The same for cards on paper that were not stopped."""

card_series = sa.Table(
    "card_series",
    metadata,
    # The card numbers of a body. Its row is the lock under which the next is given.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    # The greatest that is reserved: one-day cards reserve many at once, and draw from them.
    sa.Column("last", sa.BigInteger, nullable=False),
    # Whether the body gives one-day cards, and the version of what is told of that.
    sa.Column("daily", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("policy_version", sa.BigInteger, nullable=False, server_default="0"),
    # Where the numbers begin that one-day cards draw from now; none yet: 0.
    sa.Column("drawn_from", sa.BigInteger, nullable=False, server_default="0"),
)

card_key = sa.Table(
    "card_key",
    metadata,
    # A key that a phone made for a one-day card, and the card that it was used for.
    sa.Column("public_key", sa.LargeBinary(33), primary_key=True),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("body", sa.Integer, nullable=False),
    # In the order in which the phone told of them.
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("card", sa.BigInteger),
    sa.Index(
        "ix_card_key_spare",
        "device_id",
        "body",
        "position",
        sqlite_where=sa.text("card IS NULL"),
        postgresql_where=sa.text("card IS NULL"),
    ),
)

card = sa.Table(
    "card",
    metadata,
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    # The card's place in the body's status list.
    sa.Column("card", sa.BigInteger, primary_key=True, autoincrement=False),
    # The phone that shows it; none for a printed card.
    sa.Column("device_id", sa.ForeignKey("device.id")),
    # Who had it printed, the member or the office for them; none for a phone's. When is its
    # not-before, to the minute: a printed card is never renewed.
    sa.Column("printed_by", sa.ForeignKey("account.id")),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("member", sa.BigInteger, nullable=False),
    sa.Column("tier", sa.SmallInteger, nullable=False),
    sa.Column("long_stay", sa.Boolean, nullable=False),
    # Unix seconds. From the first credential's not-before to the newest one's expiry without a
    # gap: a card that had run out is not renewed but followed by another one.
    sa.Column("not_before", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    # Why it was revoked, in the words of who did it.
    sa.Column("reason", sa.String(200), nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    # The newest credential, packed as in schemas/credential.md.
    sa.Column("credential", sa.LargeBinary(160), nullable=False),
    # The JST day of a one-day card, 0 for every other.
    sa.Column("day", sa.Integer, nullable=False, server_default="0"),
    # Whether the body's roster has the card: a one-day card enters it when it is first scanned.
    sa.Column("listed", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.CheckConstraint("(device_id IS NULL) <> (printed_by IS NULL)", name="phone_or_paper"),
    sa.Index("ix_card_account_id", "account_id", "device_id", "day"),
    sa.Index("ix_card_body_member", "body", "member"),
    sa.Index(
        "uq_card_active",
        "device_id",
        "body",
        "day",
        unique=True,
        sqlite_where=sa.text(f"state = {CardState.ACTIVE.value}"),
        postgresql_where=sa.text(f"state = {CardState.ACTIVE.value}"),
    ),
    sa.Index(
        "ix_card_printed_expires",
        "expires",
        "body",
        "card",
        sqlite_where=sa.text(PRINTED),
        postgresql_where=sa.text(PRINTED),
    ),
    # An account that goes is looked for here.
    sa.Index(
        "ix_card_printed_by",
        "printed_by",
        sqlite_where=sa.text("printed_by IS NOT NULL"),
        postgresql_where=sa.text("printed_by IS NOT NULL"),
    ),
    sa.Index(
        "ix_card_taken_back",
        "body",
        "card",
        sqlite_where=sa.text(TAKEN_BACK),
        postgresql_where=sa.text(TAKEN_BACK),
    ),
)

status_reader = sa.Table(
    "status_reader",
    metadata,
    # Whose status lists the staff of `reader` are told beside their own body's: those of `issuer`,
    # or (0) of every body in `prefecture`, the first two digits of its code.
    sa.Column("reader", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("issuer", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("prefecture", sa.Integer, primary_key=True, autoincrement=False),
)

signed_list = sa.Table(
    "signed_list",
    metadata,
    # The status list of a body as it was last published; 0 is the trust list.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("issued_ms", sa.BigInteger, nullable=False),
    # The whole status list as it was last signed: what the deltas since then stand on. None where
    # that is not known: a whole one follows.
    sa.Column("base", sa.LargeBinary, nullable=True),
)

"""Tables of issued cards and of the signed lists."""

import sqlalchemy as sa

from schemas.feed import CardState
from server.database import metadata

card_series = sa.Table(
    "card_series",
    metadata,
    # The last card number that a body gave. Its row is the lock under which the next is given.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
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
    sa.CheckConstraint("(device_id IS NULL) <> (printed_by IS NULL)", name="phone_or_paper"),
    sa.Index("ix_card_account_id", "account_id", "device_id"),
    sa.Index("ix_card_body_member", "body", "member"),
    sa.Index(
        "uq_card_active",
        "device_id",
        "body",
        unique=True,
        sqlite_where=sa.text(f"state = {CardState.ACTIVE.value}"),
        postgresql_where=sa.text(f"state = {CardState.ACTIVE.value}"),
    ),
    sa.Index(
        "ix_card_revoked",
        "body",
        "card",
        sqlite_where=sa.text(f"state = {CardState.REVOKED.value}"),
        postgresql_where=sa.text(f"state = {CardState.REVOKED.value}"),
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

"""Tables of the bodies that take part, and of what their offices keep."""

import sqlalchemy as sa

from server.database import metadata

participating_body = sa.Table(
    "participating_body",
    metadata,
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    # R05: the fiscal year (from April) in which the body joined; the fee depends on it.
    sa.Column("fiscal_year", sa.Integer, nullable=False),
)

place = sa.Table(
    "place",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False, index=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("english", sa.String(60), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    # Whether scans keep the holder's signature: 64 bytes each, to settle a dispute with.
    sa.Column("keeps_proofs", sa.Boolean, nullable=False),
    # Of the printed code in force.
    sa.Column("code_serial", sa.Integer, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)

place_code = sa.Table(
    "place_code",
    metadata,
    sa.Column("place", sa.ForeignKey("place.id"), primary_key=True),
    sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
    # The signed code, and what an entry quotes of it.
    sa.Column("raw", sa.LargeBinary(77), nullable=False),
    sa.Column("token", sa.LargeBinary(8), nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    # From then on another code hangs there; what was read before still counts.
    sa.Column("withdrawn_ms", sa.BigInteger),
)

facility = sa.Table(
    "facility",
    metadata,
    # How cards are judged at a place and what is paid there, as it is now. Without a row: defaults.
    sa.Column("place", sa.ForeignKey("place.id"), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    # The JSON of `schemas.api.Facility`.
    sa.Column("content", sa.Text, nullable=False),
)

kiosk = sa.Table(
    "kiosk",
    metadata,
    # A device's time as the screen of a place. Rows stay: what was read from it is judged by them.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("place", sa.ForeignKey("place.id"), nullable=False, index=True),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False, index=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    # The device's revocation ends it too, without a word here.
    sa.Column("ended_ms", sa.BigInteger),
    sa.Column("ended_by", sa.ForeignKey("account.id")),
    # Of the newest certificate: when it ends (Unix seconds), and itself, packed.
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("certificate", sa.LargeBinary(113), nullable=False),
    # Of the item that its device was told; grows over all times of one device at one place.
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Index(
        "uq_kiosk_standing",
        "device_id",
        unique=True,
        sqlite_where=sa.text("ended_ms IS NULL"),
        postgresql_where=sa.text("ended_ms IS NULL"),
    ),
)

project = sa.Table(
    "project",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False, index=True),
    sa.Column("place", sa.ForeignKey("place.id")),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("english", sa.String(60), nullable=False),
    sa.Column("designated", sa.Boolean, nullable=False),
    # R21: on which grounds the designation rests.
    sa.Column("basis", sa.String(500), nullable=False),
    # Whose it is now (R20), as `partners.assigning` says; none for the body's own.
    sa.Column("partner", sa.ForeignKey("partner.id"), index=True),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)

project_code = sa.Table(
    "project_code",
    metadata,
    # As `place_code`, for a project at the place that it had then.
    sa.Column("project", sa.ForeignKey("project.id"), primary_key=True),
    sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.ForeignKey("place.id"), nullable=False),
    sa.Column("raw", sa.LargeBinary(81), nullable=False),
    sa.Column("token", sa.LargeBinary(8), nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    sa.Column("withdrawn_ms", sa.BigInteger),
)

invite = sa.Table(
    "invite",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False, index=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("partner", sa.ForeignKey("partner.id")),
    sa.Column("name", sa.String(60), nullable=False),
    # Only the hash: who reads the database cannot join.
    sa.Column("code_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
    sa.Column("used_by", sa.ForeignKey("account.id")),
)

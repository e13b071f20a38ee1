"""Partners of a body (関係団体, R23)."""

import sqlalchemy as sa

from server.database import metadata

partner = sa.Table(
    "partner",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False, index=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("english", sa.String(60), nullable=False),
    # A value of `schemas.partners.PartnerKind`.
    sa.Column("kind", sa.String(20), nullable=False),
    # Whom to ask there, as the office wrote it down.
    sa.Column("contact", sa.String(200), nullable=False),
    # R20, pattern 2: all of its projects count.
    sa.Column("designated", sa.Boolean, nullable=False),
    # R21: on which grounds that rests.
    sa.Column("basis", sa.String(500), nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    # Its people's roles ended at the same moment.
    sa.Column("closed_ms", sa.BigInteger),
    sa.Column("version", sa.BigInteger, nullable=False),
)

project_tenure = sa.Table(
    "project_tenure",
    metadata,
    # Whose a project was from when to when: what was scanned is judged by that, whenever it is.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.ForeignKey("project.id"), nullable=False, index=True),
    sa.Column("partner", sa.ForeignKey("partner.id"), nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("until_ms", sa.BigInteger),
)

"""Tables of what bodies give their members."""

import sqlalchemy as sa

from server.database import metadata

_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STANDS = sa.text("ended_ms IS NULL")
WAITS = sa.text("state = 'waiting'")
UNPAID = sa.text("state = 'granted'")

benefit = sa.Table(
    "benefit",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False),
    # schemas.benefits.BenefitState.
    sa.Column("state", sa.String(16), nullable=False),
    # As it is being written: the JSON of schemas.benefits.BenefitTerms.
    sa.Column("draft", sa.Text, nullable=False),
    # Of the feed item.
    sa.Column("version", sa.BigInteger, nullable=False),
    # The fiscal year whose budget is spent, 0 for none.
    sa.Column("spent", sa.Integer, nullable=False),
    sa.Index("ix_benefit_body", "body"),
)

benefit_terms = sa.Table(
    "benefit_terms",
    metadata,
    # What was published, each time; rows are never changed, so that what was granted stays so.
    sa.Column("benefit_id", sa.ForeignKey("benefit.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("from_day", sa.Integer, nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("published_ms", sa.BigInteger, nullable=False),
    sa.Column("published_by", sa.ForeignKey("account.id"), nullable=False),
    # R52: a JSON list of the findings that somebody looked at.
    sa.Column("looked_at", sa.Text, nullable=False),
)

application = sa.Table(
    "subsidy_application",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("benefit_id", sa.ForeignKey("benefit.id"), nullable=False),
    # Whose terms it is judged by: those of the stay's first day.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    # Made by the phone: what is sent twice is stored once.
    sa.Column("ref", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("from_day", sa.Integer, nullable=False),
    sa.Column("nights", sa.Integer, nullable=False),
    # The JSON of schemas.benefits.Apply.
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("calculated", sa.BigInteger, nullable=False),
    sa.Column("receipts", sa.Integer, nullable=False),
    # When all of it was there: the order in which it is served, and the budget's year.
    sa.Column("completed_ms", sa.BigInteger, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    # Granted, 0 before.
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("decided_ms", sa.BigInteger),
    sa.Column("paid_day", sa.Integer, nullable=False),
    sa.Column("words", sa.String(1000), nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Index("uq_subsidy_application_account_id_ref", "account_id", "ref", unique=True),
    sa.Index("ix_subsidy_application_benefit_id_year", "benefit_id", "year", "state"),
    sa.Index(
        "ix_subsidy_application_waiting",
        "body",
        "completed_ms",
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    ),
    sa.Index(
        "ix_subsidy_application_unpaid", "body", "id", sqlite_where=UNPAID, postgresql_where=UNPAID
    ),
    sa.Index("ix_subsidy_application_decided_ms", "body", "decided_ms"),
)

application_step = sa.Table(
    "subsidy_step",
    metadata,
    # R18: everything that was done about an application, with its rule, why, and who did it.
    sa.Column("id", _serial, primary_key=True),
    sa.Column("application_id", sa.ForeignKey("subsidy_application.id"), nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("rule", sa.String(8), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("words", sa.String(1000), nullable=False),
    # "member", or the account of the member of staff.
    sa.Column("done_by", sa.String(32), nullable=False),
    sa.Index("ix_subsidy_step_application_id", "application_id"),
)

receipt = sa.Table(
    "receipt",
    metadata,
    # A photograph; its bytes lie in the data directory under `file`.
    sa.Column("application_id", sa.ForeignKey("subsidy_application.id"), primary_key=True),
    sa.Column("at", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("file", sa.String(64), nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("arrived_ms", sa.BigInteger, nullable=False),
)

refuge_consent = sa.Table(
    "refuge_consent",
    metadata,
    # R55: a member agreed to be taken in.
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("party", sa.Integer, nullable=False),
    sa.Column("needs", sa.String(500), nullable=False),
    # Where they say that they live; what they proved comes first.
    sa.Column("home_body", sa.Integer, nullable=False),
    sa.Column("given_ms", sa.BigInteger, nullable=False),
    sa.Column("withdrawn_ms", sa.BigInteger),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Index("ix_refuge_consent_body", "body"),
)

disaster = sa.Table(
    "disaster",
    metadata,
    sa.Column("id", _serial, primary_key=True),
    sa.Column("body", sa.ForeignKey("participating_body.body"), nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    # A JSON list of bodies; a prefecture stands for every municipality in it.
    sa.Column("areas", sa.Text, nullable=False),
    sa.Column("from_day", sa.Integer, nullable=False),
    sa.Column("declared_ms", sa.BigInteger, nullable=False),
    sa.Column("declared_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    sa.Column("ended_by", sa.ForeignKey("account.id")),
    sa.Index("ix_disaster_body", "body", "id"),
)

evacuee = sa.Table(
    "evacuee",
    metadata,
    # Who is on a disaster's list, as staff phones were told.
    sa.Column("disaster_id", sa.ForeignKey("disaster.id"), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    # The number under which the phones have them.
    sa.Column("member", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Index("ix_evacuee_account_id", "account_id"),
)

"""Tables of registrations, of what a person refused, of surveys and of decisions."""

import sqlalchemy as sa

from server.database import metadata

member_series = sa.Table(
    "member_series",
    metadata,
    # The last member number that a body gave. Its row is the lock under which the next is given.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)

registration = sa.Table(
    "registration",
    metadata,
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("tier", sa.SmallInteger, nullable=False),
    sa.Column("since_day", sa.Integer, nullable=False),
    sa.Column("long_stay", sa.Boolean, nullable=False),
    # R02: came with a municipality of the prefecture.
    sa.Column("linked", sa.Boolean, nullable=False),
    # The name that the member chose to be called by; empty for none (R04).
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("ended_ms", sa.BigInteger),
    sa.Column("version", sa.BigInteger, nullable=False),
    # One row a person and body for ever: who comes back has their number and history again.
    sa.Index("uq_registration_account_id_body", "account_id", "body", unique=True),
    sa.Index("ix_registration_body_since_day", "body", "since_day"),
)

prefecture_refusal = sa.Table(
    "prefecture_refusal",
    metadata,
    # R03: a row stands for as long as the person refuses to be linked with the prefecture.
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("prefecture", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
)

survey = sa.Table(
    "survey",
    metadata,
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    # A JSON list of schemas.api.Question, where the body changed the standard questions.
    sa.Column("questions", sa.Text, nullable=False),
    sa.Column("updated_ms", sa.BigInteger, nullable=False),
)

survey_answer = sa.Table(
    "survey_answer",
    metadata,
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    # JSON: question id to list of answers.
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("answered_ms", sa.BigInteger, nullable=False),
    sa.ForeignKeyConstraint(["body", "number"], ["registration.body", "registration.number"]),
)

decision = sa.Table(
    "decision",
    metadata,
    # R18: what was granted, ended or refused, by which rule, why, and who or what decided.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("rule", sa.String(8), nullable=False),
    sa.Column("reason", sa.String(200), nullable=False),
    # "system", "member", or the account of the staff member who decided.
    sa.Column("decided_by", sa.String(32), nullable=False),
    sa.Index("ix_decision_account_id", "account_id", "body"),
)

"""Tables of registrations, of what a person refused, of surveys and of decisions."""

import sqlalchemy as sa

from server.database import metadata

STANDS = sa.text("ended_ms IS NULL")
WAITS = sa.text("pending > 0")
OPEN = sa.text("answered_ms IS NULL")
_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")

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
    # The last day of premium by the body's own grant (R15), and what else the rules remember of a
    # registration (`schemas.standing.Held`); 0 for none.
    sa.Column("premium_until", sa.Integer, nullable=False, server_default="0"),
    sa.Column("pending", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("asked_day", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lapsed_day", sa.Integer, nullable=False, server_default="0"),
    # The day on which a sweep looks at it again, if nothing happens before.
    sa.Column("next_day", sa.Integer, nullable=False, server_default="0"),
    # One row a person and body for ever: who comes back has their number and history again.
    sa.Index("uq_registration_account_id_body", "account_id", "body", unique=True),
    sa.Index("ix_registration_body_since_day", "body", "since_day"),
    # Counts of a body's members are read from here alone.
    sa.Index("ix_registration_body_ended_ms", "body", "ended_ms", "tier"),
    sa.Index("ix_registration_next_day", "next_day", sqlite_where=STANDS, postgresql_where=STANDS),
    sa.Index(
        "ix_registration_pending", "body", "pending", sqlite_where=WAITS, postgresql_where=WAITS
    ),
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
    sa.Column("id", _serial, primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("rule", sa.String(8), nullable=False),
    sa.Column("reason", sa.String(200), nullable=False),
    # "system", "member", or the account of the staff member who decided.
    sa.Column("decided_by", sa.String(32), nullable=False),
    # From when on it holds, and until when: a day each, 0 for no end.
    sa.Column("day", sa.Integer, nullable=False, server_default="0"),
    sa.Column("until_day", sa.Integer, nullable=False, server_default="0"),
    # The words of a member of staff.
    sa.Column("note", sa.String(1000), nullable=False, server_default=""),
    sa.Index("ix_decision_account_id", "account_id", "body"),
)

policy = sa.Table(
    "policy",
    metadata,
    # R06: a body's rules from a day on. Rows are never changed; of one day the newest holds.
    sa.Column("id", _serial, primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("from_day", sa.Integer, nullable=False),
    # schemas.policy.Policy as JSON.
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("written_ms", sa.BigInteger, nullable=False),
    sa.Column("written_by", sa.ForeignKey("account.id"), nullable=False),
    sa.Index("ix_policy_body", "body", "from_day"),
)

programme = sa.Table(
    "programme",
    metadata,
    # What a body's own rules may ask membership of (P12): kept by its staff.
    sa.Column("id", _serial, primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("english", sa.String(60), nullable=False),
    sa.Index("ix_programme_body", "body"),
)

programme_member = sa.Table(
    "programme_member",
    metadata,
    sa.Column("programme_id", sa.ForeignKey("programme.id"), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Index("ix_programme_member_account_id", "account_id"),
)

review = sa.Table(
    "review",
    metadata,
    # R18: a member asks that somebody looks at a decision again.
    sa.Column("decision_id", sa.ForeignKey("decision.id"), primary_key=True),
    sa.Column("body", sa.Integer, nullable=False),
    sa.Column("words", sa.String(1000), nullable=False),
    sa.Column("asked_ms", sa.BigInteger, nullable=False),
    sa.Column("answer", sa.String(1000), nullable=False, server_default=""),
    sa.Column("answered_ms", sa.BigInteger),
    sa.Column("answered_by", sa.String(32)),
    sa.Index("ix_review_open", "body", sqlite_where=OPEN, postgresql_where=OPEN),
)

directory = sa.Table(
    "directory",
    metadata,
    # What each registration is found and sorted by, folded (`spelling.py`): follows from the name
    # in `registration` and from `member_details`, and is narrow, so that a search of a part of a
    # name goes through all of a body's members in little time.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("words", sa.String(2000), nullable=False),
    sa.Column("sounding", sa.String(200), nullable=False),
    sa.Index("ix_directory_body_sounding", "body", "sounding", "number"),
    sqlite_with_rowid=False,
)

member_details = sa.Table(
    "member_details",
    metadata,
    # R04: what one body alone knows of its member, by the member's own word, at the counter (R62)
    # or from a list that the body kept before (R61). Every field may be empty.
    sa.Column("body", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("kana", sa.String(100), nullable=False),
    sa.Column("postal_code", sa.String(10), nullable=False),
    # Of residence: 1 to 47 as in the local government codes, 0 for not known.
    sa.Column("prefecture", sa.SmallInteger, nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("telephone", sa.String(30), nullable=False),
    # Counted from 1970, negative before.
    sa.Column("birth_day", sa.Integer),
    # In the body's own older list.
    sa.Column("old_number", sa.String(40), nullable=False),
    sa.Column("category", sa.String(60), nullable=False),
    sa.Column("note", sa.String(1000), nullable=False),
    sa.Column("changed_ms", sa.BigInteger, nullable=False),
    # No reference, as of decisions: an account that goes would be looked for in every row.
    sa.Column("changed_by", sa.String(32), nullable=False),
    sa.ForeignKeyConstraint(["body", "number"], ["registration.body", "registration.number"]),
    sa.Index("ix_member_details_body_prefecture", "body", "prefecture", "number"),
    sqlite_with_rowid=False,
)

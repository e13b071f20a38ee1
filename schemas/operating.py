"""JSON types of the operator's page: the installation, without any personal data (R04)."""

from msgspec import Struct

from schemas.api import BodyCodeText, OneTimeCode


class BodyLine(Struct, frozen=True):
    body: BodyCodeText
    since: int
    fiscal_year: int
    """In which it joined (R05)."""
    free: bool
    """Joined in time to be free of the fee for a set period (R05)."""
    members_basic: int
    members_premium: int
    partners: int
    staff: int
    list_signed: int
    """When its status list was last signed (ms): it grows old where no staff phone asks."""


class ChoreLine(Struct, frozen=True):
    chore: str
    ended: int
    failed: bool
    count: int
    """How many things it did."""
    error: str


class InstallationHealth(Struct, frozen=True):
    records_last_hour: int
    """Uploads of phones that held new records."""
    last_record: int | None
    """When the last of them arrived (ms)."""
    kept_aside: int
    """Uploads that did not fit their log and wait to be looked at."""
    unread_by_sweep: int
    """Uploads whose consequences by time the sweep has not looked at yet."""
    feed_items: int
    mail_waiting: int
    mail_oldest_due: int | None
    mail_failed_30_days: int
    chores: list[ChoreLine]


class OperatorView(Struct, frozen=True):
    version: str
    now: int
    bodies: list[BodyLine]
    health: InstallationHealth


class BecomeOperator(Struct, frozen=True):
    code: OneTimeCode


class OfficeCode(Struct, frozen=True):
    """Shown once. Whoever has it opens one more office."""

    code: str
    url: str

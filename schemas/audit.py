"""JSON types of the audit log (R04, R18), as those of `api.py`."""

from msgspec import Struct

from schemas.api import Role


class AuditRow(Struct, frozen=True):
    """Somebody looked at personal data, or changed something."""

    id: int
    ms: int
    account: str
    name: str
    """What the office calls them; empty where it never gave them a name."""
    role: Role
    partner: str
    """Of which partner that role is; empty for the body's own."""
    about: str
    """The part of the office: what follows the body's code in the route's path."""
    changed: bool
    route: str
    detail: str
    """Numbers and days that were asked for, as `name=value`, separated by spaces."""
    member: int
    """The number of the member whose record it was; 0 for several or none."""


class AuditPerson(Struct, frozen=True):
    """Somebody who is in the log."""

    account: str
    name: str
    role: Role


class AuditPage(Struct, frozen=True):
    """The newest first. `before` is what to ask for further ones with; 0 when there are none."""

    rows: list[AuditRow]
    before: int
    people: list[AuditPerson]
    """Everyone who ever worked for the body or a partner of it."""

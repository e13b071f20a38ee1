"""The one place that every look of staff at what members told in confidence goes through: their
applications with receipts and bank accounts, and who is to be taken in. What is to be kept of it
(R04) is kept here."""

import structlog

from server.catalogue import format_code

APPLICATIONS, RECEIPT, TRANSFERS, EVACUEES = "applications", "receipt", "transfers", "evacuees"


def note_read(body: int, what: str, count: int) -> None:
    """A look of a body's staff at so many people's. Logs hold no personal data: no account."""
    structlog.get_logger().info("confidential-read", body=format_code(body), what=what, count=count)

"""The whole schema: importing this declares every capability's tables on `metadata`."""

# ruff: noqa: F401 - imported for what importing them does: each declares its tables
import server.accounts.tables
import server.activities.tables
import server.app.tables
import server.audit.tables
import server.benefits.tables
import server.cards.tables
import server.exchange.tables
import server.figures.tables
import server.identity.tables
import server.linked_apps.tables
import server.office.tables
import server.partners.tables
import server.registry.tables
import server.replication.tables
import server.search.tables
import server.sweep.tables
import server.transfer.tables
from server.database import metadata

__all__ = ["metadata"]

"""The whole schema: importing this declares every capability's tables on `metadata`."""

# Imported for what importing them does: each declares its tables.
from server.database import metadata

__all__ = ["metadata"]

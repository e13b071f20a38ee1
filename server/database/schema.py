"""The whole schema: importing this declares every capability's tables on `metadata`."""

from importlib import import_module

from server.database import metadata

__all__ = ["metadata"]

CAPABILITIES = (
    "accounts",
    "activities",
    "app",
    "audit",
    "benefits",
    "cards",
    "exchange",
    "figures",
    "identity",
    "linked_apps",
    "office",
    "partners",
    "registry",
    "replication",
    "search",
    "sweep",
    "transfer",
)
"""Those that own tables."""

for _name in CAPABILITIES:
    import_module(f"server.{_name}.tables")

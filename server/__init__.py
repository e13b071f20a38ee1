"""The sync server: accounts, registry, cards, replication and the office."""

__version__ = "0.1.0"

"""The sync server: accounts, registry, cards, replication and the office."""

"""Replication: takes devices' logs in, rules on their facts, tells everyone concerned."""

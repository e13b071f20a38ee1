"""The operator's view of the installation: bodies, counts, health; no personal data (R04)."""

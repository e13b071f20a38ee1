"""Accounts: passkeys, sessions, recovery codes, devices, and the roles that staff hold."""

"""Searching bodies, projects and places nation-wide (R40)."""

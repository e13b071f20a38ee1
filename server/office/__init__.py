"""The office: a body's start, its staff, places with their printed codes, and projects."""

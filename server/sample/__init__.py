"""The sample village: an installation of its own, filled with invented people."""

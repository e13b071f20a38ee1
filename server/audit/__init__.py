"""Who saw and did what in which office (R04, R18)."""

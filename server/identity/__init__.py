"""Identity: who somebody officially is, where they live, how old they are (R13, R16, R17)."""

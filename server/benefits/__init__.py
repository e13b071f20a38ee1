"""What bodies give their members: benefits tied to being there, subsidies, refuge (R50-R55)."""

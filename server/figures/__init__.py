"""Statistics of the related population (R45): counted by the day, shown, reported, published."""

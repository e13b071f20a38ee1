"""A body's members as its office works with them: found, registered at the counter, known."""

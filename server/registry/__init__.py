"""Registration: who is a member of which body, what follows from it, and the body's survey."""

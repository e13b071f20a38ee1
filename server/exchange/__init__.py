"""What the scheme tells its members: notices, in the app and by e-mail."""

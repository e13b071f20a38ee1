"""What travels between devices and the server, and what lasts: types only, no behaviour."""

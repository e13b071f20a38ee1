"""`python -m server`, for where the `furusato` command is not on the path."""

from server.cli import main

main()

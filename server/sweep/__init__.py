"""The sweep: what time brings, done once, whoever does it and however late.

`run_sweep` goes through the chores of `chores`; `timer` starts it from the server's own process,
`furusato sweep` from anywhere else.
"""
